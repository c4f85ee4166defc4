import { createServer } from "node:net";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** The port to listen on: the wanted one (throws `port_taken`), else the remembered one if it is free, else any free one. */
export async function choosePort(
  deps: { readonly log: (message: string) => void },
  input: { readonly wanted: number | undefined; readonly remembered: number | undefined },
): Promise<number> {
  if (input.wanted !== undefined) {
    if ((await listenOnce(input.wanted)) === undefined) throw portTaken(input.wanted);
    return input.wanted;
  }
  if (input.remembered !== undefined) {
    if ((await listenOnce(input.remembered)) !== undefined) return input.remembered;
    deps.log(`Port ${input.remembered}, which PostgreSQL had before, is taken by another program: using another one.`);
  }
  return (await listenOnce(0)) ?? 0;
}

/** Another program listens on the port that PostgreSQL was told to use. */
export function portTaken(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "port_taken",
    `PostgreSQL cannot listen on 127.0.0.1:${port}: another program does. Stop that program, or choose another port.`,
  );
}

async function listenOnce(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once("error", () => {
    resolve(undefined);
  });
  server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
    const address = server.address();
    server.close(() => {
      resolve(typeof address === "object" && address !== null ? address.port : undefined);
    });
  });
  return await promise;
}
