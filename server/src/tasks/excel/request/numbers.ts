const words: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  "one hundred": 100,
  "a hundred": 100,
  "two hundred": 200,
  "five hundred": 500,
  thousand: 1_000,
  "one thousand": 1_000,
  "a thousand": 1_000,
  "ten thousand": 10_000,
  dozen: 12,
  "a dozen": 12,
  "two dozen": 24,
  couple: 2,
  "a couple of": 2,
};

const countWords = Object.keys(words)
  .filter((word) => word !== "a" && word !== "an")
  .toSorted((one, other) => other.length - one.length)
  .join("|");

/** Source of a pattern for a count: 12, 1,000, 10k, twenty, a dozen. One group. */
export const countPattern = `(\\d{1,3}(?:,\\d{3})+|\\d+(?:\\.\\d+)?k?|${countWords})`;

/** The number that a match of countPattern says. */
export function countOf(text: string): number {
  const word = words[text.toLowerCase()];
  if (word !== undefined) return word;
  const plain = text.replaceAll(",", "").toLowerCase();
  return plain.endsWith("k") ? Math.round(Number(plain.slice(0, -1)) * 1_000) : Math.round(Number(plain));
}
