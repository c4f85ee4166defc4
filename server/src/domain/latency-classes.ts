// Latencies are counted in logarithmic classes, so that quantiles of any span come from sums of counts. Class 0 is below 1 ms, class k from
// 2^((k-1)/4) ms up to 2^(k/4) ms: a quantile is off by 9 % at most. Stored counts are by these numbers: changing them changes what old rows mean.

const classesPerDoubling = 4;

/** The class of a latency in milliseconds: 0, 1, 2, …; 68 holds the longest attempt that settings allow (120 s). */
export function latencyClass(latencyMs: number): number {
  return latencyMs < 1 ? 0 : 1 + Math.floor(Math.log2(latencyMs) * classesPerDoubling);
}

/** The latency in whole milliseconds below which the share `q` (0 to 1) of the counted attempts lies; null without any. */
export function latencyQuantile(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(q * total));
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return middleMs(index);
  }
  return null;
}

/** The middle of a class on the logarithmic scale. */
function middleMs(index: number): number {
  return index === 0 ? 0 : Math.round(2 ** ((index - 0.5) / classesPerDoubling));
}
