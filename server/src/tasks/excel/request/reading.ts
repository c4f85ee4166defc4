// A request is read by many readers, one after the other. Each takes the words it understood out of the text, so that the
// next does not read them again and what nobody took can be named at the end instead of being dropped.

/** Stands for a character that was read. A private-use character: no font shows it, the prompt loses it before it is read. */
export const taken = "\uE000";
const takenRun = new RegExp(`${taken}+`, "g");

export interface Reading {
  readonly original: string;
  /** The original with what was understood replaced, at the same length. */
  rest: string;
}

export function readingOf(prompt: string): Reading {
  const text = prompt.replaceAll(taken, "");
  return { original: text, rest: text };
}

/** Marks a span as understood. */
export function take(reading: Reading, start: number, end: number): void {
  reading.rest = reading.rest.slice(0, start) + taken.repeat(end - start) + reading.rest.slice(end);
}

/** The first match in what is left, taken. */
export function takeMatch(reading: Reading, pattern: RegExp): RegExpExecArray | null {
  const match = pattern.exec(reading.rest);
  if (match !== null) take(reading, match.index, match.index + match[0].length);
  return match;
}

/** Every match in what is left, taken. */
export function takeMatches(reading: Reading, pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  for (let match = takeMatch(reading, pattern); match !== null; match = takeMatch(reading, pattern))
    matches.push(match);
  return matches;
}

/** The request's words for what was taken since the text was as given; empty when that is nothing. */
export function takenSince(reading: Reading, before: string): string {
  const isNew = (at: number): boolean => before[at] !== taken && reading.rest[at] === taken;
  const spots = Array.from({ length: before.length }, (_, at) => at).filter(isNew);
  const [first] = spots;
  const last = spots.at(-1);
  return first === undefined || last === undefined ? "" : reading.original.slice(first, last + 1).trim();
}

/** Text without the marks of what was taken. */
export function withoutTaken(text: string): string {
  return text.replace(takenRun, " ").replace(/ +/g, " ").trim();
}
