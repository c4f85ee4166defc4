import { helpText, parseCommandLine } from "./command-line.ts";
import { readVersion } from "./read-version.ts";

/** Runs what the command line asks for and gives the exit code (`helpText` says what each means). */
export async function runCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.name) {
    case "help":
      process.stdout.write(helpText);
      return 0;
    case "version":
      process.stdout.write(`${await readVersion()}\n`);
      return 0;
    case "wrong":
      process.stderr.write(`${command.problem}\n`);
      return 2;
    // Imported only now: help must not wait for a web server to load.
    case "serve":
    case "demo": {
      const { serve } = await import("./serve.ts");
      return serve(environment, { demo: command.name === "demo" });
    }
    case "migrate": {
      const { migrateCommand } = await import("./migrate-command.ts");
      return migrateCommand(environment);
    }
  }
}
