import { readFile } from "node:fs/promises";

/**
 * A block of shell commands in a document. "```sh" blocks run as they stand; "```sh ci" ones start or install things, and are run one command at a time by
 * who the test says.
 */
export interface ShellBlock {
  kind: "here" | "ci";
  line: number;
  text: string;
}

/** The blocks of a Markdown file, in order. Throws for a block of commands in a dress that would escape the tests. */
export async function readShellBlocks(path: string): Promise<ShellBlock[]> {
  const markdown = await readFile(path, "utf8");
  return [...markdown.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)].flatMap((match): ShellBlock[] => {
    const [, info = "", text = ""] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    if (info === "sh") return [{ kind: "here", line, text }];
    if (info === "sh ci") return [{ kind: "ci", line, text }];
    if (/^(|bash|shell|console|sh\b.*)$/.test(info)) {
      throw new Error(
        `${path}:${line}: write commands as \`\`\`sh (run by the tests) or \`\`\`sh ci, and other text with its language`,
      );
    }
    return [];
  });
}

/** The commands of a block: lines, cut at `&&`. */
export function commandsOf(block: ShellBlock): string[] {
  return block.text
    .split(/\n|&&/)
    .map((command) => command.trim())
    .filter((command) => command !== "");
}
