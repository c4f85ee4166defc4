import { setTimeout as sleep } from "node:timers/promises";

export interface Batcher<Item, Result> {
  /** Resolves with the item's own result once its batch is done; rejects with what the batch, or the item alone, failed with. */
  add(item: Item): Promise<Result>;
  /** Items not yet handed to `run`. */
  size(): number;
  /** Resolves when nothing is waiting or under way. */
  drain(): Promise<void>;
}

export interface BatcherOptions<Item, Result> {
  maxItems: number;
  /** How long a batch waits for company, in milliseconds; 0 takes what arrived in the same turn of the event loop. */
  waitMs: number;
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether the items of a failed batch are worth running one by one: true when one of them may be the cause. */
  isItemError: (error: unknown) => boolean;
}

interface Entry<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Gathers what arrives while a batch is under way into the next one: one commit carries many, and a lone item does not wait. */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  let waiting: Entry<Item, Result>[] = [];
  let working: Promise<void> | null = null;

  /** An error that is not the item's own would meet the others too, each after its time limit. */
  const runSingly = async (entries: readonly Entry<Item, Result>[]): Promise<void> => {
    for (const [index, entry] of entries.entries()) {
      try {
        const [result] = await options.run([entry.item]);
        entry.resolve(result as Result);
      } catch (error) {
        entry.reject(error);
        if (options.isItemError(error)) continue;
        for (const rest of entries.slice(index + 1)) rest.reject(error);
        return;
      }
    }
  };

  const runBatch = async (entries: Entry<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.run(entries.map((entry) => entry.item));
      entries.forEach((entry, index) => {
        entry.resolve(results[index] as Result);
      });
    } catch (error) {
      if (entries.length === 1 || !options.isItemError(error)) {
        for (const entry of entries) entry.reject(error);
        return;
      }
      await runSingly(entries);
    }
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (options.waitMs > 0) await sleep(options.waitMs);
      else await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.length <= options.maxItems ? waiting : waiting.slice(0, options.maxItems);
      waiting = waiting.length <= options.maxItems ? [] : waiting.slice(options.maxItems);
      await runBatch(batch);
    }
    working = null;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        working ??= work();
      }),
    size: () => waiting.length,
    drain: async () => {
      while (working !== null) await working;
    },
  };
}
