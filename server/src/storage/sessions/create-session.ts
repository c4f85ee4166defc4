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

/** A key's sessions at a time, this one included: people and browsers. */
const maxSessions = 50;

/** With each sign-in the sessions that ran out are removed, and of the same key those beyond the newest: nobody else has to. */
const createStatement: Statement = {
  name: "create-session",
  text: `
with over as (
  delete from sessions where expires_at < to_timestamp($5::float8 / 1000) or id in (
    select id from sessions where key_id = $3::uuid or ($3::uuid is null and key_id is null) order by id desc offset ${maxSessions - 1}
  )
)
insert into sessions (id, hash, key_id, operator_key_hash, created_at, expires_at)
values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000))`,
};

/** Keeps a session. Throws where its key was revoked meanwhile. */
export async function createSession(connection: Connection, session: NewSession): Promise<void> {
  const { sessionId, hash, keyId, operatorKeyHash, createdAtMs, expiresAtMs } = session;
  await connection.run(createStatement, [sessionId, hash, keyId, operatorKeyHash, createdAtMs, expiresAtMs]);
}
