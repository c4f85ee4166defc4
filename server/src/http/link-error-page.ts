import type { FastifyInstance, FastifyRequest } from "fastify";
import { html } from "./html.ts";
import { HttpError } from "./http-error.ts";
import { setErrorHead } from "./render-error.ts";

/** For a link that was cut off or changed on its way to whoever opens it. */
export const brokenLinkMessage = "This link is not complete or was changed. Copy it again as it was sent.";

/** Shows what is wrong with a link as a page to a person in a browser; programs get JSON as everywhere. For the routes of `scope`. */
export function showErrorsAsPages(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    // What is no refusal of ours, and all that programs get, is left to the app's own handler.
    if (!(error instanceof HttpError) || !wantsHtml(request)) throw error;
    return setErrorHead(reply, error).headers(pageHeaders).send(renderPage(request.url, error));
  });
}

/** Browsers name HTML when they open a link or send a form. */
function wantsHtml(request: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(request.headers.accept ?? "");
}

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "private, no-store",
};

const titles: Readonly<Partial<Record<HttpError["code"], string>>> = {
  not_found: "This link does not work",
  gone: "No longer here",
  unavailable: "Not available just now",
};

function renderPage(url: string, error: HttpError): string {
  const title = titles[error.code] ?? "This did not work";
  const message = error.code === "not_found" ? brokenLinkMessage : error.message;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Overten</title>
        <link rel="icon" href="${rootOf(url)}edit/assets/mark.svg" />
        <link rel="stylesheet" href="${rootOf(url)}edit/assets/face.css" />
      </head>
      <body class="alone">
        <main class="card">
          <p class="brand"><img src="${rootOf(url)}edit/assets/mark.svg" alt="" />Overten</p>
          <h1>${title}</h1>
          <p class="soft">${message}</p>
        </main>
      </body>
    </html> `.text;
}

/** The way up from a path: PUBLIC_URL may have a path of its own, which does not come through to here. */
function rootOf(url: string): string {
  const [path = ""] = url.split("?");
  return "../".repeat(Math.max(0, path.split("/").length - 2));
}
