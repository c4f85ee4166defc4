// The dialler against real sockets: what it connects to, how it fails, and that a failure leaves nothing behind.
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { Client } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { loopbackTargets, parseAllowTargets, publicTargets } from "../src/domain/target-allow.ts";
import { DialError, OwnTroubleError } from "../src/engine/dial-error.ts";
import { createResolve } from "../src/engine/dial-resolve.ts";
import { openTcpSocket } from "../src/engine/dial-socket.ts";
import { createDialer } from "../src/engine/dial.ts";
import type { DialerDeps } from "../src/engine/dial.ts";
import { testCertificate } from "./certificates/test-certificate.ts";
import { answering, answeringTls, atEnd, blackHole, endPeers, listening } from "./loopback-peers.ts";

afterEach(endPeers);

/** Watches every socket that a dialler opens, and where to. */
function watchedDialer(deps: Partial<DialerDeps> = {}) {
  const opened: { address: string; socket: Socket }[] = [];
  const openSocket = deps.openSocket ?? openTcpSocket;
  const dialer = createDialer({
    allow: loopbackTargets,
    resolve: createResolve({ systemNames: new Set(["localhost"]) }),
    connectTimeoutMs: 5000,
    ...deps,
    openSocket: (address, port) => {
      const socket = openSocket(address, port);
      opened.push({ address, socket });
      return socket;
    },
  });
  const addresses = (): string[] => opened.map(({ address }) => address);
  const leftOpen = (): number => opened.filter(({ socket }) => !socket.destroyed).length;
  return { dialer, addresses, leftOpen };
}

/** Sends one request with undici over a dialler; "200" or the code of the DialError. */
async function request(dialer: ReturnType<typeof createDialer>, origin: string): Promise<string> {
  const client = new Client(origin, { connect: dialer });
  try {
    const { statusCode, body } = await client.request({ method: "POST", path: "/", body: "{}" });
    await body.dump();
    return String(statusCode);
  } catch (error) {
    if (error instanceof DialError) return error.code;
    throw error;
  } finally {
    await client.destroy();
  }
}

const answers =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("connects", () => {
  test("to a literal and to a name, in plain HTTP", async () => {
    const { port } = await listening(answering());
    expect(await request(watchedDialer().dialer, `http://127.0.0.1:${port}`)).toBe("200");
    expect(await request(watchedDialer().dialer, `http://localhost:${port}`)).toBe("200");
  });

  test("to an IPv6 literal", async () => {
    const { port } = await listening(answering(), "::1");
    expect(await request(watchedDialer().dialer, `http://[::1]:${port}`)).toBe("200");
  });

  test("over TLS to the address that was judged, as the name: SNI, certificate, HTTP/1.1 alone", async () => {
    const seen: { sni: string | false | null; alpn: string | false | null }[] = [];
    const server = answeringTls({ ALPNProtocols: ["h2", "http/1.1"] });
    server.on("secureConnection", (socket) => seen.push({ sni: socket.servername, alpn: socket.alpnProtocol }));
    const { port } = await listening(server);
    const allow = { ...loopbackTargets, hostNames: new Set<string>() };
    const { dialer, addresses } = watchedDialer({ allow, ca: testCertificate.cert, resolve: answers("127.0.0.1") });
    expect(await request(dialer, `https://receiver.test:${port}`)).toBe("200");
    expect(seen).toEqual([{ sni: "receiver.test", alpn: "http/1.1" }]);
    expect(addresses()).toEqual(["127.0.0.1"]);
  });

  test("over TLS to a literal that the certificate names, without SNI", async () => {
    const server = answeringTls();
    const seen: (string | false | null)[] = [];
    server.on("secureConnection", (socket) => seen.push(socket.servername));
    const { port } = await listening(server);
    expect(await request(watchedDialer({ ca: testCertificate.cert }).dialer, `https://127.0.0.1:${port}`)).toBe("200");
    expect(seen).toEqual([false]);
  });

  test("once for many requests", async () => {
    const { port } = await listening(answering());
    const { dialer, addresses } = watchedDialer();
    const client = new Client(`http://127.0.0.1:${port}`, { connect: dialer });
    atEnd(() => client.destroy());
    for (let n = 0; n < 5; n++) {
      const { body } = await client.request({ method: "POST", path: "/", body: "{}" });
      await body.dump();
    }
    expect(addresses()).toHaveLength(1);
  });

  test("to the next judged address when one refuses", async () => {
    const { port } = await listening(answering());
    const { dialer, addresses, leftOpen } = watchedDialer({ resolve: answers("::1", "127.0.0.2", "127.0.0.1") });
    expect(await request(dialer, `http://localhost:${port}`)).toBe("200");
    expect(addresses()).toEqual(["::1", "127.0.0.2", "127.0.0.1"]);
    expect(leftOpen()).toBe(0);
  });

  test("to the next judged address when one swallows packets", async () => {
    const { port } = await listening(answering());
    const hole = await blackHole();
    const { dialer, addresses, leftOpen } = watchedDialer({
      connectTimeoutMs: 400,
      resolve: answers("127.0.0.2", "127.0.0.1"),
      openSocket: (address) => (address === "127.0.0.2" ? hole() : openTcpSocket(address, port)),
    });
    expect(await request(dialer, `http://localhost:${port}`)).toBe("200");
    expect(addresses()).toEqual(["127.0.0.2", "127.0.0.1"]);
    expect(leftOpen()).toBe(0);
  });
});

describe("refuses, and opens nothing", () => {
  test.each(["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]", "[fe80::1]"])(
    "the literal %s",
    async (host) => {
      const { dialer, addresses } = watchedDialer({ allow: publicTargets });
      expect(await request(dialer, `https://${host}`)).toBe("url_not_allowed");
      expect(addresses()).toEqual([]);
    },
  );

  test.each([[["93.184.215.14", "127.0.0.1"]], [["::1", "93.184.215.14"]], [["93.184.215.14", "not an address"]]])(
    "a name with good and bad answers: %s",
    async (mixed) => {
      const { dialer, addresses } = watchedDialer({ allow: publicTargets, resolve: answers(...mixed) });
      expect(await request(dialer, "https://mixed.example.com")).toBe("url_not_allowed");
      expect(addresses()).toEqual([]);
    },
  );

  test("a name that answers otherwise the next time", async () => {
    const { port } = await listening(answering());
    const turns = [answers("127.0.0.1"), answers("10.0.0.1")];
    const { dialer, addresses } = watchedDialer({ resolve: async () => (await turns.shift()?.()) ?? [] });
    expect(await request(dialer, `http://rebind.example.com:${port}`)).toBe("200");
    expect(await request(dialer, `http://rebind.example.com:${port}`)).toBe("url_not_allowed");
    expect(addresses()).toEqual(["127.0.0.1"]);
  });

  test("an allowed name that leads to a metadata service", async () => {
    const parsed = parseAllowTargets("receiver.internal");
    if (!parsed.ok) throw new Error(parsed.problems.join());
    const { dialer, addresses } = watchedDialer({ allow: parsed.allow, resolve: answers("169.254.169.254") });
    expect(await request(dialer, "https://receiver.internal")).toBe("url_not_allowed");
    expect(addresses()).toEqual([]);
  });
});

describe("fails with", () => {
  test("connection_refused where nobody listens, on all addresses", async () => {
    const { port } = await listening(answering());
    const { dialer, addresses, leftOpen } = watchedDialer({ resolve: answers("127.0.0.2", "127.0.0.3") });
    expect(await request(dialer, `http://localhost:${port}`)).toBe("connection_refused");
    expect(addresses()).toEqual(["127.0.0.2", "127.0.0.3"]);
    expect(leftOpen()).toBe(0);
  });

  test("dns_error when the name does not resolve, or to nothing", async () => {
    const failing = watchedDialer({ resolve: () => Promise.reject(new Error("ENOTFOUND")) });
    expect(await request(failing.dialer, "https://gone.example.com")).toBe("dns_error");
    expect(await request(watchedDialer({ resolve: answers() }).dialer, "https://none.example.com")).toBe("dns_error");
  });

  test("timeout when DNS hangs, even if it answers later", async () => {
    let answerLate = (): void => {};
    const resolve = () =>
      new Promise<{ address: string; family: number }[]>((_, reject) => {
        answerLate = () => reject(new Error("late"));
      });
    const { dialer, addresses } = watchedDialer({ resolve, connectTimeoutMs: 100 });
    const startedMs = performance.now();
    expect(await request(dialer, "https://hung.example.com")).toBe("timeout");
    expect(performance.now() - startedMs).toBeLessThan(300);
    answerLate();
    expect(addresses()).toEqual([]);
  });

  test("no code for the log where this machine has no address or port to dial from; IPv6 that it does not have is unreachable", async () => {
    const from = (localAddress: string) => (address: string, port: number) =>
      connect({ host: address, port, localAddress });
    const four = watchedDialer({ openSocket: from("203.0.113.1") });
    await expect(request(four.dialer, "http://127.0.0.1")).rejects.toBeInstanceOf(OwnTroubleError);
    const six = watchedDialer({ openSocket: from("2001:db8::1") });
    expect(await request(six.dialer, "http://[::1]")).toBe("connection_refused");
    expect(four.leftOpen() + six.leftOpen()).toBe(0);
  });

  test("timeout when the only address swallows packets", async () => {
    const hole = await blackHole();
    const { dialer, leftOpen } = watchedDialer({ connectTimeoutMs: 200, openSocket: hole });
    expect(await request(dialer, "http://127.0.0.1")).toBe("timeout");
    expect(leftOpen()).toBe(0);
  });

  test("timeout when TLS stalls, and the peer sees the connection end", async () => {
    const { port, sockets } = await listening(createServer((socket) => socket.resume()));
    const { dialer, leftOpen } = watchedDialer({ connectTimeoutMs: 200 });
    const startedMs = performance.now();
    expect(await request(dialer, `https://127.0.0.1:${port}`)).toBe("timeout");
    expect(performance.now() - startedMs).toBeLessThan(400);
    expect(leftOpen()).toBe(0);
    await expect.poll(() => sockets.size).toBe(0);
  });

  test.each([
    ["an unknown issuer", "localhost", {}, undefined],
    ["another host's certificate", "other.test", {}, testCertificate.cert],
    ["a literal it does not name", "127.0.0.2", {}, testCertificate.cert],
    ["HTTP/2 alone", "localhost", { ALPNProtocols: ["h2"] }, testCertificate.cert],
    [
      "TLS of yesterday",
      "localhost",
      { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
      testCertificate.cert,
    ],
  ] as const)("tls_error for %s", async (_, host, options, ca) => {
    const alpn = "ALPNProtocols" in options ? { ALPNProtocols: [...options.ALPNProtocols] } : options;
    const { port, sockets } = await listening(answeringTls(alpn), host === "127.0.0.2" ? host : "127.0.0.1");
    const { dialer, leftOpen } = watchedDialer({
      ...(ca === undefined ? {} : { ca }),
      ...(host === "127.0.0.2" ? {} : { resolve: answers("127.0.0.1") }),
    });
    expect(await request(dialer, `https://${host}:${port}`)).toBe("tls_error");
    expect(leftOpen()).toBe(0);
    await expect.poll(() => sockets.size).toBe(0);
  });

  test("tls_error when the peer does not speak TLS", async () => {
    const { port } = await listening(createServer((socket) => socket.write("220 mail ready\r\n")));
    const { dialer, leftOpen } = watchedDialer();
    expect(await request(dialer, `https://127.0.0.1:${port}`)).toBe("tls_error");
    expect(leftOpen()).toBe(0);
  });

  test("connection_reset when the peer hangs up or resets during TLS", async () => {
    const ending = await listening(createServer((socket) => socket.once("data", () => socket.end())));
    const resetting = await listening(createServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    for (const { port } of [ending, resetting]) {
      const { dialer, leftOpen } = watchedDialer();
      expect(await request(dialer, `https://127.0.0.1:${port}`)).toBe("connection_reset");
      expect(leftOpen()).toBe(0);
    }
  });
});

test("bad certificates by the hundred leave no socket and no timer", async () => {
  const { port, sockets } = await listening(answeringTls());
  const { dialer, addresses, leftOpen } = watchedDialer();
  const timersBefore = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const codes = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const batch = Array.from({ length: 10 }, () => request(dialer, `https://127.0.0.1:${port}`));
    for (const code of await Promise.all(batch)) codes.add(code);
  }
  expect([...codes]).toEqual(["tls_error"]);
  expect(addresses()).toHaveLength(200);
  expect(leftOpen()).toBe(0);
  await expect.poll(() => sockets.size).toBe(0);
  expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBeLessThanOrEqual(
    timersBefore,
  );
});

test("dials that ask for one name at once share a lookup, and later ones look again", async () => {
  const resolve = createResolve({ systemNames: new Set(["localhost"]) });
  const first = resolve("localhost");
  expect(resolve("localhost")).toBe(first);
  expect((await first).length).toBeGreaterThan(0);
  const later = resolve("localhost");
  expect(later).not.toBe(first);
  await later;
});
