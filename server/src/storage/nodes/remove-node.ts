import type { Connection, Statement } from "../../runtime/connection.ts";

const removeStatement: Statement = { name: "remove-node", text: `delete from nodes where id = $1` };

/** Takes away a node that stopped in order. */
export async function removeNode(connection: Connection, nodeId: string): Promise<void> {
  await connection.run(removeStatement, [nodeId]);
}
