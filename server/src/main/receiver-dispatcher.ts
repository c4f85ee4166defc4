import { Agent, type Dispatcher } from "undici";
import { type AllowTargets } from "../domain/target-allow.ts";
import { checkTargetUrl } from "../domain/target-url.ts";
import type { JudgeUrl } from "../engine/sender.ts";
import { createDialer } from "../engine/dial.ts";
import { createResolve } from "../engine/dial-resolve.ts";

/** A socket that idles longer may be closed by the receiver just when it is used again, a false reset. */
const keepAliveMs = 4000;
const maxHeaderBytes = 16 * 1024;
const keptVerdicts = 20_000;

export interface ReceiverDispatcherOptions {
  allow: AllowTargets;
  attemptTimeoutMs: number;
  /** While so many sockets are open none stays open for a next request, or those that idle would take what others need (I9); null keeps all. */
  keptSockets: number | null;
}

/** What sends to receivers: our own dialler, HTTP/1.1 only, no time limits but the attempt's own deadline. Proxy variables are ignored. */
export function createReceiverDispatcher(options: ReceiverDispatcherOptions): Dispatcher {
  const keptSockets = options.keptSockets ?? Infinity;
  let openSockets = 0;
  const dial = createDialer({
    allow: options.allow,
    resolve: createResolve({ systemNames: options.allow.hostNames }),
    connectTimeoutMs: options.attemptTimeoutMs,
  });
  const agent = new Agent({
    connect: (to, callback) =>
      dial(to, (...answer) => {
        const [, socket] = answer;
        if (socket !== null) {
          openSockets++;
          socket.once("close", () => openSockets--);
        }
        callback(...answer);
      }),
    allowH2: false, // undici would put every request to a host on one session
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
  });
  return agent.compose(
    (dispatch) => (request, handler) =>
      dispatch(openSockets < keptSockets ? request : { ...request, reset: true }, handler),
  );
}

/** Judges a URL before every attempt; the verdict on a text never changes while the settings do not, so it is kept. */
export function createUrlJudge(allow: AllowTargets): JudgeUrl {
  const verdicts = new Map<string, ReturnType<JudgeUrl>>();
  return (url) => {
    const known = verdicts.get(url);
    if (known !== undefined) return known;
    const verdict = judge(allow, url);
    if (verdicts.size >= keptVerdicts) verdicts.clear();
    verdicts.set(url, verdict);
    return verdict;
  };
}

function judge(allow: AllowTargets, url: string): ReturnType<JudgeUrl> {
  const checked = checkTargetUrl(allow, url);
  if (checked.outcome === "refused") return checked;
  const { origin, pathname, search } = new URL(checked.url);
  return { outcome: "allowed", target: { origin, path: pathname + search } };
}
