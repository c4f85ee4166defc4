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
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const valueOf = new Map([...alphabet].map((character, value) => [character, BigInt(value)]));

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
  let value = 0n;
  for (const character of id.slice(prefix.length)) {
    const digit = valueOf.get(character);
    if (digit === undefined) return null;
    value = (value << 5n) | digit;
  }
  const text = value.toString(16).padStart(32, "0");
  if (text.length !== 32) return null;
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
