/** The lines that two texts do not share, in order, marked `-` for the first and `+` for the second. */
export function lineDiff(before: string, after: string): string[] {
  const a = before.split("\n");
  const b = after.split("\n");
  // shared[i][j]: how many lines a[i…] and b[j…] share in order.
  const shared = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => shared[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = shared[i];
    if (row === undefined) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const diff: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      diff.push(`- ${a[i++] ?? ""}`);
    } else {
      diff.push(`+ ${b[j++] ?? ""}`);
    }
  }
  return diff;
}
