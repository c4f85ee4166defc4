/** Reads settings one by one and keeps what is wrong with each. */
export interface SettingsReader {
  has(name: string): boolean;
  text(name: string, fallback: string | null, pattern: RegExp, requirement: string): string | null;
  /** Like `text`, but never repeated in a problem. */
  secret(name: string): string | null;
  integer(name: string, fallback: number, least: number, most: number): number;
  oneOf<Choice extends string>(name: string, fallback: Choice, choices: readonly Choice[]): Choice;
  flag(name: string, fallback: boolean): boolean;
  /** Words with commas between; `choices` null takes any lower-case word. */
  list<Choice extends string>(name: string, fallback: readonly Choice[], choices: readonly Choice[] | null): Choice[];
  problem(name: string, text: string): void;
  problems(): string[];
  /** Every name that was looked for. */
  names(): string[];
}

/** An empty value counts as not set: container files often pass one on. */
export function createSettingsReader(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): SettingsReader {
  const problems: string[] = [];
  const problem = (name: string, text: string): void => void problems.push(`${name} ${text.replace(/\.$/, "")}.`);

  const names = new Set<string>();
  const raw = (name: string): string | null => {
    names.add(name);
    const value = environment[name];
    const path = environment[`${name}_FILE`];
    const hasValue = value !== undefined && value !== "";
    if (path === undefined || path === "") return hasValue ? value : null;
    if (hasValue) problem(name, `is set, and so is ${name}_FILE; set one of them`);
    try {
      return readFile(path).trim();
    } catch (error) {
      problem(
        `${name}_FILE`,
        `names ${path}, which cannot be read (${error instanceof Error && "code" in error ? String(error.code) : "error"})`,
      );
      return null;
    }
  };

  const text: SettingsReader["text"] = (name, fallback, pattern, requirement) => {
    const value = raw(name);
    if (value === null) return fallback;
    if (!pattern.test(value)) problem(name, requirement);
    return value;
  };

  /** What was set, for a problem; a file's text is not said back, since the wrong file may hold a secret. */
  const said = (name: string, value: string): string => {
    const path = environment[`${name}_FILE`];
    return path === undefined || path === "" ? `is "${value}", but` : `as ${path} has it`;
  };

  return {
    has: (name) => raw(name) !== null,
    text,
    secret: raw,
    integer(name, fallback, least, most) {
      const value = raw(name);
      if (value === null) return fallback;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= least && number <= most) return number;
      problem(name, `${said(name, value)} must be a whole number from ${least} to ${most}`);
      return fallback;
    },
    oneOf(name, fallback, choices) {
      const value = raw(name);
      if (value === null) return fallback;
      const choice = choices.find((candidate) => candidate === value);
      if (choice === undefined) problem(name, `${said(name, value)} must be ${choices.join(" or ")}`);
      return choice ?? fallback;
    },
    flag(name, fallback) {
      const value = raw(name);
      if (value === null) return fallback;
      if (/^(1|true|on|yes)$/i.test(value)) return true;
      if (/^(0|false|off|no)$/i.test(value)) return false;
      problem(name, `${said(name, value)} must be true or false`);
      return fallback;
    },
    list(name, fallback, choices) {
      const value = raw(name);
      if (value === null) return [...fallback];
      const words = value.split(",").map((word) => word.trim());
      const known = words.filter((word): word is (typeof fallback)[number] =>
        choices === null ? /^[a-z][a-z0-9_-]{0,39}$/.test(word) : (choices as readonly string[]).includes(word),
      );
      if (known.length !== words.length) {
        problem(
          name,
          `${said(name, value)} must be ${choices === null ? "lower-case words" : `some of ${choices.join(", ")}`} with commas between`,
        );
      }
      return [...new Set(known)];
    },
    problem,
    problems: () => [...new Set(problems)], // a setting that is looked at twice is wrong once
    names: () => [...names],
  };
}
