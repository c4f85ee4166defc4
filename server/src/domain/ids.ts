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

/** The wire form of a uuid, as `evt_01HXYZ…`. */
export function encodeId(kind: IdKind, uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let text = "";
  for (let n = 0; n < 26; n++) {
    text = (alphabet[Number(rest & 31n)] ?? "") + text;
    rest >>= 5n;
  }
  return `${idPrefixes[kind]}_${text}`;
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
