import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const named = process.env["OVERTEN_TEST_PYTHON"];

/** OVERTEN_TEST_PYTHON names the Python to use: CI's has FastAPI and standardwebhooks; plain python3 has its standard library alone. */
export const python: string = named ?? "python3";

/** Whether Python was asked for by name: then what it says is shown, and its absence is a failure. */
export const isPythonNamed: boolean = named !== undefined;

/** Where there is no Python: says loudly that `what` is not tried, and skips. Fails where one was named. */
export async function skipWithoutPython(what: string, skip: (note: string) => void): Promise<void> {
  const isThere = await run(python, ["--version"]).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  console.warn(`\n!!! NOT RUN: there is no ${python} here to try ${what}.\n`);
  if (isPythonNamed) throw new Error(`OVERTEN_TEST_PYTHON names ${python}, which does not run.`);
  skip(`no ${python}`);
}
