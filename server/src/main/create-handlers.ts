import type { SealingKeys } from "../domain/seal.ts";
import { checkTargetUrl, urlNotAllowedMessage } from "../domain/target-url.ts";
import type { DeliveryEngine } from "../engine/delivery-engine.ts";
import { ingestRoutes } from "../http/ingest-routes.ts";
import type { RouteHandlers } from "../http/route-handlers.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Databases } from "../runtime/database.ts";
import type { DatabaseHealth } from "../runtime/database-health.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Settings } from "./settings.ts";

/** What a running node is made of. */
export interface NodeParts {
  settings: Settings;
  databases: Databases;
  clock: Clock;
  health: DatabaseHealth;
  log: Logger;
  sealing: SealingKeys;
  engine: DeliveryEngine;
}

/** Gives every route of the contract its handler: here rooms that do not know each other are joined. */
export function createHandlers(node: NodeParts): Partial<RouteHandlers> {
  const { settings, clock, engine } = node;
  const allowedUrl = (url: string): string | null => {
    const checked = checkTargetUrl(settings.allowTargets, url);
    return checked.outcome === "allowed" ? checked.url : null;
  };
  return {
    ...ingestRoutes({
      clock,
      accept: (event) => engine.acceptor.accept(event),
      acceptMany: (events) => engine.acceptor.acceptMany(events),
      allowedUrl,
      urlNotAllowedMessage,
    }),
  };
}
