import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { apiRoot } from "../../api/client.ts";
import { type InboxRequest, readRequests } from "./read-requests.ts";

const everyMs = 700;

/** Requests of an inbox, newest first. The inbox is on this server and needs no key. */
export function useInbox(name: string): UseQueryResult<InboxRequest[]> {
  return useQuery({
    queryKey: ["inbox", name],
    queryFn: async ({ signal }) => {
      const response = await fetch(`${apiRoot}/inbox/${name}/requests`, { signal });
      if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
      return readRequests(await response.json());
    },
    refetchInterval: everyMs,
  });
}
