import { useLocation } from "wouter";
import { problemOf } from "../../api/client.ts";
import { useChange } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { notify } from "../../parts/toasts.tsx";

/** Sends the event of a delivery again, and goes to the new delivery. */
export function useResend(): { resend: (deliveryId: string) => void; isSending: boolean } {
  const { canChange } = useSession();
  const [, navigate] = useLocation();
  const change = useChange("resendDelivery", {
    reread: ["getDelivery"],
    onDone: (started) => {
      notify({ tone: "ok", text: "Sent again as a new delivery: same event, fresh schedule." });
      navigate(`/deliveries/${started.delivery_id}`);
    },
  });
  return {
    isSending: change.isPending,
    resend: (deliveryId) => {
      if (!canChange) {
        notify({ tone: "bad", text: "Sending again needs a key with the role admin." });
        return;
      }
      if (change.isPending) return;
      change.mutate(
        { params: { delivery_id: deliveryId }, body: {} },
        { onError: (error) => notify({ tone: "bad", text: problemOf(error) }) },
      );
    },
  };
}
