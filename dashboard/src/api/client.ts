import {
  ApiError,
  type CallableRouteName,
  type CallInput,
  type CallResult,
  createClient,
  organizationHeader,
  sessionHeader,
} from "@overten/contract";

/** Where the dashboard is, without a slash at the end: assets are one level below it, whatever path a proxy put before. */
export const basePath: string = import.meta.env.DEV ? "" : new URL("..", import.meta.url).pathname.replace(/\/$/, "");

let organizationId: string | null = null;

/** Names the organisation that an operator's session acts for; null for a customer's. */
export function actForOrganization(id: string | null): void {
  organizationId = id;
}

/** What every request to the API carries beside the cookie. */
export function apiHeaders(): Record<string, string> {
  return { [sessionHeader]: "1", ...(organizationId === null ? {} : { [organizationHeader]: organizationId }) };
}

export const apiRoot: string = window.location.origin + basePath;

const client = createClient({ baseUrl: apiRoot, headers: apiHeaders });

type Call = <Name extends CallableRouteName>(name: Name, input: CallInput<Name>) => Promise<CallResult<Name>>;

/** Calls a route of the API as who is signed in. Throws ApiError, or what fetch throws when nobody answers. */
export const call: Call = client.call as Call; // the same, without the input being optional

/** What went wrong, for a person. */
export function problemOf(error: unknown): string {
  if (error instanceof ApiError) {
    const details = error.details.map((detail) => `${detail.path}: ${detail.message}`).slice(1);
    return [error.message, ...details].join(" ");
  }
  return "The server does not answer. Check your connection; the page tries again by itself.";
}
