import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DashboardFile, DashboardFiles } from "./dashboard-files.ts";
import { type Html, html } from "./html.ts";
import { HttpError } from "./http-error.ts";
import { noSuchRoute } from "./no-such-route.ts";
import { pageFaceFiles, type PageFile, readPage } from "./page-face.ts";
import { sendError } from "./render-error.ts";

/** What there is to serve: nothing yet, the files, or nothing at all. */
export type DashboardState =
  | { kind: "building" }
  | { kind: "ready"; files: DashboardFiles }
  | { kind: "failed"; problem: string }
  /** This node does not serve it. */
  | { kind: "off" };

const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** Below these nothing is a page of the dashboard: what is not there is an error of the API. */
const notPages = /^\/(api|assets|inbox|files|edit|metrics|livez|readyz|openapi\.json|llms\.txt|docs)([/?]|$)/;

/**
 * `/`: the dashboard. Which page an address means is decided in the browser, so every address that a browser opens and nothing else serves gets the same
 * page; its assets are addressed relative to it, so that a proxy may put all of it below any path.
 */
export function registerDashboard(app: FastifyInstance, state: () => DashboardState): void {
  // For the pages that are shown in its place.
  const ownFiles = new Map<string, PageFile>([
    ...pageFaceFiles(),
    ["wait.js", { contentType: "text/javascript; charset=utf-8", content: readPage("wait.js") }],
  ]);
  app.get("/", async (request, reply) => sendPage(state(), request, reply));
  app.get<{ Params: { name: string } }>("/assets/:name", async (request, reply) => {
    const now = state();
    const { name } = request.params;
    const file = now.kind === "ready" ? now.files.assets.get(name) : undefined;
    if (file !== undefined) return sendAsset(file, request, reply);
    const own = now.kind === "off" ? undefined : ownFiles.get(name);
    if (own === undefined) throw new HttpError("not_found");
    const { contentType, content } = own;
    return reply
      .headers({ "content-type": contentType, "x-content-type-options": "nosniff", "cache-control": "no-cache" })
      .send(content);
  });
}

/** Answers a request that no route takes. */
export function createUnknownAnswer(
  state: () => DashboardState,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const now = state();
    const isOpened = request.method === "GET" && String(request.headers.accept ?? "").includes("text/html");
    if (now.kind === "off" || !isOpened || notPages.test(request.url)) return sendError(reply, noSuchRoute(request));
    return sendPage(now, request, reply);
  };
}

function sendPage(state: DashboardState, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (state.kind === "off") return sendError(reply, new HttpError("not_found"));
  reply.headers({ ...headers, "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
  const up = upFrom(request.url);
  if (state.kind === "ready") return reply.send(state.files.page.replaceAll('"./', `"${up}`));
  // 503, so that nobody takes it for the dashboard; a browser looks again by itself.
  reply.code(503).headers({ "retry-after": "1", "cache-control": "no-store" });
  return reply.send((state.kind === "building" ? waitingPage(up) : failedPage(up, state.problem)).text);
}

/** The way from an address to the root of the dashboard: `./` from `/webhooks`, `../` from `/webhooks/whk_1`. */
function upFrom(url: string): string {
  const [path = "/"] = url.split("?");
  const depth = path.split("/").length - 2;
  return depth === 0 ? "./" : "../".repeat(depth);
}

function sendAsset(file: DashboardFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  reply.headers({
    "content-type": file.contentType,
    "x-content-type-options": "nosniff",
    // The name holds the hash of the content.
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  });
  if (file.brotli !== null && /\bbr\b/.test(accepted)) return reply.header("content-encoding", "br").send(file.brotli);
  if (file.gzip !== null && /\bgzip\b/.test(accepted)) return reply.header("content-encoding", "gzip").send(file.gzip);
  return reply.send(file.plain);
}

function waitingPage(up: string): Html {
  return page(
    up,
    html`<script src="${up}assets/wait.js"></script>
      <noscript><meta http-equiv="refresh" content="1" /></noscript>`,
    html`<h1>The dashboard is being built</h1>
      <p class="soft">
        This happens once and takes a few seconds. The page loads by itself; the API works meanwhile.
      </p>`,
  );
}

function failedPage(up: string, problem: string): Html {
  return page(
    up,
    html``,
    html`<h1>The dashboard could not be built</h1>
      <p class="soft">
        Everything else works: the API, deliveries and the inbox. Mend what is said here, then start the server again.
      </p>
      <pre>${problem}</pre>`,
  );
}

function page(up: string, head: Html, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Overten</title>
        <link rel="icon" href="${up}assets/mark.svg" />
        <link rel="stylesheet" href="${up}assets/face.css" />
        ${head}
      </head>
      <body class="alone">
        <main class="card">
          <p class="brand"><img src="${up}assets/mark.svg" alt="" />Overten</p>
          ${content}
        </main>
      </body>
    </html> `;
}
