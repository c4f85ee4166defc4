import { parseArgs } from "node:util";

/** What `overten` was asked to do. */
export type Command =
  | { name: "serve" | "demo" | "migrate" | "help" | "version" }
  /** It could not be understood; says why and what to do. */
  | { name: "wrong"; problem: string };

/** The text of `overten --help`. */
export const helpText = `Usage: overten <command>

  serve            Start a server. Without DATABASE_URL it brings its own PostgreSQL, in ./data.
  serve --demo     Start one, make a workbook, watch its signed webhook arrive, and stop.
  migrate          Bring the database of DATABASE_URL to this version, and stop.

  --help, -h       Show this.
  --version        Show the version.

Settings come from the environment; docs/settings.md lists them.

Exit codes: 0 it worked, or was stopped in order · 1 it failed, and the reason was shown ·
2 a setting or the command line is wrong.
`;

/** Reads the arguments of the command line, without the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
        demo: { type: "boolean" },
      },
    });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split(". ")[0] ?? "") : "the arguments cannot be read";
    return wrong(`${why}.`);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { name: "help" };
  if (values.version === true) return { name: "version" };
  const [command, ...rest] = positionals;
  if (rest.length > 0) return wrong(`"${rest.join(" ")}" is more than ${command} takes.`);
  const demo = values.demo === true;
  switch (command) {
    case undefined:
      return demo ? wrong("--demo belongs to a command: overten serve --demo.") : { name: "help" };
    case "serve":
      return { name: demo ? "demo" : "serve" };
    case "migrate":
      return demo ? wrong("migrate takes no --demo.") : { name: "migrate" };
    case "help":
      return { name: "help" };
    default:
      return wrong(`"${command}" is not a command.`);
  }
}

function wrong(problem: string): Command {
  return { name: "wrong", problem: `${problem} See overten --help.` };
}
