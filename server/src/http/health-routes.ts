import type { FastifyInstance } from "fastify";
import { HttpError } from "./http-error.ts";
import { sendError } from "./render-error.ts";

export interface HealthDeps {
  /** False from SIGTERM on. */
  acceptsRequests: () => boolean;
  /** Why the database cannot be worked with, as a sentence with what to do; null when it can. Never throws. */
  databaseTrouble: () => Promise<string | null>;
}

/** `/livez`: the process answers. `/readyz`: it can accept and deliver, or 503 with the reason in the format of every error. */
export function registerHealthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  app.route({
    method: ["GET", "HEAD"],
    url: "/livez",
    handler: async (_request, reply) => reply.header("cache-control", "no-store").send({ status: "ok" }),
  });
  app.route({
    method: ["GET", "HEAD"],
    url: "/readyz",
    handler: async (_request, reply) => {
      reply.header("cache-control", "no-store");
      const reason = deps.acceptsRequests()
        ? await deps.databaseTrouble()
        : "This server is shutting down. Send requests to another node, or wait until it is started again.";
      if (reason !== null) return sendError(reply, new HttpError("unavailable", { message: reason }));
      return reply.send({ status: "ready" });
    },
  });
}
