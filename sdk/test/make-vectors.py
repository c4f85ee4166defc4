"""Writes vectors.json beside this file: signatures made with Python's hmac, independent of our own signers.

Run: python3 sdk/test/make-vectors.py
"""

import base64
import hashlib
import hmac
import json
import pathlib

COMPLETED = (
    '{"event":"run.completed","run_id":"run_01HXYZ","task_id":"task_01HXYZ","agent_name":"excel_agent_api",'
    '"format":"excel","status":"completed","download_url":"https://files.example.com/r.xlsx",'
    '"edit_url":"https://app.example.com/edit/01HXYZ","summary":"Created a 12-row sales report",'
    '"occurred_at_ms":1713312345678}'
)
FAILED = (
    '{"event":"run.failed","run_id":"run_01HXYZ","task_id":"task_01HXYZ","agent_name":"excel_agent_api",'
    '"format":"excel","error":{"code":"agent_crashed","message":"Der Agent hörte auf \u2014 \U0001f98a"},'
    '"occurred_at_ms":1713312345678}'
)


def secret_of(length: int, first: int) -> str:
    raw = bytes((first + 7 * i) % 256 for i in range(length))
    return "whsec_" + base64.b64encode(raw).decode()


CASES = [
    ("completed", COMPLETED.encode(), secret_of(32, 1), 1713312346),
    ("failed, beyond ASCII", FAILED.encode(), secret_of(32, 99), 1713312346),
    ("white space and escapes stay", b'{ "event" : "run.completed",\r\n\t"summary":"\\u00e9\\/" }\n', secret_of(32, 200), 1713312346),
    ("a byte order mark stays", b"\xef\xbb\xbf" + COMPLETED.encode(), secret_of(32, 3), 1713312346),
    ("not UTF-8", b'{"event":"run.completed","summary":"\xff\xfe\x00"}', secret_of(32, 4), 1713312346),
    ("empty body", b"", secret_of(32, 5), 1713312346),
    ("body of dots and digits", b"1713312346.1713312346.", secret_of(32, 6), 1713312346),
    ("large body", b'{"event":"run.completed","summary":"' + b"x" * 4000 + b'"}', secret_of(32, 7), 1713312346),
    ("secret of 24 bytes, no padding", COMPLETED.encode(), secret_of(24, 8), 1713312346),
    ("secret of 64 bytes", COMPLETED.encode(), secret_of(64, 9), 1713312346),
    ("whole secret longer than a block", COMPLETED.encode(), secret_of(100, 10), 1713312346),
    ("secret with + and /", COMPLETED.encode(), "whsec_" + base64.b64encode(b"\xfb\xef\xff" * 10 + b"\xff\xff").decode(), 1713312346),
    ("first second of 1970", COMPLETED.encode(), secret_of(32, 11), 0),
    ("after 2038", COMPLETED.encode(), secret_of(32, 12), 4102444800),
]


def vector(name: str, body: bytes, secret: str, timestamp_s: int) -> dict:
    webhook_id = "evt_01K8YQ5V8Z2J6T4C9W3N7B1M5D"
    native = hmac.new(secret.encode(), f"{timestamp_s}.".encode() + body, hashlib.sha256).hexdigest()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    standard = hmac.new(key, f"{webhook_id}.{timestamp_s}.".encode() + body, hashlib.sha256).digest()
    return {
        "name": name,
        "secret": secret,
        "timestamp_s": timestamp_s,
        "webhook_id": webhook_id,
        "body_base64": base64.b64encode(body).decode(),
        "x_overten_signature": "sha256=" + native,
        "webhook_signature": "v1," + base64.b64encode(standard).decode(),
    }


target = pathlib.Path(__file__).with_name("vectors.json")
target.write_text(json.dumps([vector(*case) for case in CASES], indent=2) + "\n")
