import { keyOf, singular } from "./find-column.ts";
import { type Reading, taken } from "./reading.ts";

// Whatever no reader took. Words that only ask ("please make me a …") or describe what every workbook has anyway are fine. Any
// other word asks for something that nobody understood, and the request is refused with it: a wish that is dropped in silence
// would make the summary a lie by omission.

const alwaysThere =
  /\b(?:with |and |use |using |add |include |including |have |has |it should have |please |make sure (?:it has |to (?:add|include|use) )?)*(?:the |a |an |some |all |any |proper |appropriate |nice |clean |good |simple |basic |auto ?)*(?:header styl(?:e|ing)|styled headers?|bold headers?|header rows?(?!\s*:)|headers(?!\s*(?::|of|named|called|are|like|should|for|[A-Z"']))|frozen (?:top |first )?(?:headers?|rows?|panes?)|freeze (?:the )?(?:top |first )?(?:header(?: row)?|rows?|panes?)|filters? on (?:the |each |every )?(?:headers?|columns?|header row)|filters?(?! (?:by|for|out|to|where))|auto-?filters?|filter buttons|column widths?|number formats?|number formatting|date formats?(?! (?:as|dd|mm|yyyy))|percentages? with one decimal|(?:currency|date|percent(?:age)?) format(?:s|ting)?|formatting|formatted(?! (?:as|like|in|with)\b)|formulas?|calculations?|excel formulas?|sample (?:data|values|rows|entries)|dummy (?:data|values)|mock (?:data|values)|test data|example (?:data|values|rows)|fake (?:data|names|values)|random (?:data|values|numbers)|realistic (?:data|values|numbers|sample data|names)|placeholder (?:data|values)|made-up (?:data|values))(?: (?:enabled|turned on|applied|where (?:needed|possible|appropriate|applicable)|on top|on|in it|at the top|for (?:the )?(?:header|columns|dates|amounts|currency)(?: row)?))?/gi;
const fluff =
  /\b(?:(?:containing|with|including|that contains|which contains|for) (?:a|the|my|our) (?:list|table|overview|sheet)(?: of)?|make (?:it|this|sure it) (?:look )?(?:nice|good|professional|clean|pretty|readable|simple|neat|is correct|well[- ]organi[sz]ed)|(?:it should )?(?:be|look) (?:nice|professional|clean|simple|neat|readable)|nicely formatted|easy to (?:read|use)|fill (?:it |them |the (?:rows|table|columns|cells) )?(?:in )?(?:with)?|populate(?:d)? (?:it |them |the (?:rows|table) )?(?:with)?|(?:it |they |the data )?(?:do(?:es)? not|doesn'?t|don'?t) (?:need|have) to be real|the (?:values|data|numbers) can be (?:made up|random|fake|invented)|you can (?:invent|make up) (?:the )?(?:values|data|numbers|names)|make up (?:the )?(?:values|data|numbers|names)|(?:from|with|using|of|out of) (?:this|these|the following) (?:data|rows|table|list|values|csv|information|entries|numbers|text)(?: below)?|here (?:is|are) (?:the|my|our) (?:data|rows|table|list|values|numbers|expenses|costs|items)|(?:the )?following (?:data|rows|table|columns)|as an? (?:excel|xlsx|\.xlsx)(?: file| spreadsheet| workbook)?|put (?:them|it|this|these|that|everything)|keep track of|to track|to list|in advance|(?:very|so) much|best regards|kind regards|next meeting|help me(?: with)?|set up|go ahead|(?:would|i'd|we'd|i would|we would) like|no rush|as soon as possible)\b/gi;

/** Words that ask, join or name a document. None of them says what the document is to hold. */
const asking = new Set(
  `hi hello hey dear please pls plz thanks thank cheers kindly asap urgent urgently soon quickly today tomorrow many
   i we me us you need needs want wants would i'd i'll i'm we'd we'll let's it's that's here's love can could will let lets create creating make making build generate produce prepare give
   get draft design write gimme have has having do does should must shall be is are was were it its this that these those there here them they
   a an the and or with also just to for of in on at by from as into my our your their his her own some one new another further next second
   simple basic small big large quick nice nicely good clean neat clear pretty professional detailed complete comprehensive full typical standard usual normal
   sample example dummy test general generic random things thing stuff excel xlsx spreadsheet spreadsheets workbook worksheet spread work sheet sheets
   tab table tables file document documents list lists listing template overview tracker report reports log register record records data database dataset
   grid book planner plan schedule form journal sheet's tracking show showing comparison monthly weekly daily quarterly annual yearly regular including include
   containing contains now okay ok hope called named using use`.split(/\s+/),
);

/** Takes the wishes that every workbook fulfils anyway, before a list of columns can swallow them. */
export function readAlways(reading: Reading): void {
  reading.rest = reading.rest.replace(alwaysThere, (words) => taken.repeat(words.length));
}

/**
 * The first part of the request that nobody understood; null when all of it is accounted for. `there` are the names of what the
 * table has anyway: "salary" of "salary table" asks for nothing beyond a column that is there.
 */
export function leftover(reading: Reading, there: readonly string[]): string | null {
  // Two columns named in a row are a list without commas, which nobody read.
  let named = there.map((name) => keyOf(name).split(" "));
  const rest = reading.rest.replace(fluff, (words) => taken.repeat(words.length));
  const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}']*/gu;
  for (const match of rest.matchAll(word)) {
    const one = match[0].toLowerCase().replace(/'+$/, "");
    if (asking.has(one)) continue;
    named = named.filter((words) => words.includes(singular(one)));
    if (named.length === 0) return around(reading, rest, match.index);
  }
  // Signs may ask too: "> 5", "100 %".
  const sign = /[<>=%*#@^~]/.exec(rest);
  return sign === null ? null : around(reading, rest, sign.index);
}

/** The words of the request around a place, up to what was understood or the end of the clause. */
function around(reading: Reading, rest: string, at: number): string {
  const boundary = /[\uE000.;!?\n]/;
  let start = at;
  while (start > 0 && !boundary.test(rest[start - 1] ?? "")) start--;
  let end = at;
  while (end < rest.length && !(boundary.test(rest[end] ?? "") && !/^[.]\d/.test(rest.slice(end)))) end++;
  const words = reading.original
    .slice(start, end)
    .replace(/^[\s,:]+|[\s,:]+$/g, "")
    // The end of a possessive whose noun was understood would look like a quotation mark.
    .replace(/^['’]s?\s+/, "")
    .replace(/\s+/g, " ");
  return words.length > 120 ? `${words.slice(0, 117)}…` : words;
}
