// One event for many receivers that misbehave, all at once; each leaves one row in the log.
import { type LoggedAttempt, waitForAttempts } from "./delivery-log.ts";
import { completedEvent, startTestEngine, type TestEngine } from "./engine.ts";
import { type Behaviour, type HostileReceiver, startHostileReceiver } from "./hostile-receivers.ts";

/** A row as it is expected; values may be vitest's matchers. */
export type ExpectedRow = { [Key in keyof LoggedAttempt]?: unknown };

export interface HostileCase {
  name: string;
  behaviour: Behaviour;
  protocol: "http" | "https";
  /** What the attempt may last. */
  fromMs: number;
  toMs: number;
  row: ExpectedRow;
}

const caseDeadlineMs = 1500;
/** No attempt ends later than its deadline and this. */
const graceMs = 200;

export function soon(name: string, behaviour: Behaviour, row: ExpectedRow): HostileCase {
  return { name, behaviour, protocol: "http", fromMs: 0, toMs: caseDeadlineMs - 100, row };
}

/** For what nothing but the deadline ends. */
export function atDeadline(name: string, behaviour: Behaviour, row: ExpectedRow): HostileCase {
  return { name, behaviour, protocol: "http", fromMs: caseDeadlineMs - 5, toMs: caseDeadlineMs + graceMs, row };
}

export interface HostileRun extends AsyncDisposable {
  test: TestEngine;
  /** By the case's name. */
  rows: ReadonlyMap<string, LoggedAttempt>;
  receivers: ReadonlyMap<string, HostileReceiver>;
  /** From the accept to the last record. */
  tookMs: number;
}

/** Delivers one event to all of them and waits until each has its row. */
export async function runHostileCases(cases: readonly HostileCase[]): Promise<HostileRun> {
  const test = await startTestEngine({ attemptTimeoutMs: caseDeadlineMs, schedule: [600] });
  const receivers = new Map<string, HostileReceiver>();
  const nameOf = new Map<string, string>();
  const { orgId } = await test.addOrganization();
  for (const { name, behaviour, protocol } of cases) {
    const receiver = await startHostileReceiver(behaviour);
    receivers.set(name, receiver);
    const { subscriptionId } = await test.addSubscription(orgId, receiver.url.replace(/^http/, protocol));
    nameOf.set(subscriptionId, name);
  }
  const beganMs = performance.now();
  await test.engine.acceptor.accept(completedEvent(orgId, "hostile"));
  const attempts = await waitForAttempts(test, cases.length);
  return {
    test,
    rows: new Map(attempts.map((attempt) => [nameOf.get(attempt.subscriptionId ?? "") ?? "", attempt])),
    receivers,
    tookMs: performance.now() - beganMs,
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      for (const receiver of receivers.values()) await receiver.close();
    },
  };
}
