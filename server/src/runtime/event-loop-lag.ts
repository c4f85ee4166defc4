import { monitorEventLoopDelay } from "node:perf_hooks";

export interface EventLoopLag {
  /** The longest time in milliseconds that something ready to run had to wait since the last call. */
  takeLongestMs(): number;
  stop(): void;
}

/** A timer 50 times a second; what it measures holds its own length. */
const resolutionMs = 20;

/** Watches how long this process keeps its events waiting. */
export function watchEventLoop(): EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  return {
    takeLongestMs() {
      const longestMs = Math.max(0, Math.round(delays.max / 1e6) - resolutionMs);
      delays.reset();
      return longestMs;
    },
    stop: () => void delays.disable(),
  };
}
