// Verifies an Overten webhook with Node alone. Gives the event, or throws and says why not.
//
//   body     the bytes as they arrived; JSON that was parsed and written anew has another signature
//   headers  names in lower case, as request.headers has them
//   secret   the subscription's secret, whsec_ included: the whole of it is the key
import { createHmac, timingSafeEqual } from "node:crypto";

export function verify(body, headers, secret, nowS = Math.floor(Date.now() / 1000)) {
  const signature = headers["x-overten-signature"];
  const timestamp = headers["x-overten-timestamp"];
  if (!signature || !timestamp) throw new Error("X-Overten-Signature or X-Overten-Timestamp is missing");
  if (!/^[0-9]{1,12}$/.test(timestamp)) throw new Error("X-Overten-Timestamp is not a number of seconds");

  const digest = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  const expected = Buffer.from(`sha256=${digest}`);
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error("the signature does not match: wrong secret, or the body was changed");
  }

  const ageS = nowS - Number(timestamp);
  if (Math.abs(ageS) > 300) throw new Error(`the timestamp is ${ageS} seconds old: check this machine's clock`);
  return JSON.parse(body.toString("utf8"));
}
