import type { FastifyInstance } from "fastify";
import { registerEditPage } from "../http/edit-page.ts";
import { registerFilePages } from "../http/file-pages.ts";
import { createWorkbookViews } from "../http/workbook-views.ts";
import type { NodeParts } from "./create-handlers.ts";

/** What signed links open, outside the base path: the documents, and the page of a run. */
export function registerDocumentPages(app: FastifyInstance, node: NodeParts): void {
  const { settings, clock, sealing, stopping } = node;
  const { queue, files, links, viewer } = node.tasks;
  const deps = {
    database: node.databases.cold,
    clock,
    sealing,
    buckets: Array.from({ length: settings.buckets }, (_, bucket) => bucket),
    acceptsRequests: () => !stopping.aborted,
  };
  const views = createWorkbookViews({
    files,
    view: (file) => viewer.view(file, stopping),
    onError: (error) => node.log.warn({ err: error }, "a document could not be shown"),
  });
  registerFilePages(app, { ...deps, files });
  registerEditPage(app, { ...deps, links, views, formats: settings.formats, enqueue: queue.enqueue });
}
