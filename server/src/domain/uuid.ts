import { randomFillSync } from "node:crypto";

// Random bytes are drawn 4 KiB at a time: one call per id cost a tenth of the node's share.
const pool = new Uint8Array(4096);
let used = pool.length;

// Ids of one batch share their millisecond.
let lastMs = -1;
let lastPrefix = "";

const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (byte: number | undefined): string => hexOfByte[byte ?? 0] ?? "00";

/** A UUIDv7 (RFC 9562 §5.7) for a moment in Unix milliseconds, in its 36-character text form. */
export function uuidv7(unixMs: number): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const at = used;
  used += 10;
  const ms = Math.trunc(unixMs);
  if (ms !== lastMs) {
    lastMs = ms;
    const time = ms.toString(16).padStart(12, "0");
    lastPrefix = `${time.slice(0, 8)}-${time.slice(8)}-`;
  }
  const b = (index: number): number => pool[at + index] ?? 0;
  return (
    `${lastPrefix}${hex(0x70 | (b(0) & 0x0f))}${hex(b(1))}-${hex(0x80 | (b(2) & 0x3f))}${hex(b(3))}-` +
    `${hex(b(4))}${hex(b(5))}${hex(b(6))}${hex(b(7))}${hex(b(8))}${hex(b(9))}`
  );
}

/** The smallest UUIDv7 of a moment in Unix milliseconds: a bound for "everything since". */
export function uuidv7Floor(unixMs: number): string {
  const time = Math.max(0, Math.trunc(unixMs)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** The moment in Unix milliseconds that a UUIDv7 carries. */
export function uuidv7UnixMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
