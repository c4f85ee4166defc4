import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./command-line.ts";

describe("the command line", () => {
  it.each([
    [["serve"], "serve"],
    [["serve", "--demo"], "demo"],
    [["--demo", "serve"], "demo"],
    [["migrate"], "migrate"],
    [[], "help"],
    [["help"], "help"],
    [["-h"], "help"],
    [["serve", "--help"], "help"],
    [["--version"], "version"],
  ])("reads %j as %s", (args, name) => {
    expect(parseCommandLine(args)).toEqual({ name });
  });

  it.each([
    [["swerve"], `"swerve" is not a command.`],
    [["serve", "now"], `"now" is more than serve takes.`],
    [["serve", "--port", "80"], `Unknown option '--port'.`],
    [["--demo"], "--demo belongs to a command: overten serve --demo."],
    [["migrate", "--demo"], "migrate takes no --demo."],
  ])("says what is wrong with %j", (args, problem) => {
    expect(parseCommandLine(args)).toEqual({ name: "wrong", problem: `${problem} See overten --help.` });
  });
});
