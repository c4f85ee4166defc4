type HeaderValue = string | readonly string[] | null | undefined;

/** Headers as frameworks give them: a Headers object, a Map, a list of pairs, or an object, with texts or lists. */
export type HeadersInput = Iterable<readonly [string, HeaderValue]> | { readonly [name: string]: HeaderValue };

function isIterable(headers: HeadersInput): headers is Iterable<readonly [string, HeaderValue]> {
  return Symbol.iterator in headers;
}

/**
 * Finds a header whatever the case of its name. A header that came more than once is joined with commas, as HTTP does,
 * which no check then accepts. Null when it is absent or empty.
 */
export function findHeader(headers: HeadersInput | null | undefined, lowerCaseName: string): string | null {
  if (headers === null || headers === undefined) return null;
  const entries = isIterable(headers) ? headers : Object.entries(headers);
  const found: string[] = [];
  for (const [name, value] of entries) {
    if (name.toLowerCase() !== lowerCaseName || value === null || value === undefined) continue;
    found.push(...(typeof value === "string" ? [value] : value));
  }
  return found.length === 0 ? null : found.join(", ") || null;
}
