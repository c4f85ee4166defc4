"""Checks the sample receivers against requests as a server sent them.

    python3 test_receiver.py captured.jsonl

Each line of the file is one request: {"headers": {...}, "body_base64": "...", "secret": "whsec_..."}.
Every one must verify, and no changed copy of it may. What needs a package runs when the package is installed;
the last lines say what ran. Exits with 1 when a check failed, with 2 when there was nothing to check.
"""

import asyncio
import base64
import http.client
import importlib.metadata
import importlib.util
import json
import socket
import sys
import threading
import time

import receiver

failures = []


def check(ok, what):
    if not ok:
        failures.append(what)
        print("FAILED:", what)


NEEDED_HEADERS = {
    "x-overten-signature",
    "x-overten-timestamp",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
}


def read_requests(path):
    requests = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row = json.loads(line)
            headers = {
                name.lower(): value if isinstance(value, str) else ", ".join(value)
                for name, value in row["headers"].items()
            }
            missing = NEEDED_HEADERS - headers.keys()
            if missing:
                sys.exit(f"line {number}: the request has no {', '.join(sorted(missing))}")
            requests.append((f"line {number}", headers, base64.b64decode(row["body_base64"]), row["secret"]))
    return requests


def swap_last(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def changed_copies(headers, body, secret):
    """Copies of a request that no receiver may take: (what was done, headers, body, secret)."""
    signature, timestamp = headers["x-overten-signature"], headers["x-overten-timestamp"]
    flipped = bytes([body[0] ^ 1]) + body[1:] if body else b"x"

    def with_headers(**values):
        new = {**headers, **{name.replace("_", "-"): value for name, value in values.items()}}
        return {name: value for name, value in new.items() if value is not None}

    yield "one bit of the body changed", headers, flipped, secret
    yield "a byte after the body", headers, body + b" ", secret
    yield "another signature", with_headers(x_overten_signature=swap_last(signature)), body, secret
    yield "no signature", with_headers(x_overten_signature=None), body, secret
    yield "an empty signature", with_headers(x_overten_signature=""), body, secret
    yield "a later timestamp", with_headers(x_overten_timestamp=str(int(timestamp) + 1)), body, secret
    yield "letters after the timestamp", with_headers(x_overten_timestamp=timestamp + "abc"), body, secret
    yield "no timestamp", with_headers(x_overten_timestamp=None), body, secret
    yield "another secret", headers, body, secret[:-2] + ("A=" if secret[-2] != "A" else "E=")


def check_verify(requests):
    def verifies(body, headers, secret, now_s):
        try:
            event = receiver.verify(body, headers, secret, now_s)
        except receiver.NotVerified:
            return False
        return event == json.loads(body)

    for name, headers, body, secret in requests:
        sent_s = int(headers["x-overten-timestamp"])
        check(verifies(body, headers, secret, sent_s), f"{name}: verify")
        check(verifies(body, headers, secret, sent_s + 300), f"{name}: verify, 300 s later")
        check(not verifies(body, headers, secret, sent_s + 301), f"{name}: refused 301 s later")
        check(not verifies(body, headers, secret, sent_s - 301), f"{name}: refused 301 s earlier")
        for what, other_headers, other_body, other_secret in changed_copies(headers, body, secret):
            check(not verifies(other_body, other_headers, other_secret, sent_s), f"{name}: refused with {what}")


# What belongs to the connection is made anew when a request is sent again.
CONNECTION_HEADERS = {"host", "connection", "content-length", "transfer-encoding", "keep-alive"}


def check_http_server(requests):
    for name, headers, body, secret in requests:
        sent_s = int(headers["x-overten-timestamp"])
        events = []
        server = receiver.make_server(0, secret, events.append, clock=lambda: sent_s)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)

        def post(headers, body):
            sent = {key: value for key, value in headers.items() if key not in CONNECTION_HEADERS}
            connection.request("POST", "/hook", body, sent)
            answer = connection.getresponse()
            answer.read()
            return answer.status

        check(post(headers, body) == 200, f"{name}: http.server answers 200")
        for what, other_headers, other_body, other_secret in changed_copies(headers, body, secret):
            if other_secret == secret:
                check(post(other_headers, other_body) == 400, f"{name}: http.server answers 400 with {what}")
        check(events == [json.loads(body)], f"{name}: http.server hands on exactly the genuine event")
        connection.close()
        server.shutdown()
        server.server_close()


def check_crowd(_requests):
    """Overten has up to 64 requests to one receiver under way, and a burst opens them all at once."""
    server = receiver.make_server(0, "whsec_", on_event=None)  # listens, but nobody takes the connections yet
    opened = []
    try:
        for _ in range(64):
            opened.append(socket.create_connection(("127.0.0.1", server.server_port), timeout=0.5))
    except OSError:
        pass  # the queue is full
    check(len(opened) == 64, f"http.server lets 64 connections wait, not {len(opened)}")
    for connection in opened:
        connection.close()
    server.server_close()


async def post_to_app(app, headers, body):
    """One request to an ASGI application without a socket; gives the status."""
    statuses = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/hook",
        "raw_path": b"/hook",
        "root_path": "",
        "query_string": b"",
        "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    return statuses[0]


def check_fastapi(requests):
    from receiver_fastapi import make_app

    for name, headers, body, secret in requests:
        sent_s = int(headers["x-overten-timestamp"])
        events = []
        app = make_app(secret, on_event=events.append, clock=lambda: sent_s)
        check(asyncio.run(post_to_app(app, headers, body)) == 200, f"{name}: FastAPI answers 200")
        for what, other_headers, other_body, other_secret in changed_copies(headers, body, secret):
            if other_secret == secret:
                status = asyncio.run(post_to_app(app, other_headers, other_body))
                check(status == 400, f"{name}: FastAPI answers 400 with {what}")
        check(events == [json.loads(body)], f"{name}: FastAPI hands on exactly the genuine event")


def check_standardwebhooks(requests):
    """Its verify reads the clock, so old captures are signed again with the package and compared instead."""
    from datetime import datetime, timezone

    from standardwebhooks import Webhook, WebhookVerificationError

    def verifies(webhook, text, headers):
        try:
            return webhook.verify(text, headers) == json.loads(text)
        except WebhookVerificationError:
            return False

    verified = 0
    for name, headers, body, secret in requests:
        webhook = Webhook(secret)
        text = body.decode()
        sent_s = int(headers["webhook-timestamp"])
        signed = webhook.sign(headers["webhook-id"], datetime.fromtimestamp(sent_s, timezone.utc), text)
        check(signed in headers["webhook-signature"].split(" "), f"{name}: standardwebhooks signs the same")
        if abs(time.time() - sent_s) > 240:
            continue
        verified += 1
        check(verifies(webhook, text, headers), f"{name}: standardwebhooks verifies")
        check(not verifies(webhook, text + " ", headers), f"{name}: standardwebhooks refuses a changed body")
    return f"{verified} of {len(requests)} young enough for its verify, all compared with its sign"


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 test_receiver.py captured.jsonl")
    requests = read_requests(sys.argv[1])
    if not requests:
        print("There is no request in the file.")
        sys.exit(2)

    checks = [
        ("verify (standard library)", None, check_verify),
        ("http.server receiver", None, check_http_server),
        ("http.server receiver with a crowd", None, check_crowd),
        ("FastAPI receiver", "fastapi", check_fastapi),
        ("standardwebhooks package", "standardwebhooks", check_standardwebhooks),
    ]
    for title, package, run in checks:
        if package is not None and importlib.util.find_spec(package) is None:
            print(f"not run: {title}: {package} is not installed")
            continue
        version = "" if package is None else f", {importlib.metadata.version(package)}"
        note = run(requests)
        print(f"ran: {title}{version}: {len(requests)} requests" + (f" ({note})" if note else ""))

    if failures:
        print(f"{len(failures)} checks failed")
        sys.exit(1)
    print("all checks passed")


if __name__ == "__main__":
    main()
