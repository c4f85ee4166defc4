import { randomInt } from "node:crypto";

const alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits, each drawn evenly from 62: 28 of them carry 166 bits. */
export function randomAlphanumerics(length: number): string {
  let text = "";
  while (text.length < length) text += alphanumerics[randomInt(alphanumerics.length)] ?? "";
  return text;
}
