import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { useSession } from "../../api/session.tsx";
import { Icon } from "../../parts/icon.tsx";
import classes from "./delivery-page.module.css";
import {
  compareSignature,
  isSecret,
  sign,
  type SignatureCheck,
  type SignedRequest,
  type Signatures,
} from "./signed-request.ts";

const shownWhere: Record<SignedRequest["secretOf"], string> = {
  webhook: "was shown once, when the webhook was created",
  organisation: "stands under Settings",
};

/** Makes the signatures of a request again from a secret, in this page alone. */
export function CheckSignature(props: {
  request: SignedRequest;
  onSigned: (signatures: Signatures) => void;
}): ReactElement {
  const { request, onSigned } = props;
  const { canChange } = useSession();
  const [secret, setSecret] = useState("");
  const [received, setReceived] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<{ signatures: Signatures; check: SignatureCheck | null } | null>(null);
  if (!window.isSecureContext) {
    return (
      <p className={classes["soft"]}>
        Browsers sign on https and localhost only. Open the dashboard there to check a signature in this page.
      </p>
    );
  }
  if (!canChange) {
    return (
      <p className={classes["soft"]}>
        Your key may only read, so the body shown is without the link that takes prompts, and no signature fits it.
        Check one with an admin's key.
      </p>
    );
  }
  const submit = async (): Promise<void> => {
    setMade(null);
    if (!isSecret(secret.trim())) {
      setProblem(`This is no webhook secret: it begins with whsec_ and ${shownWhere[request.secretOf]}.`);
      return;
    }
    try {
      const signatures = await sign(secret.trim(), request);
      setProblem(null);
      setMade({ signatures, check: received.trim() === "" ? null : compareSignature(received, signatures) });
      onSigned(signatures);
    } catch {
      setProblem("This secret is damaged: what follows whsec_ is not base64. Copy it again, whole.");
    }
  };
  return (
    <form
      className={classes["stack"]}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className={classes["soft"]}>
        Enter the secret of {request.secretOf === "webhook" ? "this webhook" : "the organisation"}, and the signature
        that your server received or computed. The secret stays in this page: it is neither sent nor kept.
      </p>
      <div className={classes["check"]}>
        <PasswordInput
          label="Secret"
          placeholder="whsec_…"
          autoComplete="off"
          value={secret}
          error={problem}
          onChange={(event) => setSecret(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the secret" }}
        />
        <TextInput
          label="Signature to check (optional)"
          placeholder="sha256=… or v1,…"
          autoComplete="off"
          spellCheck={false}
          value={received}
          onChange={(event) => setReceived(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Check
        </Button>
      </div>
      <div role="status">{made === null ? null : <Result {...made} />}</div>
    </form>
  );
}

function Result(props: { signatures: Signatures; check: SignatureCheck | null }): ReactElement {
  const { signatures, check } = props;
  return (
    <div className={classes["stack"]}>
      {check === null ? (
        <p>With this secret, attempt and body, the signatures are:</p>
      ) : check.outcome === "matches" ? (
        <p className={classes["good"]}>
          <Icon name="check" size={16} /> It matches {check.scheme}.
        </p>
      ) : (
        <p className={classes["bad"]}>
          <Icon name="cross" size={16} />
          {check.outcome === "differs" ? "It does not match. " : "It has not the shape of a signature. "}
          {check.mend}
        </p>
      )}
      <code className={classes["signature"]}>{signatures.native}</code>
      <code className={classes["signature"]}>{signatures.standard}</code>
    </div>
  );
}
