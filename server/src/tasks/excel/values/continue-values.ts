import { calendarOf, serialOf } from "../model/dates.ts";
import type { Column, TableSheet, Value } from "../model/document.ts";
import { pick, type Random, randomFrom, wholeBetween } from "../random.ts";
import { agreeing } from "./agreeing-values.ts";
import { ruleFor } from "./column-rules.ts";
import type { MadeColumn } from "./made-column.ts";
import { makeValues } from "./make-values.ts";

/** Values for further rows of a column, in the manner of those that are there: whoever made them, the column knows best what it holds. */
export function continueValues(
  sheet: TableSheet,
  column: Column,
  count: number,
  today: number,
  peers: readonly MadeColumn[],
): Value[] {
  if (column.formula !== null) return Array.from({ length: count }, () => null);
  const random = randomFrom(`${sheet.name}/${column.name}/${column.cells.length}`);
  const maker = ruleFor(column.name)?.maker ?? null;
  // The weekday of the new date, the country of the new city.
  const agreed = Array.from({ length: count }, (_, index) => (maker === null ? null : agreeing(maker, peers, index)));
  if (agreed.length > 0 && agreed.every((value) => value !== null && typeof value === typeof column.cells[0]?.value))
    return agreed;
  const known = column.cells.map((cell) => cell.value).filter((value) => value !== null);
  if (known.length === 0) return Array.from({ length: count }, () => null);
  const numbers = known.filter((value) => typeof value === "number");
  if (numbers.length === known.length) return continueNumbers(column, numbers, count, random);
  const sequence = sequenceAfter(known);
  if (sequence !== null) return Array.from({ length: count }, (_, index) => sequence(index));
  const unique = new Set(known).size === known.length;
  if (maker !== null && unique && ["person", "company", "email", "phone", "website"].includes(maker.make)) {
    const taken = new Set(known);
    const period = { start: today, end: today, step: null };
    const made = makeValues({
      seed: `${sheet.name}/${column.name}/more`,
      name: column.name,
      maker,
      count: count + known.length,
      offset: column.cells.length,
      period,
      today,
      distinct: null,
      rowsOfOneTime: 1,
      peers,
    });
    return peers.length > 0 && maker.make !== "person" && maker.make !== "company"
      ? made.slice(0, count)
      : made.filter((value) => value === null || !taken.has(value)).slice(0, count);
  }
  return Array.from({ length: count }, () => pick(random, known));
}

function continueNumbers(column: Column, numbers: readonly number[], count: number, random: Random): Value[] {
  const last = numbers.at(-1) ?? 0;
  const step = evenStep(numbers);
  if (column.kind === "date" && isMonthly(numbers)) {
    const { year, month } = calendarOf(last);
    return Array.from({ length: count }, (_, index) => serialOf(year, month + index + 1, 1));
  }
  if (step !== null && (column.kind === "integer" || column.kind === "date"))
    return Array.from({ length: count }, (_, index) => last + step * (index + 1));
  if (column.kind === "date" && isAscending(numbers)) {
    const stride = Math.max(1, Math.round((last - (numbers[0] ?? last)) / Math.max(1, numbers.length - 1)));
    return Array.from({ length: count }, (_, index) => last + stride * (index + 1));
  }
  const grain = grainOf(numbers);
  const low = numbers.reduce((best, value) => Math.min(best, value));
  const high = numbers.reduce((best, value) => Math.max(best, value));
  return Array.from({ length: count }, () =>
    Number((wholeBetween(random, Math.round(low / grain), Math.round(high / grain)) * grain).toFixed(4)),
  );
}

/** The one difference between neighbours, when it is always the same and not 0. */
function evenStep(numbers: readonly number[]): number | null {
  if (numbers.length < 3) return null;
  const step = (numbers[1] ?? 0) - (numbers[0] ?? 0);
  return step !== 0 && numbers.every((value, index) => index === 0 || value - (numbers[index - 1] ?? 0) === step)
    ? step
    : null;
}

function isMonthly(serials: readonly number[]): boolean {
  return (
    serials.length > 1 &&
    isAscending(serials) &&
    serials.every((serial) => calendarOf(serial).day === 1) &&
    (serials.at(-1) ?? 0) - (serials[0] ?? 0) <= serials.length * 31
  );
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, index) => index === 0 || value >= (numbers[index - 1] ?? value));
}

const grains = [1_000, 500, 100, 50, 10, 5, 1, 0.5, 0.1, 0.05, 0.01, 0.001];

/** The largest round step that all of them are multiples of: salaries in steps of 500 go on so. */
function grainOf(numbers: readonly number[]): number {
  const isMultiple = (value: number, grain: number): boolean =>
    Math.abs(value / grain - Math.round(value / grain)) < 1e-9;
  return grains.find((grain) => numbers.every((value) => isMultiple(value, grain))) ?? 0.0001;
}

/** What follows INV-0001, INV-0002 …: null when the last two are no such pair. */
function sequenceAfter(known: readonly Value[]): ((index: number) => string) | null {
  const parts = known.slice(-2).map((value) => (typeof value === "string" ? /^(.*?)(\d{1,12})$/.exec(value) : null));
  const [before, last] = parts;
  if (last === undefined || last === null || before === undefined || before === null || before[1] !== last[1])
    return null;
  if (Number(last[2]) - Number(before[2]) !== 1) return null;
  return (index) => (last[1] ?? "") + String(Number(last[2]) + index + 1).padStart(last[2]?.length ?? 0, "0");
}
