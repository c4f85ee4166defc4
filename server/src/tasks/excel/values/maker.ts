import type { PoolName } from "./pools.ts";

/** How sample values of a column come about. Data, so that a subject is a table and not a program. */
export type Maker =
  | { make: "pool"; pool: PoolName }
  /** Values of a list at random. */
  | { make: "choices"; values: readonly string[] }
  /** The list in order, each value for so many rows before the next. */
  | { make: "turns"; values: readonly string[]; each: number }
  /** A person or company that does not repeat before every one was used. */
  | { make: "person" }
  | { make: "company" }
  /** Text ids: INV-0001, INV-0002 … */
  | { make: "sequence"; prefix: string; digits: number }
  /** 1, 2, 3 … */
  | { make: "count" }
  /** From a number upwards, by about so much a row: what a meter shows. */
  | { make: "rising"; start: number; step: number }
  | Range
  | { make: "share"; min: number; max: number }
  /** A part or a multiple of the row's value in an earlier column; without one as `otherwise` says. */
  | { make: "near"; of: RegExp; low: number; high: number; otherwise: Range }
  /** Between 0 and 1, and as far as the row's status says. */
  | { make: "progress" }
  /** Days of the request's period, ascending. */
  | { make: "day" }
  /** A day within some years before now. */
  | { make: "pastDay"; years: number }
  /** A day of birth, for an age within these years. */
  | { make: "birthday"; youngest: number; oldest: number }
  /** Days after the row's earlier date column, or after the period's start. */
  | { make: "laterDay"; min: number; max: number }
  | { make: "month" }
  | { make: "weekday" }
  | { make: "quarter" }
  | { make: "year" }
  | { make: "time"; fromHour: number; toHour: number }
  | { make: "truth"; chance: number }
  /** Built on the row's name, where it has one. */
  | { make: "email" }
  | { make: "website" }
  | { make: "phone" }
  /** "Name 1", "Name 2" …: the column's name says nothing more. */
  | { make: "numbered" }
  | { make: "blank" };

export interface Range {
  make: "whole" | "amount";
  min: number;
  max: number;
  step: number;
}

export const pool = (name: PoolName): Maker => ({ make: "pool", pool: name });
export const whole = (min: number, max: number, step = 1): Range => ({ make: "whole", min, max, step });
export const amount = (min: number, max: number, step = 0.01): Range => ({ make: "amount", min, max, step });
export const share = (min: number, max: number): Maker => ({ make: "share", min, max });
export const oneOf = (...values: string[]): Maker => ({ make: "choices", values });
export const inTurn = (...values: string[]): Maker => ({ make: "turns", values, each: 1 });
export const ids = (prefix: string): Maker => ({ make: "sequence", prefix, digits: 4 });
export const near = (of: RegExp, low: number, high: number, otherwise: Range): Maker => ({
  make: "near",
  of,
  low,
  high,
  otherwise,
});
