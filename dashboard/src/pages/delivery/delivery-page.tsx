import type { DeliveryDetail } from "@overten/contract";
import type { ReactElement } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { useLiveAttempts } from "../../api/live-attempts.tsx";
import { useRead } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { LoadingRows } from "../../parts/loading-rows.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Panel } from "../../parts/panel.tsx";
import { notify } from "../../parts/toasts.tsx";
import { useShortcut } from "../../shell/shortcuts.tsx";
import { AttemptDetail } from "./attempt-detail.tsx";
import { DeliveryFacts } from "./delivery-facts.tsx";
import classes from "./delivery-page.module.css";
import { DeliveryState } from "./delivery-state.tsx";
import { whyNotResend } from "./ending.ts";
import { ResendButton } from "./resend-button.tsx";
import { useResend } from "./resend.ts";
import { Timeline } from "./timeline.tsx";

/** In case the stream is away while something is still to come. */
const lookEveryMs = 2000;

/** `/deliveries/{id}`: one event on its way to one destination: how it stands, why, and what was said on both sides. */
export function DeliveryPage(): ReactElement {
  const { deliveryId } = useParams<{ deliveryId: string }>();
  const found = useRead("getDelivery", { params: { delivery_id: deliveryId } }, { everyMs: lookEveryMs });
  const { canChange } = useSession();
  const { resend, isSending } = useResend();
  useLiveAttempts((attempt) => {
    if (attempt.delivery_id === deliveryId) void found.refetch();
  });
  const delivery = found.data;
  const whyNot = delivery === undefined ? null : whyNotResend(delivery);
  const resendOrSay = (): void => {
    if (whyNot === null) resend(deliveryId);
    else notify({ tone: "bad", text: whyNot });
  };
  useShortcut("r", "Resend this delivery", resendOrSay);
  const above = <Link href="/deliveries">Delivery log</Link>;
  if (delivery === undefined) {
    return (
      <>
        <PageHeader above={above} title="Delivery" />
        <Panel flush>
          {found.error === null ? (
            <LoadingRows what="the delivery" rows={5} />
          ) : (
            <ErrorState what="the delivery" error={found.error} retry={() => void found.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return (
    <div className={classes["stack"]}>
      <PageHeader
        above={above}
        title={`${delivery.event} to ${hostOf(delivery.url)}`}
        text={<DeliveryState delivery={delivery} />}
      >
        {canChange ? <ResendButton whyNot={whyNot} isSending={isSending} onPress={resendOrSay} /> : null}
      </PageHeader>
      <Attempts delivery={delivery} />
      <DeliveryFacts delivery={delivery} />
    </div>
  );
}

function Attempts(props: { delivery: DeliveryDetail }): ReactElement {
  const { delivery } = props;
  const [search, setSearch] = useSearchParams();
  const wanted = Number(search.get("attempt"));
  const chosen = delivery.attempts.find(({ attempt }) => attempt === wanted) ?? delivery.attempts.at(-1);
  return (
    <>
      <Panel title="Timeline" flush>
        <Timeline
          delivery={delivery}
          chosen={chosen?.attempt ?? null}
          choose={(attempt) => setSearch({ attempt: String(attempt) }, { replace: true })}
        />
      </Panel>
      {chosen === undefined ? (
        <Panel>
          <p role="status">{nothingYet(delivery)}</p>
        </Panel>
      ) : (
        <AttemptDetail key={chosen.attempt_id} delivery={delivery} attempt={chosen} />
      )}
    </>
  );
}

function nothingYet(delivery: DeliveryDetail): string {
  return delivery.status === "pending"
    ? "The first attempt is on its way; its answer appears here by itself."
    : "Nothing was sent.";
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
