import type { Connection, Statement } from "../../runtime/connection.ts";

export interface NewSession {
  sessionId: string;
  hash: Buffer;
  /** Whose key signed in; null for the operator. */
  keyId: string | null;
  operatorKeyHash: Buffer | null;
  createdAtMs: number;
  expiresAtMs: number;
}

/** With each sign-in the sessions that ran out are removed: there are never many, and nobody else has to. */
const createStatement: Statement = {
  name: "create-session",
  text: `
with over as (delete from sessions where expires_at < to_timestamp($5::float8 / 1000))
insert into sessions (id, hash, key_id, operator_key_hash, created_at, expires_at)
values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000))`,
};

/** Keeps a session. Throws where its key was revoked meanwhile. */
export async function createSession(connection: Connection, session: NewSession): Promise<void> {
  const { sessionId, hash, keyId, operatorKeyHash, createdAtMs, expiresAtMs } = session;
  await connection.run(createStatement, [sessionId, hash, keyId, operatorKeyHash, createdAtMs, expiresAtMs]);
}
