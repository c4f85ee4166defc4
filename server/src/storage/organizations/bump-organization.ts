import type { Connection, Statement } from "../../runtime/connection.ts";

const bumpStatement: Statement = {
  name: "bump-organization",
  text: `update organizations set version = version + 1 where id = $1`,
};

/** Makes every node match anew (I2, I3): part of each change of what accept must see, in the change's own transaction and before anything else in it. */
export async function bumpOrganization(connection: Connection, orgId: string): Promise<void> {
  await connection.run(bumpStatement, [orgId]);
}
