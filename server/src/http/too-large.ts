import { HttpError } from "./http-error.ts";

/** A 413 that names the limit. */
export function tooLarge(what: string, maxBytes: number): HttpError {
  return new HttpError("payload_too_large", {
    message: `${what} is larger than ${sizeText(maxBytes)}, which is the limit. Send less at once.`,
  });
}

function sizeText(bytes: number): string {
  const mib = bytes / 1024 ** 2;
  return mib >= 1 ? `${mib} MiB` : `${bytes / 1024} KiB`;
}
