import type { Connection } from "../../runtime/connection.ts";
import { findResends } from "../resends/find-resends.ts";
import { type DeliverySearch, findEndedDeliveries, findEndings } from "./find-ended-deliveries.ts";
import { findPendingDeliveries } from "./find-pending-deliveries.ts";
import { type FoundRows, lookNearFirst, lookOn } from "./log-filter.ts";
import type { LoggedDelivery } from "./logged-delivery.ts";

export interface ListedDelivery extends LoggedDelivery {
  /** The newest resend. */
  supersededBy: string | null;
}

/**
 * A page of deliveries, newest first by id, wherever they are now; to be read in one snapshot. Walking the pages shows every delivery whose row was
 * committed before the first page was read exactly once, for neither a new delivery nor one that ends moves another's place. What is accepted while
 * somebody walks is above the first page, or, where its commit took longer than its id's millisecond, may be missing from this walk.
 */
export async function listDeliveries(
  connection: Connection,
  input: DeliverySearch & { goesOn: () => boolean },
): Promise<FoundRows<ListedDelivery>> {
  return lookOn(input, (part) => lookNearFirst(part, (span) => look(connection, { ...input, span })));
}

async function look(connection: Connection, input: DeliverySearch): Promise<FoundRows<ListedDelivery>> {
  const limit = input.span.rows;
  const search = { ...input, span: { ...input.span, rows: limit + 1 } };
  const sources: FoundRows<LoggedDelivery>[] = [
    await findPendingDeliveries(connection, search),
    await findEndedDeliveries(connection, search),
    await findEndings(connection, search),
  ];
  const bounds = sources.flatMap((source) => source.completeTo ?? []).sort();
  // Below the highest bound one of the sources may lack rows.
  const completeTo = bounds.at(-1) ?? null;
  const merged = sources
    .flatMap((source) => source.rows)
    .filter((row) => completeTo === null || row.deliveryId >= completeTo)
    .sort((a, b) => (a.deliveryId < b.deliveryId ? 1 : -1));
  const shown = merged.slice(0, limit);
  const resends = await findResends(connection, {
    bucket: input.bucket,
    deliveryIds: shown.map((row) => row.deliveryId),
  });
  const rows = shown.map((row) => ({ ...row, supersededBy: resends.get(row.deliveryId) ?? null }));
  return { rows, completeTo: merged.length > limit ? (shown.at(-1)?.deliveryId ?? null) : completeTo };
}
