import { runCommandLine } from "./run-command-line.ts";

// `npm start`, and `npm start -- --demo`.
process.exit(await runCommandLine(["serve", ...process.argv.slice(2)], process.env));
