import { calendarOf } from "../model/dates.ts";
import type { Value } from "../model/document.ts";
import { pick, type Random, randomFrom, wholeBetween } from "../random.ts";
import { agreeing, fullName, nearPeer, progress, weekdays } from "./agreeing-values.ts";
import type { MadeColumn } from "./made-column.ts";
import type { Maker, Range } from "./maker.ts";
import { dayOfRow, monthOfRow, type Period } from "./period.ts";
import { pools } from "./pools.ts";

export interface ValueWish {
  /** The same seed gives the same values. */
  seed: string;
  name: string;
  maker: Maker;
  count: number;
  /** Rows that exist already: sequences and names go on behind them. */
  offset: number;
  period: Period;
  today: number;
  /** How many different values there may be; null for no limit. */
  distinct: number | null;
  /** Rows that share one day or month before the next; 1 gives each its own. */
  rowsOfOneTime: number;
  /** Columns made before, of the same rows: an email follows the name, an end date the start. */
  peers: readonly MadeColumn[];
}

const startYear = 1990;

/** Plausible values for a column: samples, never facts. */
export function makeValues(wish: ValueWish): Value[] {
  const random = randomFrom(wish.seed);
  const start = wholeBetween(random, 0, 624);
  return Array.from({ length: wish.count }, (_, index) => oneValue(wish, random, index, start));
}

function oneValue(wish: ValueWish, random: Random, index: number, start: number): Value {
  const { maker } = wish;
  const row = wish.offset + index;
  const timeRow = Math.floor(row / wish.rowsOfOneTime);
  const slot = wish.distinct === null ? row : wholeBetween(random, 0, wish.distinct - 1);
  switch (maker.make) {
    case "pool":
      return agreeing(maker, wish.peers, index) ?? fromList(pools[maker.pool], wish, random, row, start);
    case "choices":
      return fromList(maker.values, wish, random, row, start);
    case "turns":
      return maker.values[Math.floor(row / maker.each) % maker.values.length] ?? null;
    case "person":
      return fullName(wish.peers, index) ?? person(start + slot);
    case "company":
      return company(start + slot);
    case "sequence":
      return maker.prefix + String(row + 1).padStart(maker.digits, "0");
    case "count":
      return row + 1;
    case "rising":
      return maker.start + row * maker.step + wholeBetween(random, 0, Math.floor(maker.step / 2));
    case "whole":
    case "amount":
      return oneOfRange(maker, random);
    case "near":
      return nearPeer(maker, wish.peers, index, random) ?? oneOfRange(maker.otherwise, random);
    case "progress":
      return progress(wish.peers, index, random);
    case "share":
      return stepped(random, maker.min, maker.max, 0.01);
    case "day":
      return dayOfRow(wish.period, timeRow, Math.ceil((wish.offset + wish.count) / wish.rowsOfOneTime));
    case "pastDay":
      return wish.today - wholeBetween(random, 30, Math.round(maker.years * 365));
    case "birthday":
      return wish.today - wholeBetween(random, Math.ceil(maker.youngest * 365.25), Math.floor(maker.oldest * 365.25));
    case "laterDay":
      return earlierDay(wish, index) + wholeBetween(random, maker.min, maker.max);
    case "month":
      return agreeing(maker, wish.peers, index) ?? monthOfRow(wish.period, timeRow);
    case "weekday":
      return agreeing(maker, wish.peers, index) ?? weekdays[row % 7] ?? null;
    case "quarter":
      return agreeing(maker, wish.peers, index) ?? `Q${(timeRow % 4) + 1}`;
    case "year":
      return wish.period.step === "year"
        ? calendarOf(wish.period.start).year + timeRow
        : (agreeing(maker, wish.peers, index) ?? wholeBetween(random, startYear, calendarOf(wish.today).year));
    case "time":
      return wholeBetween(random, maker.fromHour * 4, maker.toHour * 4) / 96;
    case "truth":
      return random() < maker.chance;
    case "email":
      return `${mailName(wish, index) ?? `contact${row + 1}`}@example.com`;
    case "website":
      return `https://www.example.com/${mailName(wish, index) ?? `page-${row + 1}`}`;
    case "phone":
      return `+1 555 01${String(row % 100).padStart(2, "0")}`;
    case "numbered":
      return `${wish.name} ${row + 1}`;
    case "blank":
      return null;
  }
}

/** Runs through a list in order while it lasts, so that a short table repeats nothing; then at random. */
function fromList(
  values: readonly string[],
  wish: ValueWish,
  random: Random,
  row: number,
  start: number,
): string | null {
  const usable = wish.distinct === null ? values : values.slice(0, wish.distinct);
  // Short lists begin anywhere, so that columns side by side do not say the same.
  const from = usable.length > 4 ? 0 : start;
  return row < usable.length && wish.count + wish.offset <= usable.length
    ? (usable[(row + from) % usable.length] ?? null)
    : pick(random, usable);
}

/** 625 different people before one comes again. */
function person(index: number): string {
  const first = pools.firstName[(index * 7) % pools.firstName.length] ?? "";
  const last = pools.lastName[(index * 11 + Math.floor(index / 25)) % pools.lastName.length] ?? "";
  return `${first} ${last}`;
}

/** 200 different companies before one comes again. */
function company(index: number): string {
  const start = pools.companyStart[(index * 7) % pools.companyStart.length] ?? "";
  const end = pools.companyEnd[(index * 3 + Math.floor(index / 20)) % pools.companyEnd.length] ?? "";
  return `${start} ${end}`;
}

function oneOfRange(range: Range, random: Random): number {
  return stepped(random, range.min, range.max, range.step);
}

function stepped(random: Random, min: number, max: number, step: number): number {
  const steps = wholeBetween(random, 0, Math.floor((max - min) / step));
  return Number((min + steps * step).toFixed(4));
}

function earlierDay(wish: ValueWish, index: number): number {
  const date = wish.peers.findLast((peer) => peer.kind === "date")?.values[index];
  return typeof date === "number" ? date : dayOfRow(wish.period, wish.offset + index, wish.offset + wish.count);
}

/** anna.adler, from the row's first name-like text; null when there is none. */
function mailName(wish: ValueWish, index: number): string | null {
  const names = wish.peers
    .filter(
      (peer) =>
        peer.kind === "text" &&
        !/\b(?:id|no\.?|nr\.?|number|code|company)\b/i.test(peer.name) &&
        /name|employee|student|customer|client|contact|owner|guest|member|player/i.test(peer.name),
    )
    .slice(0, 2);
  const split = names.length === 2 && names.every((peer) => /first|last|sur|family|given/i.test(peer.name));
  const words = (split ? names : names.slice(0, 1))
    .map((peer) => peer.values[index])
    .filter((value) => typeof value === "string");
  const text = words
    .join(" ")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^\.|\.$/g, "");
  return text === "" ? null : text;
}
