const ownPrefix = "OVERTEN_";

/** Read by our tests and the sample receivers, never by a server. */
const othersNames = /^OVERTEN_(TEST_|CI_|WEBHOOK_SECRET$)/;

/** A line for each `OVERTEN_…` that is set and that no setting is called, with the name that was likely meant. */
export function warnOfUnknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
  knownNames: readonly string[],
): string[] {
  const known = new Set(knownNames.flatMap((name) => [name, `${name}_FILE`]));
  return Object.entries(environment)
    .filter(
      ([name, value]) => name.startsWith(ownPrefix) && !othersNames.test(name) && value !== "" && !known.has(name),
    )
    .map(([name]) => {
      const meant = nearest(name, knownNames);
      const advice = meant === null ? "docs/settings.md lists them all." : `did you mean ${meant}?`;
      return `${name} is not a setting and is ignored; ${advice}`;
    });
}

/** Names are compared without what most of them begin with: OVERTEN_PORT is near PORT. Null where more than a third of the letters is another. */
function nearest(name: string, knownNames: readonly string[]): string | null {
  const short = (text: string): string => text.replace(ownPrefix, "");
  const given = short(name).replace(/_FILE$/, "");
  const near = knownNames.map((known) => ({ known, edits: editsBetween(given, short(known)) }));
  const best = near.reduce((best, one) => (one.edits < best.edits ? one : best));
  return best.edits <= given.length / 3 ? best.known : null;
}

/** How many letters must be added, removed or replaced to make one text the other (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [column, against] of [...other].entries()) {
      const replaced = (above[column] ?? 0) + (letter === against ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
