#!/usr/bin/env -S node --initial-old-space-size=256
// The option is explained in docs/performance.md; `npm start` has it too.
import { runCommandLine } from "./run-command-line.ts";

process.exit(await runCommandLine(process.argv.slice(2), process.env));
