import { uuidArray } from "../../runtime/binary-array.ts";
import type { Connection, Statement } from "../../runtime/connection.ts";

const holdStatement: Statement = {
  name: "hold-organizations",
  text: `select id from organizations where id = any($1::uuid[]) order by id for share`,
};

/** Inside a transaction: nobody changes these organisations until its end. In one order, and before any other lock on what belongs to them. */
export async function holdOrganizations(connection: Connection, orgIds: readonly string[]): Promise<void> {
  await connection.run(holdStatement, [uuidArray(orgIds)]);
}
