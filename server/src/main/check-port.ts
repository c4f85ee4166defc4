import { once } from "node:events";
import { createServer } from "node:net";

/** Throws what listening there would: before a whole database is made for a server that could not be reached. */
export async function checkPort(input: { host: string; port: number }): Promise<void> {
  if (input.port === 0) return;
  const probe = createServer().listen(input);
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
}
