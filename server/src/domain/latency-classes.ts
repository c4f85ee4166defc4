/**
 * Where latency classes begin, in milliseconds: four to each doubling from 1 ms to past 2 minutes, so that a quantile read from counts is within a
 * tenth of the true one. Class 0 is below the first bound; class n begins at bound n - 1, as PostgreSQL's `width_bucket(ms, bounds)` counts.
 */
export const latencyClassBoundsMs: readonly number[] = [
  ...new Set(Array.from({ length: 70 }, (_, quarter) => Math.round(2 ** (quarter / 4)))),
];

/** The class of a latency in milliseconds. */
export function latencyClass(latencyMs: number): number {
  let low = 0;
  let high = latencyClassBoundsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((latencyClassBoundsMs[middle] ?? Infinity) <= latencyMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The latency in milliseconds below which the share `q` (0 to 1) of what was counted lies; null when nothing was. `counts[n]` is how many were of class n. */
export function latencyQuantile(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(total * q));
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (before + count >= rank) return insideClass(index, (rank - before) / count);
    before += count;
  }
  return null;
}

/** Inside a class latencies are taken as evenly spread over its whole milliseconds. */
function insideClass(index: number, share: number): number {
  const lowest = latencyClassBoundsMs[index - 1] ?? 0;
  const highest = Math.max(lowest, (latencyClassBoundsMs[index] ?? lowest + 1) - 1);
  return Math.round(lowest + (highest - lowest) * share);
}

/** Adds to one class of `counts`, which grows as needed. */
export function addLatencyCounts(counts: number[], at: number, more: number): void {
  while (counts.length <= at) counts.push(0);
  counts[at] = (counts[at] ?? 0) + more;
}
