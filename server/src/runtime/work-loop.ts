export interface WorkLoop {
  /** Runs the work soon, without waiting for the pause to end. */
  wake(): void;
  /** Lets the round under way finish, then ends. */
  stop(): Promise<void>;
}

export interface WorkLoopOptions {
  /** Does one round and says how long to pause before the next, in milliseconds; 0 goes on at once. */
  round: () => Promise<number>;
  /** Told what a round threw; the loop goes on after `retryMs`. */
  onError: (error: unknown) => void;
  retryMs?: number;
}

/** `while (!stopping) { round; sleep unless woken }`. A tenth of jitter keeps nodes from beating in step. */
export function startWorkLoop({ round, onError, retryMs = 500 }: WorkLoopOptions): WorkLoop {
  let stopping = false;
  let woken = false;
  let endPause: (() => void) | null = null;

  const pause = (pauseMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pauseMs * (1 + Math.random() * 0.1));
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      let pauseMs: number;
      try {
        pauseMs = await round();
      } catch (error) {
        onError(error);
        pauseMs = retryMs;
      }
      if (!woken && !stopping && pauseMs > 0) {
        await pause(pauseMs);
        endPause = null;
      }
    }
  };

  const running = run();
  return {
    wake: () => {
      woken = true;
      endPause?.();
    },
    stop: () => {
      stopping = true;
      endPause?.();
      return running;
    },
  };
}
