import type { CallResult } from "@overten/contract";
import type { ReactElement } from "react";
import { useChange, useRows } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { ApiKeysPanel } from "../../parts/api-keys-panel.tsx";

const keysOf = (page: CallResult<"listApiKeys">) => page.api_keys;

/** The keys of the organisation that is shown. */
export function ApiKeys(): ReactElement {
  const { canChange, api_key } = useSession();
  const keys = useRows("listApiKeys", { query: { limit: 100 } }, { rowsOf: keysOf, fill: 1000 });
  const create = useChange("createApiKey", { reread: ["listApiKeys"] });
  const revoke = useChange("deleteApiKey", { reread: ["listApiKeys", "getSession"] });
  return (
    <ApiKeysPanel
      keys={keys}
      ownKeyId={api_key?.key_id ?? null}
      canChange={canChange}
      created={create.data}
      create={{ ...create, run: (body, onDone) => create.mutate({ body }, { onSuccess: onDone }) }}
      revoke={{
        ...revoke,
        run: (key_id, onDone) => revoke.mutate({ params: { key_id } }, { onSuccess: onDone }),
      }}
    />
  );
}
