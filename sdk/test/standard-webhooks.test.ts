// Both ways with the package that Standard Webhooks publishes.
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { sign, verify } from "../src/index.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const body = '{"event":"run.completed","summary":"Zwölf Zeilen — 🦊"}';

test("standardwebhooks accepts what we sign", async () => {
  const timestampS = Math.floor(Date.now() / 1000);
  const headers = await sign({ body, secret, timestampS, id: "evt_1" });
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow("No matching signature found");
});

test("we accept what standardwebhooks signs", async () => {
  const now = new Date();
  const headers = {
    "Webhook-Id": "msg_1",
    "Webhook-Timestamp": String(Math.floor(now.getTime() / 1000)),
    "Webhook-Signature": new Webhook(secret).sign("msg_1", now, body),
  };
  expect(await verify({ body, headers, secret })).toEqual(JSON.parse(body));
  await expect(verify({ body: `${body} `, headers, secret })).rejects.toMatchObject({ code: "no_match" });
});
