import type { Kind } from "../model/document.ts";
import { amount, ids, inTurn, type Maker, near, oneOf, pool, share, whole } from "./maker.ts";

// What a column's name says about its values. The first rule that fits wins, so the narrow ones stand before the wide ones.

export interface ColumnRule {
  name: RegExp;
  kind: Kind;
  maker: Maker;
}

const rule = (name: RegExp, kind: Kind, maker: Maker): ColumnRule => ({ name, kind, maker });

const flags: ColumnRule[] = [
  rule(
    /^(is|has) |\b(active|enabled|present|attended|paid\??|done|completed\??|bought|packed|in stock|available|approved|billable|confirmed|member|subscribed|archived|remote|verified|shipped\?|rsvp)$|\?$/i,
    "boolean",
    { make: "truth", chance: 0.7 },
  ),
];

const dates: ColumnRule[] = [
  rule(
    /\b(due|end|finish|delivery|expiry|expiration|expires|deadline|return|check-?out|renewal|close|closing|completion|valid until|ship(ped|ping)?)\b.*\bdate\b|^(due|deadline|expires|check-?out|delivered on|shipped on|expiry|renewal|end)$/i,
    "date",
    { make: "laterDay", min: 2, max: 21 },
  ),
  rule(
    /\b(start(ed)?|hire|hired|hiring|join(ed|ing)?|employed|member since|purchase|purchased|acquired|enrol+(l?ed|l?ment)|registered|registration)\b.*\b(date|on|since)\b|^(hired|joined|since|member since|purchased)$|\b(last (order|contact|contacted|service))\b/i,
    "date",
    { make: "pastDay", years: 6 },
  ),
  rule(/\b(birth ?day|date of birth|birth date|dob|born)\b/i, "date", { make: "birthday", youngest: 25, oldest: 62 }),
  rule(/\b(end|to|finish|closing|arrival|clock)[ -]?(time|out)\b/i, "time", { make: "time", fromHour: 15, toHour: 19 }),
  rule(/\b(start|from|departure|begin|opening|check-?in|clock)[ -]?(time|in)\b|^time$/i, "time", {
    make: "time",
    fromHour: 8,
    toHour: 11,
  }),
  rule(
    /\bdate\b|\bday of\b|^(when|opened|created|updated|ordered|check-?in|start|created at|posted|logged)$|\b(created|updated|opened|closed) (on|at)\b/i,
    "date",
    { make: "day" },
  ),
  rule(/^arrival$/i, "date", { make: "day" }),
  rule(/^departure$/i, "date", { make: "laterDay", min: 1, max: 7 }),
  rule(/^months?$/i, "date", { make: "month" }),
  rule(/^(quarter|qtr)$/i, "text", { make: "quarter" }),
  rule(/^(week ?day|day)$/i, "text", { make: "weekday" }),
  rule(/^(fiscal )?year$|\b(model|birth|founding) year$|^founded$/i, "integer", { make: "year" }),
  rule(/^week( (no\.?|number|nr))?$/i, "integer", { make: "count" }),
];

const identifiers: ColumnRule[] = [
  rule(/^(#|no\.?|nr\.?|number|position|pos\.?|rank|row|line|s\.?no\.?|index)$/i, "integer", { make: "count" }),
  rule(/\bsku\b|\b(article|part|item) (no\.?|nr\.?|number|code)\b/i, "text", ids("SKU-")),
  rule(/\border (id|no\.?|nr\.?|number)\b|^order$/i, "text", ids("ORD-")),
  rule(/\binvoice (id|no\.?|nr\.?|number)\b|^invoice$/i, "text", ids("INV-")),
  rule(/\b(employee|staff|personnel) (id|no\.?|nr\.?|number)\b/i, "text", ids("EMP-")),
  rule(/\bcustomer (id|no\.?|nr\.?|number)\b/i, "text", ids("CUS-")),
  rule(/\bstudent (id|no\.?|nr\.?|number)\b/i, "text", ids("STU-")),
  rule(/\b(product) (id|no\.?|nr\.?|number|code)\b/i, "text", ids("PRD-")),
  rule(/\b(ticket|case|issue|bug)( (id|no\.?|nr\.?|number))?$/i, "text", ids("TCK-")),
  rule(
    /\b(tracking|serial|batch|lot|reference|ref|account|licen[cs]e|policy|booking|asset|transaction)\b (id|no\.?|nr\.?|number|code|tag|plate)$|\bid$|^(reference|ref|code|iban|tracking|batch|serial)$|\bcode$/i,
    "text",
    ids("REF-"),
  ),
];

const people: ColumnRule[] = [
  rule(/\be-?mail\b/i, "text", { make: "email" }),
  rule(/\b(website|web ?site|url|link|homepage|domain)\b/i, "text", { make: "website" }),
  rule(/\b(phone|mobile|telephone|tel|cell|fax)\b/i, "text", { make: "phone" }),
  rule(/^first ?name$|^given name$/i, "text", pool("firstName")),
  rule(/^last ?name$|^(surname|family name)$/i, "text", pool("lastName")),
  rule(
    /\b(company|supplier|vendor|organi[sz]ation|manufacturer|customer company|business|employer|brand|client company)\b/i,
    "text",
    { make: "company" },
  ),
  rule(/\b(job ?title|role|position|occupation|profession|job)\b/i, "text", pool("jobTitle")),
  rule(
    /^((full |employee |student |customer |client |contact |guest |player |member |patient |teacher |tenant |user |staff |driver )?name|employee|student|customer|client|contact|owner|assignee|assigned to|responsible|teacher|instructor|guest|player|member|patient|manager|sales ?(person|rep|people)|sales representative|seller|account executive|agent|author|attendee|participant|person|respondent|tenant|driver|host|speaker|coach|approver|reporter|contact person|approved by|lead|team lead|buyer|volunteer|donor|candidate|applicant)s?$/i,
    "text",
    { make: "person" },
  ),
  rule(/^(sales )?rep$/i, "text", { make: "person" }),
  rule(/^age$/i, "integer", whole(18, 65)),
  rule(/\b(gender|sex)\b/i, "text", pool("gender")),
];

const words: ColumnRule[] = [
  rule(/\b(department|team|division)\b/i, "text", pool("department")),
  rule(/\b(region|territory|area|zone)\b/i, "text", pool("region")),
  rule(/\b(country|nation)\b/i, "text", pool("country")),
  rule(/\b(city|town|destination|from|to|origin|branch|office)$/i, "text", pool("city")),
  rule(/\b(location|venue|room|place)\b/i, "text", pool("location")),
  rule(/\b(address|street)\b/i, "text", pool("street")),
  rule(/\b(zip|post(al)? ?code|postcode)\b/i, "text", { make: "sequence", prefix: "1", digits: 4 }),
  rule(/\bpayment (method|type)\b|^(paid by|paid with)$/i, "text", pool("paymentMethod")),
  rule(/\bpriority|severity|urgency|importance|risk( level)?$|impact|likelihood\b/i, "text", pool("priority")),
  rule(/\bstage\b/i, "text", pool("stage")),
  rule(/\b(status|state|progress status)\b/i, "text", pool("status")),
  rule(/\bchannel|lead source|medium\b/i, "text", pool("channel")),
  rule(/^(expense category|expense type|cost type)$/i, "text", pool("expenseCategory")),
  rule(/^(notes?|comments?|remarks?|feedback|observations?)$/i, "text", pool("comment")),
  rule(/^(product|article|product name|item name|goods|item)s?$/i, "text", pool("product")),
  rule(/^(product )?(category|group)$|\bcategory$/i, "text", pool("productCategory")),
  rule(/^(project|project name)$/i, "text", pool("project")),
  rule(/^(tasks?|to-?do|activity|step|milestone|action|deliverable)( name)?$/i, "text", pool("task")),
  rule(/^events?( name)?$/i, "text", pool("event")),
  rule(/^exercises?$/i, "text", pool("exercise")),
  rule(/\bmuscle( group)?s?\b/i, "text", pool("muscleGroup")),
  rule(/^(recipes?|dish|meal|dinner|supper)( name)?$/i, "text", pool("recipe")),
  rule(/^breakfast$/i, "text", pool("breakfast")),
  rule(/^lunch$/i, "text", pool("lunch")),
  rule(/^snacks?$/i, "text", oneOf("Apple", "Nuts", "Carrot sticks", "Yoghurt", "Banana")),
  rule(/^ingredients?$/i, "text", pool("ingredient")),
  rule(/^(unit|uom|unit of measure)$/i, "text", pool("unit")),
  rule(/^(subject|course)$/i, "text", pool("subject")),
  rule(/^(class|group)$/i, "text", pool("className")),
  rule(/^(grade|letter grade)$/i, "text", pool("grade")),
  rule(/^(asset|equipment|device)s?$/i, "text", pool("asset")),
  rule(/^(campaign)( name)?$/i, "text", pool("campaign")),
  rule(/^(service)s?( name)?$/i, "text", pool("service")),
  rule(/^(kpi|metric|indicator|objective)$/i, "text", pool("kpi")),
  rule(/^colou?r$/i, "text", pool("color")),
  rule(/^size$/i, "text", pool("size")),
  rule(/^material$/i, "text", pool("material")),
  rule(/^shift$/i, "text", pool("shift")),
  rule(/^currency$/i, "text", oneOf("USD", "EUR", "GBP")),
  rule(/^(yes\/no|y\/n)$/i, "boolean", { make: "truth", chance: 0.5 }),
];

const numbers: ColumnRule[] = [
  rule(/\bper (lit(er|re)|gallon|kwh|km|kilomet(er|re)|mile)\b/i, "currency", amount(0.3, 2.2, 0.01)),
  rule(/^(% |percent )?(complete|completed|completion|done|progress)( ?%| \(%\))?$/i, "percent", { make: "progress" }),
  rule(
    /%|\b(percent(age)?|margin|share|rate of|growth|discount|probability|utili[sz]ation|(conversion|bounce|open|click|tax|vat|interest|commission|success|response|churn|occupancy) rate|ctr|completion|completed|progress)\b/i,
    "percent",
    share(0.05, 0.6),
  ),
  rule(/\b(salary|annual pay|yearly pay|income|compensation|wage)s?\b/i, "currency", amount(38_000, 96_000, 500)),
  rule(/\b(hourly rate|rate per hour|rate|day rate|daily rate)\b/i, "currency", amount(25, 90, 5)),
  rule(
    /^(unit|purchase|buying|wholesale) (costs?|cost price)$|^purchase price$/i,
    "currency",
    near(/\bprice\b/i, 0.4, 0.7, amount(4, 120, 0.5)),
  ),
  rule(/^costs?$/i, "currency", near(/\bprice\b/i, 0.4, 0.7, amount(15, 900, 0.5))),
  rule(/^(selling |sale |list |retail |unit )?price$/i, "currency", near(/\bcost\b/i, 1.25, 1.9, amount(4, 160, 0.5))),
  rule(
    /\b(unit|list|sale|retail|purchase|selling)?[ -]?price\b|\b(unit cost|cost per|price per|msrp)\b/i,
    "currency",
    amount(4, 160, 0.5),
  ),
  rule(
    /^cost of (goods|sales)|\bcogs\b|\b(operating|total|other|fixed|variable) (costs?|expenses?)\b/i,
    "currency",
    amount(400, 1_100, 10),
  ),
  rule(
    /\b(revenue|sales|turnover|gross|net|profit|income|earnings|proceeds|deal (value|size))\b/i,
    "currency",
    amount(1_200, 18_000, 50),
  ),
  rule(
    /^(start|opening|initial|previous) (km|mileage|reading|odometer|meter|kilomet(er|re)s|miles)\b/i,
    "integer",
    whole(1_000, 90_000, 10),
  ),
  rule(
    /^(end|closing|final|current|new) (km|mileage|reading|odometer|meter|kilomet(er|re)s|miles)\b/i,
    "integer",
    near(/^(start|opening|initial|previous)\b/i, 1.001, 1.02, whole(1_000, 90_000, 10)),
  ),
  rule(/^(lit(er|re)s?|gallons|kwh)\b/i, "decimal", amount(10, 60, 0.5)),
  rule(/^(odometer|meter reading|counter|reading|mileage reading)$/i, "integer", {
    make: "rising",
    start: 42_000,
    step: 380,
  }),
  rule(/^plus one\b/i, "boolean", { make: "truth", chance: 0.5 }),
  rule(/^max(imum)? (stock|level|quantity|qty|order)\b/i, "integer", near(/^min(imum)?\b/i, 2, 4, whole(60, 200))),
  rule(
    /^(days|hours) (taken|used|booked)$/i,
    "integer",
    near(/\b(allow\w*|entitle\w*|available)\b/i, 0.1, 0.9, whole(1, 20)),
  ),
  rule(/^(days|leave|vacation)\b.*\b(allow\w*|entitle\w*|available)\b/i, "integer", whole(20, 30)),
  rule(/\bhours?\b(?!.*\b(rate|pay|cost|wage)s?\b)/i, "decimal", amount(1, 8, 0.5)),
  rule(/\b(?:in|\() ?(years|months|weeks|days)\b/i, "integer", whole(1, 12)),
  rule(/\b(?:in|\() ?(kg|g|km|m|cm|mm|miles|lit(?:er|re)s?|l|ml|tons?)\b/i, "decimal", amount(1, 90, 0.5)),
  rule(
    /\b(actual|spent|spend|achieved|received|collected|raised|saved)\b/i,
    "currency",
    near(
      /\b(budget(ed)?|planned|plan|target|forecast|goal|quota|pledged|estimated?|expected)\b/i,
      0.7,
      1.15,
      amount(200, 4_000, 50),
    ),
  ),
  rule(
    /\b(budget(ed)?|planned|forecast|plan|target|goal amount|estimated|expected|pledged|quota)\b|^goal$/i,
    "currency",
    amount(200, 4_000, 50),
  ),
  rule(/\b(rent|deposit|loan|mortgage|installment|balance|savings?)\b/i, "currency", amount(300, 5_000, 50)),
  rule(/^clicks$/i, "integer", near(/\b(impressions|views)\b/i, 0.01, 0.06, whole(120, 2_400, 10))),
  rule(
    /^(conversions|sign-?ups)$/i,
    "integer",
    near(/^(clicks|visitors|visits|sessions|leads)$/i, 0.02, 0.12, whole(5, 120)),
  ),
  rule(
    /\b(total )?(attendees|guests|participants|visitors|visits|views|sessions|clicks|impressions|followers|likes|subscribers|users|downloads|leads|conversions|orders|signups|sign-ups|calls|tickets sold)\b/i,
    "integer",
    whole(20, 2_400),
  ),
  rule(/\b(weight)\b/i, "decimal", amount(5, 90, 0.5)),
  rule(/\b(distance|km|kilomet(er|re)s|miles|mileage)\b/i, "decimal", amount(3, 120, 0.5)),
  rule(/\b(hours?|hrs)\b/i, "decimal", amount(1, 8, 0.5)),
  rule(/\b(duration|minutes|mins?|prep time|cook(ing)? time)\b|\(min\)/i, "integer", whole(10, 90, 5)),
  rule(/\b(height|width|length|depth|temperature|volume|score|gpa|average|avg)\b/i, "decimal", amount(10, 99, 0.5)),
  rule(/\b(exam|test|quiz|assignment|midterm|final|homework|points|marks?)( \d+)?$/i, "integer", whole(55, 100)),
  rule(
    /^(pages|goals|assists|wins|losses|draws|points|matches|steps|laps|boxes|children|kids|errors|commits|episodes|seasons|floors|bathrooms|rooms|tickets|copies|votes|cups|bottles|games|played)$/i,
    "integer",
    whole(1, 40),
  ),
  rule(/\b(rating|stars|satisfaction|score out of)\b/i, "integer", whole(1, 5)),
  rule(/\b(sets|nights|servings|people|seats|bedrooms|persons|portions)\b/i, "integer", whole(2, 6)),
  rule(/\b(reps|repetitions)\b/i, "integer", whole(5, 15)),
  rule(/\b(calories|kcal)\b/i, "integer", whole(150, 750, 10)),
  rule(/\b(reorder|minimum|min|safety)\b.*(level|stock|point|quantity|qty)?$/i, "integer", whole(5, 30)),
  rule(
    /\b(quantity|qty|units?( sold)?|count|number of|no\. of|stock|on hand|in stock|pieces|pcs|sold|inventory|stock level|amount of|employees|headcount|items|days|weeks|absences|volume)\b/i,
    "integer",
    whole(1, 120),
  ),
  rule(
    /\b(amount|cost|costs|price|fee|fees|charge|total|subtotal|value|expense|expenses|payment|pay|paid|due|tax|vat|gst|shipping|tip|bonus|commission|debit|credit|usd|eur|gbp|dollars?|euros?|pounds?)\b|[$€£]/i,
    "currency",
    amount(15, 900, 0.5),
  ),
  rule(
    /^(q[1-4]|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)\b/i,
    "currency",
    amount(800, 6_000, 50),
  ),
  rule(/^(mon|tue|wed|thu|fri)[a-z]*\b( \d+ \w+)?$/i, "decimal", amount(6, 9, 0.5)),
  rule(/^(sat|sun)[a-z]*\b( \d+ \w+)?$/i, "decimal", amount(0, 4, 0.5)),
  rule(/^(year|week|month|day) ?\d+$/i, "currency", amount(500, 5_000, 50)),
];

const rest: ColumnRule[] = [
  rule(/\b(number|no\.?|nr\.?)$/i, "integer", { make: "count" }),
  rule(/^(type|kind)$/i, "text", inTurn("Standard", "Premium", "Basic")),
  rule(/^tags?$/i, "text", oneOf("new", "important", "review")),
  rule(/^description$/i, "text", pool("service")),
  rule(/^plants?$/i, "text", pool("plantName")),
  rule(/^pets?$/i, "text", pool("petName")),
];

const rules: readonly ColumnRule[] = [...flags, ...dates, ...identifiers, ...people, ...words, ...numbers, ...rest];

/** The rule for a column of that name; null when the name says nothing. */
export function ruleFor(name: string): ColumnRule | null {
  const plain = name.replace(/\s*\([^)]*\)\s*$/, "").trim();
  return (
    rules.find((candidate) => candidate.name.test(plain)) ??
    rules.find((candidate) => candidate.name.test(name)) ??
    null
  );
}
