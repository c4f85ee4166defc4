export interface Releasers {
  /** Says how to give back what was just taken. */
  add(release: () => Promise<void> | void): void;
  /** Gives everything back, the last taken first, once; goes on when one fails and throws the first failure at the end. */
  release(): Promise<void>;
}

/** A stack of what a start has taken, so that a start that fails half-way and a stop in order are the same walk back. */
export function createReleasers(): Releasers {
  const stack: (() => Promise<void> | void)[] = [];
  let released: Promise<void> | null = null;
  const walkBack = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let release = stack.pop(); release !== undefined; release = stack.pop()) {
      try {
        await release();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (release) => void stack.push(release),
    release: () => (released ??= walkBack()),
  };
}
