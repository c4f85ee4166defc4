import type { Kind, Value } from "../model/document.ts";

/** A column whose values are there already: what is made beside it has to agree with them. */
export interface MadeColumn {
  name: string;
  kind: Kind;
  values: readonly Value[];
}
