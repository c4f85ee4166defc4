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
  | { make: "whole"; min: number; max: number; step: number }
  | { make: "amount"; min: number; max: number; step: number }
  | { make: "share"; min: number; max: number }
  /** Days of the request's period, ascending. */
  | { make: "day" }
  /** A day within some years before now. */
  | { make: "pastDay"; years: number }
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

export const pool = (name: PoolName): Maker => ({ make: "pool", pool: name });
export const whole = (min: number, max: number, step = 1): Maker => ({ make: "whole", min, max, step });
export const amount = (min: number, max: number, step = 0.01): Maker => ({ make: "amount", min, max, step });
export const share = (min: number, max: number): Maker => ({ make: "share", min, max });
export const oneOf = (...values: string[]): Maker => ({ make: "choices", values });
export const inTurn = (...values: string[]): Maker => ({ make: "turns", values, each: 1 });
export const ids = (prefix: string): Maker => ({ make: "sequence", prefix, digits: 4 });
