import { readdirSync, readFileSync } from "node:fs";

/** USER_HZ is 100 on Linux. */
const tickMs = 10;

/** CPU that a process and all below it have used so far, in milliseconds: unlike a time on the clock it says the same on a busy machine. Linux. */
export function cpuMsOf(pid: number): number {
  const processes = new Map<number, { parent: number; usedMs: number }>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const at = (field: number): number => Number(fields[field]);
      // Own time, and that of children that have ended.
      processes.set(Number(name), { parent: at(1), usedMs: (at(11) + at(12) + at(13) + at(14)) * tickMs });
    } catch {
      // it has ended meanwhile
    }
  }
  const isBelow = (id: number): boolean => {
    if (id === pid) return true;
    const parent = processes.get(id)?.parent;
    return parent !== undefined && parent > 1 && isBelow(parent);
  };
  return [...processes].reduce((sum, [id, { usedMs }]) => (isBelow(id) ? sum + usedMs : sum), 0);
}
