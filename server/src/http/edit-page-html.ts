import { isOpen, type TaskStatus } from "../domain/task-states.ts";
import type { Turn } from "../storage/tasks/list-turns.ts";
import { type Html, html } from "./html.ts";
import type { SheetView, WorkbookView } from "./workbook-views.ts";

/** What the page of a run shows. */
export interface EditPage {
  runId: string;
  token: string;
  fileName: string | null;
  summary: string | null;
  downloadUrl: string | null;
  view: WorkbookView | null;
  /** Which sheet, from 1. */
  sheet: number;
  /** Newest first. */
  turns: readonly Turn[];
  /** Why no prompt is taken; null when one is. */
  closed: string | null;
  /** What was typed, when it was refused. */
  prompt: string;
  refusal: string | null;
}

/** The page of a run as HTML, without inline script or style. */
export function renderEditPage(page: EditPage): string {
  const title = page.fileName ?? "New document";
  const open = page.turns.find((turn) => isOpen(turn.status)) ?? null;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Overten</title>
        <link rel="icon" href="assets/mark.svg" />
        <link rel="stylesheet" href="assets/face.css" />
        <link rel="stylesheet" href="assets/edit.css" />
        <script src="assets/edit.js" defer></script>
        ${open === null ? null : html`<noscript><meta http-equiv="refresh" content="3" /></noscript>`}
      </head>
      <body>
        <header>
          <img src="assets/mark.svg" width="34" height="34" alt="" />
          <div>
            <h1>${title}</h1>
            <p class="soft">${page.summary ?? "There is no document yet."}</p>
          </div>
          ${page.downloadUrl === null ? null : html`<a class="button strong" href="${page.downloadUrl}">Download</a>`}
        </header>
        <main>
          <section class="work" aria-label="Next request">
            ${open === null ? null : renderProgress(open)} ${renderForm(page, open)}
          </section>
          ${renderWorkbook(page)} ${renderTurns(page.turns)}
        </main>
      </body>
    </html> `.text;
}

function renderProgress(turn: Turn): Html {
  const percent = Math.round(turn.progress * 100);
  const words = turn.status === "queued" ? "Waiting for an agent" : (turn.phase ?? "Working");
  return html`<div class="progress" id="progress">
    <p><strong id="phase" role="status">${words}</strong> <span id="percent">${percent} %</span></p>
    <progress id="bar" max="100" value="${percent}" aria-label="Progress">${percent} %</progress>
    <p class="soft">This page shows the result by itself.</p>
  </div>`;
}

function renderForm(page: EditPage, open: Turn | null): Html {
  if (page.closed !== null) return html`<p class="notice">${page.closed}</p>`;
  const refusal =
    page.refusal === null ? null : html`<p class="notice bad" role="alert" id="refusal">${page.refusal}</p>`;
  if (open !== null && page.refusal === null) return html``;
  return html`<form method="post">
    ${refusal}
    <label for="prompt">What should change?</label>
    <textarea
      id="prompt"
      name="prompt"
      rows="3"
      maxlength="10000"
      required
      placeholder="Add a column tax = revenue * 0.19"
    >
${page.prompt}</textarea>
    <button class="strong" type="submit">Send</button>
  </form>`;
}

const words: Readonly<Record<TaskStatus, string>> = {
  queued: "waiting",
  running: "under way",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled",
  expired: "expired",
};

function renderTurns(turns: readonly Turn[]): Html {
  if (turns.length === 0) return html``;
  const items = turns.map(
    (turn) =>
      html`<li>
        <p class="prompt">${turn.prompt}</p>
        <p>
          <span class="state ${turn.status}">${words[turn.status]}</span> ${turn.summary ?? turn.errorMessage ?? ""}
        </p>
      </li>`,
  );
  return html`<section class="past">
    <h2>Requests so far</h2>
    <ol class="turns" reversed>
      ${items}
    </ol>
  </section>`;
}

function renderWorkbook(page: EditPage): Html {
  const { view } = page;
  if (view === null) {
    const why =
      page.downloadUrl === null
        ? "The document is shown here once it is made."
        : "This document cannot be shown as a table. Download it instead.";
    return html`<section class="book"><p class="notice">${why}</p></section>`;
  }
  const index = Math.min(page.sheet, view.sheets.length) - 1;
  const sheet = view.sheets[index];
  if (view.problem !== null || sheet === undefined) {
    return html`<section class="book"><p class="notice">${view.problem ?? "This workbook is empty."}</p></section>`;
  }
  const tabs = view.sheets.map((one, at) => {
    const query = new URLSearchParams({ token: page.token, sheet: String(at + 1) });
    const current = at === index ? html` aria-current="page"` : null;
    return html`<a href="${page.runId}?${query.toString()}" ${current}>${one.name}</a>`;
  });
  return html`<section class="book" aria-label="Workbook">
    <nav class="tabs" aria-label="Sheets">${tabs}</nav>
    ${renderSheet(sheet)}
  </section>`;
}

function renderSheet(sheet: SheetView): Html {
  if (sheet.columns.length === 0) return html`<p class="notice">This sheet is empty.</p>`;
  const sides = sheet.columns.map((column) => (column.align === "right" ? html` class="number"` : null));
  const letters = sheet.columns.map((column) => html`<th scope="col">${column.letter}</th>`);
  const names = sheet.columns.map((column, at) => html`<th${sides[at] ?? null}>${column.name}</th>`);
  const rows = sheet.rows.map(
    (row, at) =>
      html`<tr>
        <th scope="row">${at + 2}</th>
        ${row.map((cell, column) => html`<td${sides[column] ?? null}>${cell}</td>`)}
      </tr> `,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Sheet ${sheet.name}">
      <table>
        <thead>
          <tr class="letters">
            <td></td>
            ${letters}
          </tr>
          <tr>
            <th scope="row">1</th>
            ${names}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${renderRest(sheet)}`;
}

function renderRest(sheet: SheetView): Html | null {
  const count = new Intl.NumberFormat("en-US");
  const shown: string[] = [];
  if (sheet.rows.length < sheet.totalRows) {
    shown.push(`${count.format(sheet.rows.length)} of ${count.format(sheet.totalRows)} rows`);
  }
  if (sheet.columns.length < sheet.totalColumns) {
    shown.push(`${count.format(sheet.columns.length)} of ${count.format(sheet.totalColumns)} columns`);
  }
  if (shown.length === 0) return null;
  return html`<p class="soft">Shown here: ${shown.join(", ")}. The download has all of them.</p>`;
}
