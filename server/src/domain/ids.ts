// Ids on the wire: a prefix and the 26 Crockford base32 characters of a UUIDv7 (contract, introduction).

/** What an id can name; the value is the prefix on the wire. */
export const idPrefixes = {
  organization: "org",
  apiKey: "key",
  subscription: "whk",
  event: "evt",
  delivery: "dlv",
  attempt: "att",
  run: "run",
  task: "task",
  recovery: "rec",
  file: "file",
  node: "node",
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** The value of a character by its code; -1 for one that is no digit. */
const valueOf = new Int8Array(128).fill(-1);
for (const [value, character] of [...alphabet].entries()) valueOf[character.charCodeAt(0)] = value;
const hexDigits = "0123456789abcdef";

const dash = 45;

/** The wire form of a uuid, as `evt_01HXYZ…`. By nibbles: with BigInt it was the dearest line of sending. */
export function encodeId(kind: IdKind, uuid: string): string {
  let text = `${idPrefixes[kind]}_`;
  let bits = 2; // 26 characters hold 130 bits: the first two are 0
  let pending = 0;
  for (let at = 0; at < uuid.length; at++) {
    const code = uuid.charCodeAt(at);
    if (code === dash) continue;
    pending = (pending << 4) | (code <= 57 ? code - 48 : code - 87);
    bits += 4;
    if (bits >= 5) {
      bits -= 5;
      text += alphabet[(pending >> bits) & 31] ?? "";
      pending &= 31;
    }
  }
  return text;
}

/** The uuid behind a wire id; null for an id of any other look, which callers answer as not found. */
export function decodeId(kind: IdKind, id: string): string | null {
  const prefix = `${idPrefixes[kind]}_`;
  if (id.length !== prefix.length + 26 || !id.startsWith(prefix)) return null;
  let hex = "";
  let pending = 0;
  let bits = -2; // the first of 130 bits are none of the 128, and must be 0
  for (let at = prefix.length; at < id.length; at++) {
    const value = valueOf[id.charCodeAt(at)] ?? -1;
    if (value < 0) return null;
    pending = (pending << 5) | value;
    bits += 5;
    if (at === prefix.length && value > 7) return null;
    while (bits >= 4) {
      bits -= 4;
      hex += hexDigits[(pending >> bits) & 15] ?? "";
      pending &= (1 << bits) - 1;
    }
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
