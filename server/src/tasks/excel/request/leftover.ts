import { type Reading, taken, withoutTaken } from "./reading.ts";

// Whatever no reader took. Words that only ask ("please make me a …") or describe what every workbook has anyway are fine;
// a sentence of which nothing was understood, or an order that nobody carried out, is not.

const always =
  /\b(?:with |and |use |using |add |include |including |have |has |it should have |please |make sure (?:it has |to (?:add|include|use) )?)*(?:the |a |an |some |all |any |proper |appropriate |nice |clean |good |simple |basic |auto ?)*(?:header styl(?:e|ing)|styled headers?|bold headers?|header rows?(?!\s*:)|headers(?!\s*(?::|named|called|are|like|should|of|for|[A-Z"']))|frozen (?:top |first )?(?:headers?|rows?|panes?)|freeze (?:the )?(?:top |first )?(?:header(?: row)?|rows?|panes?)|filters?|auto-?filters?|filter buttons|column widths?|number formats?|number formatting|date formats?|(?:currency|date|percent(?:age)?) format(?:s|ting)?|formatting|formatted|formulas?|calculations?|excel formulas?|sample (?:data|values|rows|entries)|dummy (?:data|values)|mock (?:data|values)|test data|example (?:data|values|rows)|fake (?:data|names|values)|random (?:data|values|numbers)|realistic (?:data|values|numbers|sample data|names)|placeholder (?:data|values)|made-up (?:data|values))(?: (?:enabled|turned on|applied|where (?:needed|possible|appropriate|applicable)|on top|on|in it|at the top|for (?:the )?(?:header|columns|dates|amounts|currency)(?: row)?))?/gi;
const fluff =
  /\b(?:(?:containing|with|including|that contains|which contains|for) (?:a|the|my|our) (?:list|table|overview|sheet)(?: of)?|make (?:it|this|sure it) (?:look )?(?:nice|good|professional|clean|pretty|readable|simple|neat|is correct|well[- ]organi[sz]ed)|(?:it should )?(?:be|look) (?:nice|professional|clean|simple|neat|readable)|easy to (?:read|use)|fill (?:it |them |the (?:rows|table|columns|cells) )?(?:in )?(?:with)?|populate(?:d)? (?:it |them |the (?:rows|table) )?(?:with)?|do(?:es)? not|doesn'?t need to be real|the (?:values|data|numbers) can be (?:made up|random|fake|invented)|you can (?:invent|make up) (?:the )?(?:values|data|numbers|names)|make up (?:the )?(?:values|data|numbers|names)|(?:from|with|using|of|out of) (?:this|these|the following) (?:data|rows|table|list|values|csv|information|entries|numbers|text)(?: below)?|here (?:is|are) (?:the|my|our) (?:data|rows|table|list|values|numbers)|(?:the )?following (?:data|rows|table|columns)|as an? (?:excel|xlsx|\.xlsx)(?: file| spreadsheet| workbook)?)\b/gi;
const polite =
  /\b(?:hi|hello|hey|dear|please|pls|thanks|thank you|cheers|kindly|asap|many|much|very|so|in advance|there|team|all|best|regards|i (?:need|want|would like)|i'?d like|can you|could you|would you|for me|help me|let'?s|go|ok|okay|now|just|only|also|it|this|that|the|a|an|and|or|with|to|for|of|in|on|at|is|are|be|by|my|our|your|me|us|we|i|you|need|want|like|would|should|will|must|today|tomorrow|next meeting|urgent|soon|quickly)\b/gi;
const orders =
  /\b(?:calculat(?:e|es|ed|ing)|comput(?:e|es|ed)|appl(?:y|ied)|compar(?:e|es|ing|ison)|rank(?:ed|ing)?|mark(?:ed)?|flag(?:ged)?|split|convert(?:ed)?|link(?:ed)?|combin(?:e|ed)|merge|group(?:ed)?|filter(?:ed)? (?:by|out|to|the|for|only)|count (?:the|how)|deduplicate|remove|delete|rename|insert|replace|subtract|multiply|divide|round(?:ed)?|normali[sz]e|transpose|swap|copy|move|hide|show only|only show|exclude|ensure|must not|warn|alert|notify|remind|if\b.{3,60}\bthen|whenever|when (?:the|a|it)|depending on|based on|sort(?:ed)?|total (?:per|by|for each)|sum (?:per|by|for each)|average (?:per|by|for each)|sub-?totals?|totals? (?:of|for|per|by)|sum of|average of|sheets?\b(?= (?:named|called))|columns?\b(?=\s*(?::|named|called|for|with))|format (?:the|all|as))\b/i;

/** Where something asked for begins: after "with" and the like, a colon, or a further item behind one that was understood. */
const beginnings =
  /(?:\b(?:with|include|including|containing|showing|tracking|having|plus)\b|:)([^\uE000.;:\n]*)|\uE000\s*(?:,|\band\b)([^\uE000.;:\n]*)/gi;
const leading = new RegExp(`^[${taken}\\s,:]+`);

/** Takes the wishes that every workbook fulfils anyway, before a list of columns can swallow them. */
export function readAlways(reading: Reading): void {
  reading.rest = reading.rest.replace(always, (words) => taken.repeat(words.length));
}

/** The first part of the request that nobody understood; null when there is none that matters. */
export function leftover(reading: Reading): string | null {
  const rest = reading.rest.replace(fluff, (words) => taken.repeat(words.length));
  const sentence = /[^.!?;\n]+(?:[.!?](?!\s|$)[^.!?;\n]*)*/g;
  for (const match of rest.matchAll(sentence)) {
    const text = match[0];
    const words = withoutTaken(text)
      .replace(polite, " ")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (words === "") continue;
    if (!text.includes(taken) && !isRequestItself(words)) return original(reading, match.index, text);
    for (const unread of text.matchAll(beginnings)) {
      const words = unread[0].replace(leading, "");
      if (content(unread[1] ?? unread[2] ?? ""))
        return original(reading, match.index + unread.index + unread[0].length - words.length, words);
    }
    const number =
      /(?<![\p{L}\p{N}.,-])\d[\d.,]*(?![\p{L}\p{N}])|\bfrom\b[^\uE000.;\n]*\b(?:to|until|through)\b[^\uE000.;\n]*/u.exec(
        text,
      );
    if (number !== null) return original(reading, match.index, text);
    const order = orders.exec(text);
    if (order !== null) return original(reading, match.index + order.index, text.slice(order.index));
  }
  return null;
}

/** Whether words remain that say something. */
function content(text: string): boolean {
  return (
    text
      .replace(polite, " ")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim() !== ""
  );
}

/** "Create a spreadsheet": nothing in it that a reader would take. */
function isRequestItself(words: string): boolean {
  return /^(?:(?:create|make|build|generate|produce|prepare|give|set up|draft|new|simple|basic|small|big|another|further|next|second|empty|blank|quick|nice|professional|excel|xlsx|spread ?sheet|work ?book|work ?sheet|sheet|table|file|document|list|template|overview|tracker|data|sample|example|general|generic|some|one|any|test|for|random|things?|stuff|reports?|quarterly|monthly|weekly|daily|annual|yearly)\s*)+$/i.test(
    words,
  );
}

function original(reading: Reading, start: number, text: string): string {
  const words = reading.original
    .slice(start, start + text.length)
    .trim()
    .replace(/\s+/g, " ");
  return words.length > 120 ? `${words.slice(0, 117)}…` : words;
}
