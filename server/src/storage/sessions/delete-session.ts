import type { Connection, Statement } from "../../runtime/connection.ts";

const deleteStatement: Statement = { name: "delete-session", text: `delete from sessions where hash = $1` };

/** Ends a session, on every node; one that is over already is as well. */
export async function deleteSession(connection: Connection, hash: Buffer): Promise<void> {
  await connection.run(deleteStatement, [hash]);
}
