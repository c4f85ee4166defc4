import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { IconName } from "./parts/icon.tsx";

/** A page: where it is, who sees it, and how the navigation names it. Pages without `nav` are reached from others. */
export interface PageRoute {
  /** As wouter writes paths: `/webhooks/:id`. The first that matches is shown. */
  path: string;
  for: "everyone" | "operator";
  nav?: { label: string; icon: IconName; needsInbox?: true };
  /** Loaded when it is first opened. */
  page: LazyExoticComponent<ComponentType>;
}

const WebhooksPage = lazy(async () => ({ default: (await import("./pages/webhooks/webhooks-page.tsx")).WebhooksPage }));
const NewWebhookPage = lazy(async () => ({
  default: (await import("./pages/webhooks/new-webhook-page.tsx")).NewWebhookPage,
}));
const WebhookPage = lazy(async () => ({ default: (await import("./pages/webhooks/webhook-page.tsx")).WebhookPage }));

const DeliveryLogPage = lazy(async () => ({
  default: (await import("./pages/delivery-log/delivery-log-page.tsx")).DeliveryLogPage,
}));

const OverviewPage = lazy(async () => ({ default: (await import("./pages/overview/overview-page.tsx")).OverviewPage }));

const DeliveryPage = lazy(async () => ({ default: (await import("./pages/delivery/delivery-page.tsx")).DeliveryPage }));

const RecoverPage = lazy(async () => ({ default: (await import("./pages/recover/recover-page.tsx")).RecoverPage }));

const TasksPage = lazy(async () => ({ default: (await import("./pages/tasks/tasks-page.tsx")).TasksPage }));
const TaskPage = lazy(async () => ({ default: (await import("./pages/tasks/task-page.tsx")).TaskPage }));
const TryItPage = lazy(async () => ({ default: (await import("./pages/try-it/try-it-page.tsx")).TryItPage }));

const SettingsPage = lazy(async () => ({ default: (await import("./pages/settings/settings-page.tsx")).SettingsPage }));

const OrganizationsPage = lazy(async () => ({
  default: (await import("./pages/organizations/organizations-page.tsx")).OrganizationsPage,
}));
const NewOrganizationPage = lazy(async () => ({
  default: (await import("./pages/organizations/new-organization-page.tsx")).NewOrganizationPage,
}));
const OrganizationPage = lazy(async () => ({
  default: (await import("./pages/organizations/organization-page.tsx")).OrganizationPage,
}));
const SystemPage = lazy(async () => ({ default: (await import("./pages/system/system-page.tsx")).SystemPage }));

/** Every page, in the order of the navigation. */
export const pageRoutes: readonly PageRoute[] = [
  { path: "/overview", for: "everyone", nav: { label: "Overview", icon: "gauge" }, page: OverviewPage },
  { path: "/webhooks", for: "everyone", nav: { label: "Webhooks", icon: "webhook" }, page: WebhooksPage },
  { path: "/webhooks/new", for: "everyone", page: NewWebhookPage },
  { path: "/webhooks/:webhookId", for: "everyone", page: WebhookPage },
  { path: "/deliveries", for: "everyone", nav: { label: "Delivery log", icon: "deliveries" }, page: DeliveryLogPage },
  { path: "/deliveries/:deliveryId", for: "everyone", page: DeliveryPage },
  { path: "/webhooks/:webhookId/recover", for: "everyone", page: RecoverPage },
  { path: "/tasks", for: "everyone", nav: { label: "Tasks", icon: "tasks" }, page: TasksPage },
  { path: "/tasks/:taskId", for: "everyone", page: TaskPage },
  { path: "/try-it", for: "everyone", nav: { label: "Try it here", icon: "try", needsInbox: true }, page: TryItPage },
  { path: "/settings", for: "everyone", nav: { label: "Settings", icon: "settings" }, page: SettingsPage },
  {
    path: "/organizations",
    for: "operator",
    nav: { label: "Organisations", icon: "organization" },
    page: OrganizationsPage,
  },
  { path: "/organizations/new", for: "operator", page: NewOrganizationPage },
  { path: "/organizations/:orgId", for: "operator", page: OrganizationPage },
  { path: "/system", for: "operator", nav: { label: "System", icon: "system" }, page: SystemPage },
];

/** Where `/` leads. */
export const firstPage = "/webhooks";
