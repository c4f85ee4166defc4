// "Add a margin column and sort by it, then rename the sheet to X" is three orders.

const verbs =
  "add|append|insert|include|sort|order (?:it|them|the rows|by)|rank|rename|delete|remove|drop|call|change|calculate|compute|format|move|extend|create|make|set|name|sum|total up|put|show|translate|highlight|merge|hide|protect|convert|draw|plot|fill|replace|group|filter|duplicate|copy|email|send";
const boundary = new RegExp(
  `\\s*(?:,?\\s+(?:and then|then|and also|and|also|plus)|,)\\s+(?:please\\s+|also\\s+|then\\s+){0,6}(?=(?:${verbs})\\b)`,
  "giy",
);
const polite =
  /^(?:\s|,|please\b|now\b|also\b|then\b|next\b|and\b|can you\b|could you\b|would you\b|i(?:'d| would) like (?:you to|to)\b|i (?:want|need) (?:you to|to)\b|let'?s\b|thanks\b|thank you\b|great\b|ok(?:ay)?\b|good\b|nice\b|perfect\b|hi\b|hello\b|hey\b|go ahead and\b|just\b|in addition\b|finally\b|first\b(?=,|\s+(?:add|sort|rename|delete|remove)))+/i;

/** The orders of a request, in turn. */
export function splitOrders(text: string): string[] {
  return sentencesOf(text)
    .flatMap(splitAtVerbs)
    .flatMap(splitAdditions)
    .map((order) =>
      order
        .replace(polite, "")
        .replace(/[\s,.!]+$|\s+(?:please|thanks|thank you)[.!]*$/gi, "")
        .trim(),
    )
    .filter((order) => order !== "");
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let sentence = "";
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const next = text[at + 1] ?? " ";
    if (
      quote === null &&
      (character === '"' ||
        (character === "'" && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "") && text.includes("'", at + 1)))
    )
      quote = character;
    else if (quote === character) quote = null;
    if (quote === null && (character === ";" || character === "\n" || (/[.!?]/.test(character) && /\s/.test(next)))) {
      sentences.push(sentence);
      sentence = "";
    } else sentence += character;
  }
  return [...sentences, sentence].map((one) => one.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, ""));
}

function splitAtVerbs(sentence: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < sentence.length; at++) {
    if (insideQuotes(sentence, at)) continue;
    boundary.lastIndex = at;
    const match = boundary.exec(sentence);
    if (match === null || at === start) continue;
    parts.push(sentence.slice(start, at));
    start = at + match[0].length;
    at = start - 1;
  }
  return [...parts, sentence.slice(start)];
}

/** "add a margin column and a total row": the verb counts for both. */
function splitAdditions(order: string): string[] {
  const verb = /^(?:\W*)(add|insert|append|include|create|delete|remove)\b/i.exec(order.replace(polite, ""))?.[1];
  // "a sheet with columns A and 4 rows" is one thing.
  if (verb === undefined || /\b(?:sheet|tab)\b.*\bwith\b/i.test(order)) return [order];
  const parts = order.split(
    /\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+plus\s+)(?=(?:an?|another|one|two|three|five|ten|some|the|\d+)\s+(?:[^,=]{0,40}?\s)?(?:columns?|rows?|sheets?|tabs?|totals?|entries|more)\b)/i,
  );
  return parts.map((part, index) => (index === 0 ? part : `${verb} ${part}`));
}

function insideQuotes(text: string, at: number): boolean {
  let quote: string | null = null;
  let depth = 0;
  for (let n = 0; n < at; n++) {
    const character = text[n] ?? "";
    if (
      quote === null &&
      (character === '"' ||
        (character === "'" && !/[\p{L}\p{N}]/u.test(text[n - 1] ?? "") && text.includes("'", n + 1)))
    )
      quote = character;
    else if (quote === character) quote = null;
    else if (quote === null && character === "(") depth++;
    else if (quote === null && character === ")") depth--;
  }
  return quote !== null || depth > 0;
}
