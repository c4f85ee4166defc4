// Every case of security/ssrf-cases.json: the URL as a customer would give it, then the dialler as if that check were
// not there. The internet is a stand-in: what the dialler opens is noted and led to a real receiver on loopback.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { Client } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { parseAllowTargets, publicTargets } from "../src/domain/target-allow.ts";
import type { AllowTargets } from "../src/domain/target-allow.ts";
import { checkTargetUrl } from "../src/domain/target-url.ts";
import { DialError } from "../src/engine/dial-error.ts";
import { openTcpSocket } from "../src/engine/dial-socket.ts";
import { createDialer } from "../src/engine/dial.ts";
import { testCertificate } from "./certificates/test-certificate.ts";
import { answering, answeringTls, endPeers, listening } from "./loopback-peers.ts";

type DnsAnswers = string[] | string[][];
type Case = {
  url: string;
  verdict: "allow" | "block";
  class: string;
  stage: "parse" | "connect" | "response";
  why: string;
  dns?: Record<string, DnsAnswers>;
};

const file = readFileSync(new URL("security/ssrf-cases.json", import.meta.url), "utf8");
// The file is ours, and a wrong shape fails the counts below.
const listed = JSON.parse(file) as Case[];

/** A refused http URL counts again as https, or its scheme alone would refuse it. */
const twins = listed
  .filter(({ verdict, url }) => verdict === "block" && /^\s*http:/i.test(url))
  .map((each) => ({ ...each, url: each.url.replace(/http:/i, "https:"), why: `${each.why}, as https` }));
const cases = [...listed, ...twins];
const titled = (some: Case[]) => some.map((each) => [each.class, JSON.stringify(each.url), each.why, each] as const);

afterEach(endPeers);

/** A dialler whose name server gives a case's answers in turn (CNAMEs are the resolver's affair) and which notes what it opens. */
async function standIn(allow: AllowTargets, dns: Record<string, DnsAnswers>) {
  const [plain, tls] = await Promise.all([listening(answering()), listening(answeringTls())]);
  const opened: string[] = [];
  const asked: string[] = [];
  const dialer = createDialer({
    allow,
    connectTimeoutMs: 2000,
    ca: testCertificate.cert,
    resolve: async (hostName) => {
      const turn = asked.filter((each) => each === hostName).length;
      asked.push(hostName);
      const turns = (dns[hostName] ?? dns[hostName.replace(/\.$/, "")] ?? []).map((each) => [each].flat());
      const isInTurns = Array.isArray(dns[hostName]?.[0]);
      const answers = isInTurns ? (turns[turn] ?? []) : turns.flat();
      return answers.flatMap((address) => (isIP(address) === 0 ? [] : [{ address, family: isIP(address) }]));
    },
    openSocket: (address, port) => {
      opened.push(address);
      return openTcpSocket("127.0.0.1", port === 80 ? plain.port : tls.port);
    },
  });
  return { dialer, opened };
}

async function post(dialer: ReturnType<typeof createDialer>, url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const client = new Client(origin, { connect: dialer });
  try {
    const { statusCode, body } = await client.request({ method: "POST", path: pathname + search, body: "{}" });
    await body.dump();
    return String(statusCode);
  } catch (error) {
    if (error instanceof DialError) return error.code;
    throw error;
  } finally {
    await client.destroy();
  }
}

test("the file is whole", () => {
  const counts = new Map<string, number>();
  for (const { stage, verdict } of listed) {
    counts.set(`${stage} ${verdict}`, (counts.get(`${stage} ${verdict}`) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({
    "parse allow": 32,
    "parse block": 124,
    "connect allow": 1,
    "connect block": 19,
    "response block": 5, // redirects: with the sender's tests
  });
  expect(twins).toHaveLength(109);
});

describe("refused when the URL is given", () => {
  const blocked = cases.filter(({ stage, verdict }) => stage === "parse" && verdict === "block");
  test.each(titled(blocked))("%s %s: %s", (_class, _url, _why, { url }) => {
    expect(checkTargetUrl(publicTargets, url).outcome).toBe("refused");
  });
});

describe("allowed when the URL is given, and reached", () => {
  test.each(titled(cases.filter(({ verdict }) => verdict === "allow")))(
    "%s %s: %s",
    async (_class, _url, _why, each) => {
      // The one http case says "when the operator allows http", which is naming the host.
      const isHttp = each.url.startsWith("http:");
      const named = parseAllowTargets(isHttp ? new URL(each.url).hostname : "");
      if (!named.ok) throw new Error(named.problems.join());
      const checked = checkTargetUrl(named.allow, each.url);
      expect(checked).toEqual({ outcome: "allowed", url: new URL(each.url).href });
      expect(checkTargetUrl(publicTargets, each.url).outcome).toBe(isHttp ? "refused" : "allowed");

      const { hostname } = new URL(each.url);
      const { dialer, opened } = await standIn(named.allow, each.dns ?? {});
      const answer = await post(dialer, each.url);
      const [firstAnswer = hostname.replace(/^\[|\]$/g, "")] = Object.values(each.dns ?? {}).flat(2);
      expect(opened).toEqual([firstAnswer]);
      // The tests' certificate is for some of the names alone; for the others being dialled is what counts.
      expect(answer).toBe(isHttp || /^[^.]+\.example\.com$/.test(hostname) ? "200" : "tls_error");
    },
  );
});

describe("refused when dialled at the latest", () => {
  const blocked = cases.filter(({ stage }) => stage === "connect").filter(({ verdict }) => verdict === "block");
  test.each(titled(blocked.filter((each) => each.class === "dns")))("%s %s: %s", async (_class, _url, _why, each) => {
    const { dialer, opened } = await standIn(publicTargets, each.dns ?? {});
    expect(await post(dialer, each.url)).toBe("url_not_allowed");
    expect(opened).toEqual([]);
  });

  test.each(titled(blocked.filter((each) => each.class === "dns-rebind")))("%s %s: %s", async (_c, _u, _w, each) => {
    const { dialer, opened } = await standIn(publicTargets, each.dns ?? {});
    expect(await post(dialer, each.url)).toBe("200");
    expect(await post(dialer, each.url)).toBe("url_not_allowed");
    expect(opened).toEqual(["93.184.215.14"]);
  });
});

describe("refused by the dialler too, had nobody looked at the URL", () => {
  // What only the text, scheme or port gives away is not the dialler's to see.
  const reachForbidden = cases.filter(({ stage, verdict, url }) => {
    const parsed = URL.parse(url);
    const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
    return stage === "parse" && verdict === "block" && isHttp && isIP(parsed.hostname.replace(/^\[|\]$/g, "")) !== 0;
  });
  test.each(titled(reachForbidden))("%s %s: %s", async (_class, _url, _why, each) => {
    const { dialer, opened } = await standIn(publicTargets, {});
    expect(await post(dialer, each.url)).toBe("url_not_allowed");
    expect(opened).toEqual([]);
  });
});
