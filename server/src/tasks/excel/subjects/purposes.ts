import type { Maker } from "../values/maker.ts";
import { inTurn, pool } from "../values/maker.ts";

// What money goes to, by what a budget or a list of expenses is for.

const purposes: readonly { words: RegExp; maker: Maker }[] = [
  {
    words: /\bweddings?\b/i,
    maker: inTurn(
      ..."Venue, Catering, Photography, Flowers, Music, Attire, Invitations, Rings, Cake, Transport, Decoration, Gifts".split(
        ", ",
      ),
    ),
  },
  {
    words: /\b(?:party|parties|birthday|events?|conference|gala|festival|fair)\b/i,
    maker: inTurn(
      ..."Venue, Catering, Music, Decoration, Invitations, Photography, Staff, Technology, Transport, Gifts".split(
        ", ",
      ),
    ),
  },
  {
    words: /\b(?:trip|vacation|holidays?|travel|journey|honeymoon)\b/i,
    maker: inTurn(
      ..."Flights, Accommodation, Meals, Local transport, Activities, Insurance, Shopping, Visas".split(", "),
    ),
  },
  {
    words: /\b(?:renovation|kitchen|bathroom|house|home improvement|remodel\w*)\b/i,
    maker: inTurn(
      ..."Materials, Labour, Plumbing, Electrics, Painting, Flooring, Permits, Tools, Furniture, Contingency".split(
        ", ",
      ),
    ),
  },
  {
    words: /\b(?:family|household|home|private|personal|student|couple)\b/i,
    maker: pool("householdCost"),
  },
  {
    words: /\bmarketing\b/i,
    maker: inTurn(
      ..."Search ads, Social media, Content, Events, Email, Design, Public relations, Research, Print, Software".split(
        ", ",
      ),
    ),
  },
  {
    words: /\b(?:office|company|business|department|team|startup|start-up)\b/i,
    maker: pool("budgetItem"),
  },
];

const spending = new Set(["budget", "budget-expenses", "expenses"]);

/** The categories of a purpose, for a subject about spending; null when the planner knows none. */
export function categoriesFor(subjectId: string, purpose: string): Maker | null {
  return spending.has(subjectId) ? (purposes.find(({ words }) => words.test(purpose))?.maker ?? null) : null;
}
