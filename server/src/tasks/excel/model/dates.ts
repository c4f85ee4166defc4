// Excel counts days from 1899-12-30 (for everything after February 1900); a time is the fraction of a day.

const dayMs = 86_400_000;
const epochMs = Date.UTC(1899, 11, 30);

/** The serial number of a calendar day; a month or day past its end runs over, as in Date.UTC. */
export function serialOf(year: number, month: number, day: number): number {
  return Math.round((Date.UTC(year, month - 1, day) - epochMs) / dayMs);
}

export function serialOfMs(ms: number): number {
  return Math.floor((ms - epochMs) / dayMs);
}

export function calendarOf(serial: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(epochMs + Math.floor(serial) * dayMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}
