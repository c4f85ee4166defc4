import type { Attempt, DeliveryDetail } from "@overten/contract";
import { type ReactElement, useState } from "react";
import { useSession } from "../../api/session.tsx";
import { CodeBlock } from "../../parts/code-block.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { duration } from "../../parts/relative-time.ts";
import { absoluteTime } from "../../parts/when.tsx";
import { Verdict } from "../../parts/verdict.tsx";
import { CheckSignature } from "./check-signature.tsx";
import classes from "./delivery-page.module.css";
import { curlOf, headersOf, requestOf, type Signatures } from "./signed-request.ts";

const unknown: Signatures = {
  native: "sha256=… (made from the secret; enter it below to see it)",
  standard: "v1,… (likewise)",
};

/** One attempt: what it means, what was sent, what came back. */
export function AttemptDetail(props: { delivery: DeliveryDetail; attempt: Attempt }): ReactElement {
  const { delivery, attempt } = props;
  const { canChange } = useSession();
  const [signatures, setSignatures] = useState<Signatures | null>(null);
  const request = requestOf(delivery, attempt);
  return (
    <>
      <Verdict attempt={attempt} of={delivery.attempts.length} />
      <div className={classes["columns"]}>
        <Panel
          title="Request"
          actions={
            request === null ? null : (
              <CopyButton
                text={curlOf(request, { isWhole: canChange })}
                what="the request as curl"
                label="Copy as curl"
              />
            )
          }
        >
          {request === null ? (
            <p className={classes["soft"]}>Nothing was sent in this attempt.</p>
          ) : (
            <div className={classes["stack"]}>
              <CodeBlock
                title="Headers"
                what="the headers"
                wraps
                text={[
                  `POST ${request.url}`,
                  ...headersOf(request, signatures ?? unknown).map(([name, value]) => `${name}: ${value}`),
                ].join("\n")}
              />
              <CodeBlock
                title={canChange ? "Body, exactly as signed" : "Body, without the link that takes prompts"}
                what="the body"
                text={request.body}
                wraps
              />
            </div>
          )}
        </Panel>
        <div className={classes["stack"]}>
          <Answer attempt={attempt} />
          {request === null ? null : (
            <Panel title="Check a signature">
              <CheckSignature request={request} onSigned={setSignatures} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

function Answer(props: { attempt: Attempt }): ReactElement {
  const { attempt } = props;
  const headers = Object.entries(attempt.response_headers).map(([name, value]) => `${name}: ${value}`);
  const began = absoluteTime(attempt.started_at);
  return (
    <Panel title="Answer">
      <div className={classes["stack"]}>
        <div>
          <p>
            <strong>{attempt.http_status === null ? "No answer" : `HTTP ${attempt.http_status}`}</strong>
            {attempt.error_code === null ? "" : ` · ${attempt.error_code}`} after {duration(attempt.latency_ms)}
          </p>
          {/* In full: it is what the log of the receiver is searched for. */}
          <p className={classes["soft"]}>
            Begun <time dateTime={attempt.started_at}>{began.local}</time>, which is {began.utc}.
          </p>
        </div>
        {headers.length === 0 ? null : (
          <CodeBlock
            title="Headers that the log keeps"
            what="the headers of the answer"
            text={headers.join("\n")}
            wraps
          />
        )}
        {attempt.response_body === null || attempt.response_body === "" ? (
          <p className={classes["soft"]}>{attempt.http_status === null ? "" : "The answer had no body."}</p>
        ) : (
          <CodeBlock
            title={attempt.response_truncated ? "Body, its first 1 KB" : "Body"}
            what="the body of the answer"
            text={attempt.response_body}
            wraps
          />
        )}
        {attempt.response_truncated ? (
          <p className={classes["cut"]}>Cut here: the answer had more than the log keeps.</p>
        ) : null}
      </div>
    </Panel>
  );
}
