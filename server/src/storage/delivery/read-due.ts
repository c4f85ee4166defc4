import type { Connection, Statement } from "../../runtime/connection.ts";

/** What waits and what is under way, of all organisations. */
export interface DueFacts {
  /** Could start now, and nobody has leased it; counted up to a limit. */
  due: number;
  oldestDueAtMs: number | null;
  /** Leased to a node. */
  inFlight: number;
  /** Destinations with anything that nobody has leased, due now or later. */
  waitingDestinations: number;
}

/**
 * By destination, so that a million retries for later are not looked at; leases and destinations have small indexes of their own, whatever the backlog (I11).
 */
const factsStatement: Statement = {
  name: "read-due",
  text: `
select (
    select count(*)::int from (
      select 1 from waiting w cross join lateral (
        select 1 from due d where d.bucket = w.bucket and d.destination_id = w.destination_id and d.lease_token is null and d.due_at <= now() limit $1
      ) one
      where w.next_due_at <= now() limit $1
    ) counted
  ) as due,
  (select (extract(epoch from min(next_due_at)) * 1000)::float8 from waiting where next_due_at <= now()) as "oldestDueAtMs",
  (select count(*)::int from due where lease_token is not null) as "inFlight",
  (select count(*)::int from waiting) as "waitingDestinations"`,
};

/** How much is due; `countTo` is where counting ends. */
export async function readDue(connection: Connection, input: { countTo: number }): Promise<DueFacts> {
  const [facts] = await connection.run<DueFacts>(factsStatement, [input.countTo]);
  if (facts === undefined) throw new Error("a select without a table returned no row");
  return facts;
}
