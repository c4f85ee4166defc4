import { styleText } from "node:util";

/** Where people read: plain text, with weight and colour only where the stream is a terminal that wants them (NO_COLOR counts). */
export interface Terminal {
  line(text?: string): void;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

export function createTerminal(stream: NodeJS.WriteStream): Terminal {
  const styled =
    (style: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      styleText(style, text, { stream });
  return {
    line: (text = "") => void stream.write(`${text}\n`),
    strong: styled("bold"),
    faint: styled("dim"),
    good: styled("green"),
    bad: styled("red"),
  };
}
