import { countedTo } from "@overten/contract";

const grouped = new Intl.NumberFormat("en");

/** A count with its thousands apart: "12,345". */
export function count(value: number): string {
  return grouped.format(value);
}

/** A count that the server ends at `countedTo`: "10,000+". */
export function countUpTo(value: number): string {
  return value < countedTo ? count(value) : `${count(countedTo)}+`;
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size in its largest unit, in thousands as disks are sold: "812 B", "4.2 GB". */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
