import { decodeId, type IdKind } from "../domain/ids.ts";
import { HttpError } from "./http-error.ts";

/** The uuid behind an id in a path. Throws `not_found` for any other text: whether an id is malformed or unknown is no difference to who asks. */
export function pathId(kind: IdKind, text: string): string {
  const id = decodeId(kind, text);
  if (id === null) throw new HttpError("not_found");
  return id;
}
