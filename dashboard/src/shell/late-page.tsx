import { type ComponentType, type ReactElement, useEffect, useState } from "react";
import { LoadingRows } from "../parts/loading-rows.tsx";

export type LatePage = ComponentType & {
  /** Loads it before it is opened. */
  preload: () => void;
};

/**
 * A page whose part of the program is loaded when it is first opened. React's `lazy` would do, but whatever waits behind a placeholder of `Suspense` is
 * shown no sooner than 300 ms after it, however quickly it came, and asks its first question only then.
 */
export function latePage(load: () => Promise<ComponentType>): LatePage {
  let loaded: ComponentType | null = null;
  let loading: Promise<void> | null = null;
  const begin = async (): Promise<void> => {
    loading ??= load().then(
      (page) => {
        loaded = page;
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  function Late(): ReactElement {
    const [Page, setPage] = useState(() => loaded);
    const [problem, setProblem] = useState<{ error: unknown } | null>(null);
    useEffect(() => {
      if (Page !== null) return undefined;
      let isGone = false;
      begin().then(
        () => isGone || setPage(() => loaded),
        (error: unknown) => isGone || setProblem({ error }),
      );
      return () => {
        isGone = true;
      };
    }, [Page]);
    if (problem !== null) throw problem.error;
    return Page === null ? <LoadingRows what="the page" /> : <Page />;
  }
  return Object.assign(Late, { preload: () => void begin().catch(() => undefined) }); // opening it says what went wrong
}
