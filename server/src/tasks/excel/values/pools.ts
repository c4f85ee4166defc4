import { peoplePools } from "./pools-people.ts";
import { thingPools } from "./pools-things.ts";

/** Sample values. Invented or so general that nobody is meant: example.com and the 555-01xx numbers are reserved for this. */
export const pools = { ...peoplePools, ...thingPools };

export type PoolName = keyof typeof pools;
