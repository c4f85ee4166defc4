// The check of a signature, ready to paste. tests/receivers runs each as it stands here against requests that were really sent.

interface CodeSample {
  language: string;
  code: string;
}

/** Code that verifies the requests of a webhook with this secret, by language. */
export function verificationCode(secret: string): readonly CodeSample[] {
  return [
    { language: "Node", code: node(secret) },
    { language: "Python", code: python(secret) },
    { language: "SDK", code: sdk(secret) },
  ];
}

const node = (secret: string): string => `import { createHmac, timingSafeEqual } from "node:crypto";

// Better kept in your environment than in code.
const secret = process.env.OVERTEN_WEBHOOK_SECRET ?? "${secret}";

// body: the raw bytes of the request. headers: as request.headers has them.
export function verify(body, headers) {
  const timestamp = headers["x-overten-timestamp"] ?? "";
  const given = Buffer.from(headers["x-overten-signature"] ?? "");
  const digest = createHmac("sha256", secret).update(\`\${timestamp}.\`).update(body).digest("hex");
  const expected = Buffer.from(\`sha256=\${digest}\`);
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || !isFresh) {
    throw new Error("not a webhook of Overten: answer 400");
  }
  return JSON.parse(body.toString("utf8"));
}
`;

const python = (secret: string): string => `import hashlib, hmac, json, os, time

# Better kept in your environment than in code.
SECRET = os.environ.get("OVERTEN_WEBHOOK_SECRET", "${secret}")

# body: the raw bytes of the request. headers: names in lower case.
def verify(body, headers):
    timestamp = headers.get("x-overten-timestamp", "")
    digest = hmac.new(SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    # As bytes: of text, compare_digest takes ASCII alone.
    given = headers.get("x-overten-signature", "").encode()
    matches = hmac.compare_digest(f"sha256={digest}".encode(), given)
    if not matches or abs(time.time() - int(timestamp)) > 300:
        raise ValueError("not a webhook of Overten: answer 400")
    return json.loads(body)
`;

const sdk = (
  secret: string,
): string => `// Not on npm yet: in a checkout of Overten npm pack -w sdk makes the file to install.
import { verify } from "@overten/webhooks";

// Better kept in your environment than in code.
const secret = process.env.OVERTEN_WEBHOOK_SECRET ?? "${secret}";

// request: a web Request, unread. Throws with the check that failed and its mend.
const event = await verify({ body: await request.arrayBuffer(), headers: request.headers, secret });
`;
