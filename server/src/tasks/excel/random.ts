/** A stream of numbers in [0, 1) that depends on the seed's text alone, so that a prompt always makes the same cells. */
export type Random = () => number;

/** mulberry32 over an FNV-1a hash of the seed: small, fast, and good enough for sample values. */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from min to max, both included. */
export function wholeBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

/** One of the values; null when there is none. */
export function pick<T>(random: Random, values: readonly T[]): T | null {
  return values[Math.floor(random() * values.length)] ?? null;
}
