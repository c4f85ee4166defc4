import { calendarOf, serialOf } from "../model/dates.ts";
import type { Value } from "../model/document.ts";
import { pick, type Random, wholeBetween } from "../random.ts";
import type { MadeColumn } from "./made-column.ts";
import type { Maker } from "./maker.ts";

// Values that follow from others of the same row: the weekday of its date, the country of its city, the share that is done.

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const countryOf: Readonly<Record<string, string>> = {
  Berlin: "Germany",
  Boston: "United States",
  Chicago: "United States",
  Copenhagen: "Denmark",
  Denver: "United States",
  Dublin: "Ireland",
  Hamburg: "Germany",
  Lisbon: "Portugal",
  London: "United Kingdom",
  Lyon: "France",
  Madrid: "Spain",
  Milan: "Italy",
  Oslo: "Norway",
  Porto: "Portugal",
  Seattle: "United States",
  Toronto: "Canada",
  Vienna: "Austria",
};

/** What an earlier column of the row says the value is; null when none does. */
export function agreeing(maker: Maker, peers: readonly MadeColumn[], index: number): Value {
  if (maker.make === "month" || maker.make === "weekday" || maker.make === "quarter" || maker.make === "year")
    return partOfDate(maker.make, peers, index);
  if (maker.make !== "pool") return null;
  if (maker.pool === "country")
    return countryOf[String(valueOf(peers, /^(?:city|town|branch|office)$/i, index))] ?? null;
  if (maker.pool === "city") return cityIn(valueOf(peers, /^country$/i, index), index);
  return maker.pool === "taskStatus" || maker.pool === "status" ? statusOf(maker.pool, peers, index) : null;
}

/** The status that a share of what is done means. */
function statusOf(pool: "taskStatus" | "status", peers: readonly MadeColumn[], index: number): string | null {
  const done = valueOf(peers, /complete|progress|% done/i, index);
  if (typeof done !== "number") return null;
  if (done >= 1) return "Done";
  return done > 0 ? "In progress" : pool === "status" ? "Open" : "Not started";
}

function cityIn(country: Value, index: number): string | null {
  const cities = Object.keys(countryOf).filter((city) => countryOf[city] === country);
  return cities[index % Math.max(1, cities.length)] ?? null;
}

function partOfDate(
  part: "month" | "weekday" | "quarter" | "year",
  peers: readonly MadeColumn[],
  index: number,
): Value {
  const date = peers.findLast((peer) => peer.kind === "date")?.values[index];
  if (typeof date !== "number") return null;
  const { year, month, weekday } = calendarOf(date);
  if (part === "year") return year;
  if (part === "month") return serialOf(year, month, 1);
  return part === "quarter" ? `Q${Math.ceil(month / 3)}` : (weekdays[(weekday + 6) % 7] ?? null);
}

function valueOf(peers: readonly MadeColumn[], name: RegExp, index: number): Value {
  return peers.findLast((peer) => name.test(peer.name))?.values[index] ?? null;
}

/** First and last name of the row as one; null when it has none. */
export function fullName(peers: readonly MadeColumn[], index: number): string | null {
  const parts = [/^(?:first|given) ?name$/i, /^(?:last|family) ?name$|^surname$/i].map((name) =>
    valueOf(peers, name, index),
  );
  return parts.every((part) => typeof part === "string") ? parts.join(" ") : null;
}

/** The part of an earlier value, as round as that one is; null when there is none. */
export function nearPeer(
  maker: Extract<Maker, { make: "near" }>,
  peers: readonly MadeColumn[],
  index: number,
  random: Random,
): number | null {
  const value = valueOf(peers, maker.of, index);
  if (typeof value !== "number" || value <= 0) return null;
  const near = value * (maker.low + random() * (maker.high - maker.low));
  const step = maker.otherwise.make === "whole" ? 1 : value >= 500 ? 10 : value >= 100 ? 1 : 0.5;
  return Number((Math.max(1, Math.round(near / step)) * step).toFixed(4));
}

/** All of what is done, nothing of what was not begun, something of the rest. */
export function progress(peers: readonly MadeColumn[], index: number, random: Random): number {
  const status = String(valueOf(peers, /\bstatus\b/i, index) ?? "");
  if (/^(?:done|completed?|closed|finished)$/i.test(status)) return 1;
  if (/^(?:not started|open|new|to do)$/i.test(status)) return 0;
  const middle = status === "" ? pick(random, [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1]) : null;
  return middle ?? wholeBetween(random, 2, 18) / 20;
}
