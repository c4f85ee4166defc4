/** Headers of an answer that the log keeps (contract §9). */
const keptHeaders = ["location", "date", "retry-after", "content-type"] as const;

/** Of an answer's body: this much is read, and this much is kept. */
const readBodyBytes = 64 * 1024;
const keptBodyBytes = 1024;
const keptHeaderCharacters = 1024;

/** Collects an answer's body: keeps the start, counts the rest, says when enough was read. */
export interface AnswerBody {
  add(chunk: Uint8Array): "more" | "enough";
  /** UTF-8 with U+FFFD for what is not and for NUL, cut to 1,024 bytes on a character's boundary. `complete`: the answer ended by itself. */
  finish(complete: boolean): { text: string; truncated: boolean };
}

export function createAnswerBody(): AnswerBody {
  let kept: Uint8Array | null = null;
  let readBytes = 0;
  return {
    add(chunk) {
      readBytes += chunk.length;
      // A few bytes more than are shown, so that a character across the cut is seen whole.
      if (kept === null) kept = chunk.slice(0, keptBodyBytes + 4);
      else if (kept.length < keptBodyBytes + 4) kept = Buffer.concat([kept, chunk]).subarray(0, keptBodyBytes + 4);
      return readBytes > readBodyBytes ? "enough" : "more";
    },
    finish(complete) {
      if (kept === null) return { text: "", truncated: !complete };
      // PostgreSQL's text refuses a NUL: one hostile answer would fail the whole batch of records.
      const text = Buffer.from(kept).toString("utf8").replaceAll("\0", "\ufffd");
      const shown = cutToBytes(text, keptBodyBytes);
      return { text: shown, truncated: !complete || readBytes > kept.length || shown.length < text.length };
    },
  };
}

/** The longest beginning of a text that fits into so many bytes of UTF-8. */
function cutToBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text, "utf8");
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return encoded.toString("utf8", 0, end);
}

/** The kept headers as the JSON text that the log stores; null when there is none of them. */
export function keptHeadersJson(headers: Record<string, string | string[] | undefined>): string | null {
  let kept: Record<string, string> | null = null;
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value === undefined) continue;
    kept ??= {};
    // Header bytes arrive as latin1; a lone control character or NUL must not reach the log.
    kept[name] = (Array.isArray(value) ? value.join(", ") : value)
      .replaceAll(/[^\t\x20-\x7e\x80-\uffff]/g, "\ufffd")
      .slice(0, keptHeaderCharacters);
  }
  return kept === null ? null : JSON.stringify(kept);
}
