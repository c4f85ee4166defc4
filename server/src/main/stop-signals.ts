/** npm passes on the SIGINT that the terminal has sent to the server as well: within this time the second one is the first again. */
const npmEchoMs = 250;

export interface StopSignals {
  /** Aborted by the first SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly received: Promise<void>;
}

/** Listens for SIGTERM and Ctrl-C: the first asks for a stop in order, a second one ends the process at once with exit code 1. */
export function listenForStop(input: { underNpm: boolean }): StopSignals {
  const controller = new AbortController();
  const received = new Promise<void>((resolve) => {
    controller.signal.addEventListener("abort", () => resolve());
  });
  let firstMs: number | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (firstMs === null) {
      firstMs = performance.now();
      controller.abort();
      return;
    }
    if (name === "SIGINT" && input.underNpm && performance.now() - firstMs < npmEchoMs) return;
    process.exit(1);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { signal: controller.signal, received };
}
