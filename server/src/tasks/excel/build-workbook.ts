import { setImmediate } from "node:timers/promises";
import { editDocument, editsInWords } from "./edits/edit-document.ts";
import { readWorkbookFile } from "./file/read-xlsx.ts";
import { writeWorkbookFile } from "./file/write-xlsx.ts";
import { maxColumns, maxReadBytes, maxRows, maxSheets } from "./limits.ts";
import { serialOfMs } from "./model/dates.ts";
import type { WorkbookDocument } from "./model/document.ts";
import { readDocument } from "./model/read-document.ts";
import { toFile } from "./model/write-document.ts";
import { planWorkbook } from "./plan/plan-workbook.ts";
import { readRequest } from "./request/read-request.ts";
import { cleanPrompt, cleanText } from "./safe-text.ts";
import { createdSummary, editedSummary } from "./summary.ts";

export interface BuildInput {
  prompt: string;
  /** The file's name as the caller wishes it; null lets the planner name it. */
  fileName: string | null;
  /** The run's document as it is; null begins one. */
  previous: Uint8Array | null;
  nowMs: number;
  onProgress: (phase: string, progress: number) => void;
  signal: AbortSignal;
}

export type BuildResult =
  | { outcome: "built"; fileName: string; file: Uint8Array; summary: string }
  | { outcome: "refused"; code: "unsupported_request"; message: string };

type Made =
  | { outcome: "made"; document: WorkbookDocument; summary: (document: WorkbookDocument) => string }
  | { outcome: "refused"; message: string };

/**
 * Makes an .xlsx from a request, or carries on from the run's document. A planner without a language model: it knows a few
 * dozen kinds of tables and the words people use for them, refuses whatever it does not understand, and needs no network.
 * Throws the signal's reason when that is aborted.
 */
export async function buildWorkbook(input: BuildInput): Promise<BuildResult> {
  const step = async (phase: string, progress: number): Promise<void> => {
    // Other work of the process, and the signal, get their turn between the steps.
    await setImmediate();
    input.signal.throwIfAborted();
    input.onProgress(phase, progress);
  };
  await step("reading the request", 0.05);
  const prompt = cleanPrompt(input.prompt);
  const made =
    input.previous === null || startsOver(prompt)
      ? await create(withoutStartingOver(prompt), input, step)
      : await edit(prompt, input.previous, input, step);
  if (made.outcome === "refused") return refusal(made.message, input.previous !== null);
  const { document } = made;
  const file = await toFile(document, input.nowMs, (index) =>
    step("writing rows", 0.4 + (0.4 * index) / document.sheets.length),
  );
  await step("saving", 0.85);
  const bytes = await writeWorkbookFile(file);
  input.signal.throwIfAborted();
  return {
    outcome: "built",
    fileName: fileNameOf(input.fileName ?? document.title),
    file: bytes,
    summary: cleanText(made.summary(document)),
  };
}

type Step = (phase: string, progress: number) => Promise<void>;

async function create(prompt: string, input: BuildInput, step: Step): Promise<Made> {
  const read = readRequest(prompt, input.nowMs);
  if (read.outcome === "refused") return read;
  const planned = await planWorkbook(read.wish, input.nowMs, (index) =>
    step("planning", 0.15 + (0.2 * index) / read.wish.sheets.length),
  );
  return planned.outcome === "refused"
    ? planned
    : { outcome: "made", document: planned.document, summary: () => createdSummary(planned, read.wish) };
}

async function edit(prompt: string, previous: Uint8Array, input: BuildInput, step: Step): Promise<Made> {
  const file = await readWorkbookFile(previous);
  if (file.outcome === "too_large")
    return {
      outcome: "refused",
      message: `The run's document is ${Math.ceil(file.bytes / 1_048_576)} MiB unpacked; the planner reads up to ${maxReadBytes / 1_048_576} MiB.`,
    };
  if (file.outcome === "not_a_workbook")
    return { outcome: "refused", message: "The run's document is no .xlsx workbook that the planner can read." };
  if (file.beyondCells.length > 0)
    return {
      outcome: "refused",
      message: `The run's document has ${file.beyondCells.slice(0, 5).join(", ")}, which the planner would lose by writing it again.`,
    };
  await step("planning", 0.2);
  const document = readDocument(file.workbook, serialOfMs(input.nowMs));
  const edited = editDocument(document, prompt, input.nowMs);
  return edited.outcome === "refused"
    ? edited
    : { outcome: "made", document, summary: (one) => editedSummary(one, edited.said) };
}

const over =
  /^\s*(?:please\s+)?(?:start (?:all )?over|start again|start from scratch|from scratch|forget (?:it|that|everything|the (?:old|previous) (?:one|file|document))|discard (?:it|everything)|replace (?:it|everything|the (?:whole )?(?:workbook|document|file)) (?:with|by))\b\s*[:,.;-]*\s*(?:and\s+)?/i;
const startsOver = (prompt: string): boolean => over.test(prompt);
const withoutStartingOver = (prompt: string): string => prompt.replace(over, "");

function refusal(reason: string, second: boolean): BuildResult {
  const what = second
    ? `With this document it can ${editsInWords}.`
    : `It can make a workbook of sample tables (sales, expenses, budgets, invoices, orders, inventory, employees, timesheets, students and grades, contacts, tasks, events, workouts, recipes …) or of any columns you name, with up to ${maxRows.toLocaleString("en-US")} rows, ${maxColumns} columns and ${maxSheets} sheets; with columns computed from others (totals, shares, differences, margins, rates as a discount of 10%, ages, durations, or a formula of yours), rows below, sorting and number formats; and from rows, names and numbers in the request, as in 'Expenses: rent 1200, food 450'.`;
  return {
    outcome: "refused",
    code: "unsupported_request",
    message: `The built-in agent cannot do this. ${reason} It is a planner without a language model and knows English only. ${what}`,
  };
}

/** A name that any file system takes, ending in .xlsx. */
function fileNameOf(wished: string): string {
  const base = cleanText(wished)
    .replace(/\.xlsx$/i, "")
    .replace(/[\\/:*?"<>|\s]+/g, " ")
    .replace(/^[.\s]+|[.\s]+$/g, "")
    .slice(0, 100)
    .toWellFormed();
  return `${base === "" ? "workbook" : base}.xlsx`;
}
