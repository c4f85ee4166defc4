import { readFileSync } from "node:fs";

/** The self-signed certificate of the tests with its key, in PEM; as `ca` it trusts itself. README.md beside it lists its names. */
export const testCertificate = {
  cert: readFileSync(new URL("test-only.cert.pem", import.meta.url), "utf8"),
  key: readFileSync(new URL("test-only.key.pem", import.meta.url), "utf8"),
};
