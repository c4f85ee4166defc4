import { Button, Loader } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { call } from "../../api/client.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Icon } from "../../parts/icon.tsx";
import classes from "./delivery-log.module.css";
import { NotSent, useUnsent } from "./not-sent.tsx";
import { type FilterName, filterNames, type LogFilter, logQueryOf } from "./log-filter.ts";

const words: Record<FilterName, string> = {
  status: "result",
  event: "event",
  webhook_id: "webhook",
  http_status: "HTTP status",
  error_code: "error",
  run_id: "run id",
  task_id: "task id",
};
const countedTo = 100;

interface Hiding {
  name: FilterName | "time";
  without: LogFilter;
  clear: Record<string, string | null>;
}

/** Each filter that stands, and the log without it. */
function hidingOf(filter: LogFilter): Hiding[] {
  const ofFields = filterNames
    .filter((name) => filter.fields[name] !== undefined)
    .map((name): Hiding => {
      const { [name]: _left, ...fields } = filter.fields;
      return { name, without: { ...filter, fields }, clear: { [name]: null } };
    });
  if (filter.since === "all" && filter.until === null) return ofFields;
  const without = { ...filter, since: "all", until: null };
  return [...ofFields, { name: "time", without, clear: { since: "all", until: null } }];
}

/** Nothing to show: which filter hides most, or how the first row comes. */
export function NoAttempts(props: {
  filter: LogFilter;
  change: (changes: Record<string, string | null>) => void;
}): ReactElement {
  const { filter, change } = props;
  const unsent = useUnsent(filter);
  const hiding = hidingOf(filter);
  const counts = useQueries({
    queries: hiding.map(({ name, without }) => ({
      queryKey: ["listAttempts", "without", name, without],
      queryFn: async () => {
        const page = await call("listAttempts", { query: { ...logQueryOf(without, Date.now()), limit: countedTo } });
        return { found: page.attempts.length, isMore: page.next_cursor !== null };
      },
    })),
  });
  if (counts.some((count) => count.isLoading)) {
    return (
      <EmptyState icon="search" title="No attempt matches" text="Looking which filter hides most …">
        <Loader size="sm" />
      </EmptyState>
    );
  }
  const revealing = hiding
    .map((hidden, at) => ({
      ...hidden,
      found: counts[at]?.data?.found ?? 0,
      isMore: counts[at]?.data?.isMore ?? false,
    }))
    .filter(({ found }) => found > 0)
    .toSorted((one, other) => other.found - one.found);
  if (Object.keys(filter.fields).length === 0 && revealing.length === 0) return <NothingSent />;
  const clearAll = (
    <Button
      variant="subtle"
      onClick={() => change(Object.fromEntries([...filterNames, "since", "until"].map((name) => [name, null])))}
    >
      Clear all filters
    </Button>
  );
  // Without the other filters there is nothing of it either.
  if (unsent !== null && revealing.every(({ name }) => name === "run_id" || name === "task_id")) {
    return (
      <EmptyState icon="clock" title="Nothing was sent for it" text="Its deliveries and tasks say why.">
        <div className={classes["hiding"]}>
          <NotSent unsent={unsent} />
          {clearAll}
        </div>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="search"
      title="No attempt matches"
      text={
        revealing.length === 0
          ? "No single filter is the reason: several together hide everything, or there is no such run or task here. Ids are compared as a whole."
          : "What hides most comes first."
      }
    >
      <div className={classes["hiding"]}>
        {revealing.map(({ name, found, isMore, clear }) => (
          <Button key={name} variant="default" onClick={() => change(clear)}>
            {name === "time" ? "Show the whole log" : `Clear the ${words[name]}`}: {found}
            {isMore ? " or more" : ""} {found === 1 && !isMore ? "attempt" : "attempts"}
          </Button>
        ))}
        {clearAll}
      </div>
    </EmptyState>
  );
}

function NothingSent(): ReactElement {
  return (
    <EmptyState
      icon="send"
      title="Nothing was sent yet"
      text="Each attempt to reach a webhook gets a row here within a second, with the answer and what it means. Open a webhook and send a test to see the first."
    >
      <div className={classes["hiding"]}>
        <Button component={Link} href="/webhooks" leftSection={<Icon name="webhook" size={16} />}>
          Choose a webhook and send a test
        </Button>
      </div>
    </EmptyState>
  );
}
