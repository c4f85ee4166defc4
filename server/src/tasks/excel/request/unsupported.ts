import { type Reading, takeMatches } from "./reading.ts";

// What people ask for and this planner cannot do. Finding one refuses the whole request: a wish that is silently dropped would
// make the summary a lie by omission.

interface Impossible {
  what: string;
  pattern: RegExp;
}

const impossible: readonly Impossible[] = [
  { what: "pivot tables", pattern: /\bpivot/i },
  {
    what: "charts or diagrams",
    pattern:
      /\b(?:bar|line|pie|column|area|scatter|gantt|bubble|combo|stacked|donut|doughnut|waterfall|funnel|radar|burn-?down)\s+(?:chart|graph|plot|diagram)s?\b|\bcharts?\b(?! of accounts)|\b(?:graphs?|histograms?|sparklines?|diagrams?|visuali[sz]ations?|infographics?|heat ?maps?)\b|\bplot\b|\bgantt\b|\bvisuali[sz]e\b/i,
  },
  { what: "dashboards", pattern: /\bdashboards?\b/i },
  {
    what: "images or logos",
    pattern:
      /\b(?:add|insert|with|include|including|embed|put|and)\b[^.;\n]{0,40}\b(?:images?|pictures?|photos?|logos?|icons?|screenshots?|clip ?art|emojis?)\b(?! (?:url|link|column|name|id))|\bour logo\b|\bcompany logo\b/i,
  },
  {
    what: "macros, scripts or buttons",
    pattern:
      /\bmacros?\b(?!\s*-?nutri)|\bVBA\b|\bxlsm\b|\bbuttons?\b|\b(?:python|javascript|apps script|power ?query|power ?bi)\b/i,
  },
  {
    what: "live or downloaded data",
    pattern:
      /\b(?:live|real-?time|up-?to-?date|current|latest|today'?s|actual real)\s+(?:\w+\s+){0,2}(?:data|prices?|rates?|quotes?|news|figures|numbers|weather|stocks?|results|scores|statistics)\b|\b(?:fetch|download|scrape|crawl|pull|import|look up|google|search)\b[^.;\n]{0,60}\b(?:from|the web|online|internet|api|website|site|data|url|wikipedia|prices)\b|\bhttps?:\/\/|\bfrom (?:the )?(?:internet|web|wikipedia|google|our (?:database|crm|erp|system))\b|\b(?:connect|link|sync)(?:ed)? (?:it |this )?(?:to|with) (?:my |our |the |a )?(?:database|api|salesforce|quickbooks|google|system|crm)\b|\b(?:stock|share|crypto|bitcoin|gold|oil) (?:price|quote)s?\b|\bexchange rates?\b|\bweather\b/i,
  },
  {
    what: "reading an attached or earlier file",
    pattern:
      /\b(?:attached|uploaded|enclosed)\b|\b(?:from|in|using|use) (?:the|my|this|that|our) (?:file|csv|pdf|document|email|upload|attachment|existing (?:file|spreadsheet|workbook))\b/i,
  },
  {
    what: "translations or other languages",
    pattern:
      /\btranslat(?:e|ed|ion|ions)\b|\b(?:in|into|auf) (?:german|french|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|turkish|russian|arabic|hindi|swedish|danish|norwegian|deutsch|bilingual)\b(?!\s+(?:yen|yuan|won|lira|rubles?|rupees?|kron\w*|zloty|pesos?|reais|riyals?|francs?))|\bbilingual\b|\bmultilingual\b/i,
  },
  {
    what: "other file formats (it makes .xlsx)",
    pattern:
      /\b(?:as|to|into|in|a|an|export|exported|save|saved|convert|output|also)\s+(?:an?\s+|as\s+){0,6}(?:\.?csv|\.?pdf|\.?tsv|json|html|xml|markdown|\.?ods|\.?xls(?!x)|\.?docx?|\.?pptx?|word(?:\s+(?:document|file))|powerpoint|google (?:sheets?|docs?)|png|airtable|notion)\b(?! (?:column|import))|\b(?:pdf|csv|json|word|powerpoint) (?:file|document|export|version|report)\b|\bpresentation\b|\bslides?\b|\bgoogle sheets?\b/i,
  },
  {
    what: "conditional formatting, colours or highlighting",
    pattern:
      /\bconditional(?:ly)? format|\bhigh-?light|\bcolou?r[- ]?(?:cod|scale|the|each|every|rows|cells|by|it|negative)|\bcolou?red\b|\bin (?:red|green|blue|yellow|orange|bold|italics?)\b|\b(?:red|green|yellow|blue) (?:for|if|when|background|fill|text|font|cells|rows|header)\b|\bmark (?:the |all |every |overdue|negative)|\bdata bars?\b|\bzebra|\balternating (?:rows?|colou?rs?)|\bbanded rows?\b|\bfont\b|\btraffic lights?\b|\bdark mode\b|\btheme\b/i,
  },
  {
    what: "drop-down lists or input rules",
    pattern:
      /\bdrop-?\s?downs?\b|\bdata validation|\bvalidat(?:e|ion|ed)\b|\bpick ?lists?\b|\bselectable\b|\bcheck ?box(?:es)?\b(?! column)/i,
  },
  {
    what: "protection or passwords",
    pattern:
      /\bpassword[- ]?protect|\bprotect(?:ed|ion)?\b|\bencrypt|\block(?:ed)? (?:the |all |cells|columns|rows|sheet|it)\b|\bread-?only\b/i,
  },
  {
    what: "merged cells or grouping",
    pattern:
      /\bmerged?\b(?! and )|\bgroup(?:ed|ing)?\s+(?:by|rows|the|them|per|together)\b|\bsub-?totals? (?:per|by|for each|after each)\b|\boutline\b|\bcollaps/i,
  },
  {
    what: "lookups and other functions (VLOOKUP, IF …)",
    pattern:
      /\b[vxh]-?lookups?\b|\bindex[ /-]?match\b|\b(?:sum|count|average)ifs?\b|\bif[- ]?(?:statement|formula|function)s?\b|\b(?:nested|array) formulas?\b|\blook ?up (?:the|from|values)\b|\bcross-?sheet (?:formula|lookup|reference)s?\b/i,
  },
  {
    what: "forecasts, statistics or analysis",
    pattern:
      /\bforecast(?:s|ing)?\b(?! (?:column|amount|budget|revenue|sales|,|and))|\bpredict|\bregression\b|\btrends?\b|\btrend ?lines?\b|\bcorrelation|\bstandard deviation\b|\bmonte carlo\b|\banaly[sz]e\b|\banalysis of\b|\binsights?\b|\bscenarios?\b|\bgoal seek\b|\bsolver\b|\bamorti[sz]ation\b|\bloan schedule\b|\bnet present value\b|\birr\b|\byear[- ]over[- ]year\b|\bmonth[- ]over[- ]month\b|\byoy\b|\bmom growth\b/i,
  },
  {
    what: "sending, sharing or printing",
    pattern:
      /\b(?:e-?mail|send|mail|share|print|upload|post|publish) (?:it|this|them|the (?:file|workbook|sheet|spreadsheet|report|result))\b|\bprint(?:er)?[- ](?:layout|area|ready|friendly|settings)|\bpage (?:breaks?|numbers?|layout)\b|\blandscape\b|\bheaders? and footers?\b/i,
  },
  {
    what: "cell comments, links or hidden parts",
    pattern:
      /\b(?:cell|hover) (?:comments?|notes?)\b|\btool ?tips?\b|\bhyper-?links?\b|\bhid(?:e|den) (?:the |rows?|columns?|sheets?)\b/i,
  },
  {
    what: "anything but a spreadsheet",
    pattern:
      /\b(?:write|compose|draft) (?:me )?(?:a|an|the) (?:\w+ ){0,2}(?:poem|essay|story|letter|email|song|article|blog|code|program|script|speech|joke|novel|function)\b|\b(?:poem|essay|haiku)\b/i,
  },
];

const things =
  "(?:charts?|graphs?|pivot tables?|macros?|images?|colou?rs?|formatting|dashboards?|drop-?downs?|highlighting|vat|tax(?:es)?|discounts?)";
const negated = new RegExp(
  `,?\\s*(?:\\b(?:but|and)\\s+)?\\b(?:no|without(?: any)?|don'?t (?:add|use|include|need|want)(?: any)?|not? need(?: any)?|skip(?: the)?|instead of(?: a)?)\\s+(?:\\w+\\s+){0,2}?${things}\\b(?:\\s*(?:,|or|and|nor)\\s*(?:\\w+\\s+)?${things}\\b)*`,
  "i",
);

/** Takes what the text says it does not want and would not get anyway: "no charts". */
export function readNegations(reading: Reading): void {
  takeMatches(reading, negated);
}

/** What of the text is beyond the planner, each with the words that say so. */
export function impossibleWishes(asked: string): { what: string; words: string }[] {
  const found: { what: string; words: string }[] = [];
  for (const { what, pattern } of impossible) {
    const match = pattern.exec(asked);
    if (match !== null) found.push({ what, words: match[0].trim() });
  }
  return found;
}

const realThings =
  "cit(?:y|ies)|countr(?:y|ies)|nations?|states|capitals?|mountains?|rivers?|lakes?|islands?|oceans?|planets?|stars?|companies|corporations|billionaires?|people alive|presidents?|chancellors?|prime ministers?|kings?|queens?|movies?|films?|songs?|albums?|books|novels?|authors?|actors?|athletes?|footballers?|football(?:ers| clubs)?|clubs|teams in the|universities|airports?|buildings?|skyscrapers?|animals?|species|elements|languages|religions|currencies|programming languages|stocks?|cryptocurrenc(?:y|ies)|wars?|inventions?|nobel|olympic|world cups?|grand slams?|phones|cars|dinosaurs?|dog breeds?|wonders";
const hardFacts =
  "countr(?:y|ies)|continents?|capitals?|planets?|presidents?|chancellors?|prime ministers?|kings|queens|oceans?|elements|currencies|wonders|mountains?|rivers?|cities|airports?|universities|states";
const facts: readonly RegExp[] = [
  new RegExp(
    `\\b(?:largest|biggest|tallest|highest|longest|richest|oldest|deepest|fastest|smallest|poorest|wealthiest|most (?:\\w+)|best[- ]?(?:selling|rated|known|paid)?|worst|famous|popular|top(?: \\d+| ten| five)?)\\s+(?:\\w+\\s+){0,3}?(?:${realThings})\\b`,
    "i",
  ),
  new RegExp(
    `\\b(?:all|every|list of(?: all)?|table of(?: all)?|names of)(?: the| \\d+)* (?:\\w+ )?(?:${hardFacts})\\b(?=[^.;\\n]*\\b(?:in|of|with|by|and|on|since|from|who)\\b|\\s*$|[.!])`,
    "i",
  ),
  /\b(?:population|gdp|inflation|unemployment|life expectancy|birth rate)s? (?:of|by|per|in|for) (?:the |all |each )?(?:\w+)/i,
  /\b(?:us|u\.s\.|american|german|european|eu|african|asian|world) (?:presidents?|states|countries|capitals|member states|cities|leaders)\b/i,
  /\b(?:periodic table|solar system|world records?|olympic|nobel (?:prize|laureates)|world cup|premier league|bundesliga|nba|nfl|fortune 500|s&p 500|dow jones|dax)\b/i,
  /\bcapitals? of\b|\bhistory of\b|\bhistorical (?:data|prices|events|figures)\b|\b(?:public|bank) holidays\b|\bwho (?:won|is|was)\b|\breal (?:data|figures|numbers|statistics|prices|companies|addresses)\b|\bofficial (?:statistics|data|figures)\b/i,
  /\b(?:actual|true|real|factual) (?:data|figures|statistics|values|facts)\b/i,
];

/** The words that ask for facts about the world; null when none do. */
export function factsAsked(text: string): string | null {
  for (const pattern of facts) {
    const match = pattern.exec(text);
    if (match !== null) return match[0].trim();
  }
  return null;
}
