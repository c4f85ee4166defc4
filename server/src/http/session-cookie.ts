import type { FastifyRequest } from "fastify";

/** The cookie of this server: its name and how it is written. */
export interface SessionCookie {
  /** The token that a request carries; null without one. */
  read: (request: FastifyRequest) => string | null;
  /** The `Set-Cookie` that gives a token to the browser for so many seconds. */
  give: (token: string, maxAgeS: number) => string;
  /** The `Set-Cookie` that takes it back. */
  take: () => string;
}

/** Cookies ignore ports: of two servers on one machine neither is to sign the other out. */
function nameFor(url: URL): string {
  // The prefix keeps other hosts of the same domain from setting it.
  return url.protocol === "https:" ? "__Host-overten-session" : `overten-session-${url.port === "" ? "80" : url.port}`;
}

/** `publicUrl` is asked for with each request: where it has no port of its own it is known only once the server listens. */
export function createSessionCookie(publicUrl: () => string): SessionCookie {
  const attributes = (url: URL): string =>
    `Path=/; HttpOnly; SameSite=Strict${url.protocol === "https:" ? "; Secure" : ""}`;
  const write = (token: string, maxAgeS: number): string => {
    const url = new URL(publicUrl());
    return `${nameFor(url)}=${token}; Max-Age=${maxAgeS}; ${attributes(url)}`;
  };
  return {
    read: (request) => {
      const { cookie } = request.headers;
      if (cookie === undefined) return null;
      const start = `${nameFor(new URL(publicUrl()))}=`;
      const found = cookie.split(/; */).find((pair) => pair.startsWith(start));
      return found === undefined ? null : found.slice(start.length);
    },
    give: write,
    take: () => write("", 0),
  };
}
