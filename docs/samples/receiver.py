"""A receiver for Overten webhooks, with Python's standard library only.

    OVERTEN_WEBHOOK_SECRET=whsec_... python3 receiver.py 9000

It checks each request, answers at once, and works afterwards: Overten waits at most 15 seconds for an answer, and
sends a webhook again when none came. So the same event may arrive twice; `seen` drops the copies.
"""

import hashlib
import hmac
import json
import os
import queue
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_S = 300
MAX_BODY_BYTES = 1024 * 1024


class NotVerified(Exception):
    """The request did not come from Overten as it is. Says which check failed."""


def verify(body, headers, secret, now_s=None):
    """Returns the event in a webhook, or raises NotVerified.

    body: the bytes as they arrived; JSON that was parsed and written anew has another signature.
    headers: any mapping of header names to text.
    secret: the subscription's secret, whsec_ included: the whole of it is the key.
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    signature = by_name.get("x-overten-signature")
    timestamp = by_name.get("x-overten-timestamp")
    if not signature or not timestamp:
        raise NotVerified("X-Overten-Signature or X-Overten-Timestamp is missing")
    # int() would take "1_0" and " 10 " too.
    if not (timestamp.isascii() and timestamp.isdigit()):
        raise NotVerified("X-Overten-Timestamp is not a number of seconds")

    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    expected = "sha256=" + digest.hexdigest()
    # compare_digest takes the same time whatever differs; == would tell how much of a guess was right.
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise NotVerified("the signature does not match: wrong secret, or the body was changed")

    age_s = int(time.time() if now_s is None else now_s) - int(timestamp)
    if abs(age_s) > TOLERANCE_S:
        raise NotVerified(f"the timestamp is {age_s} seconds old: check this machine's clock")

    return json.loads(body)


class Server(ThreadingHTTPServer):
    # How many connections may wait to be taken. Of the 64 that Overten opens in a burst, the usual 5 would leave most to time out.
    request_queue_size = 128


def make_server(port, secret, on_event, clock=time.time):
    """A server on 127.0.0.1 that calls on_event with each event that verifies. Port 0 takes a free one."""

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits some 40 ms for the acknowledgement of its headers

        def do_POST(self):
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > MAX_BODY_BYTES:
                self.close_connection = True
                return self.answer(413, "send a body with a Content-Length of at most 1 MiB")
            body = self.rfile.read(int(length))
            try:
                event = verify(body, self.headers, secret, clock())
            except NotVerified as reason:
                # Any 4xx is final: Overten does not send this again.
                return self.answer(400, str(reason))
            on_event(event)
            self.answer(200, "ok")

        def answer(self, status, text):
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format, *args):
            pass

    return Server(("127.0.0.1", port), Receiver)


def work(events):
    """Handles events one after another. `seen` is lost at a restart: keep it in your database."""
    seen = set()
    while True:
        event = events.get()
        # Not run_id: one run can have several tasks, each with an event of its own.
        key = (event["task_id"], event["event"])
        if key in seen:
            continue
        seen.add(key)
        if event["event"] == "run.completed":
            print("finished:", event["summary"], event["download_url"], flush=True)
        elif event["event"] == "run.failed":
            print("failed:", event["error"]["code"], event["error"]["message"], flush=True)


def main():
    secret = os.environ.get("OVERTEN_WEBHOOK_SECRET")
    if not secret:
        sys.exit("Set OVERTEN_WEBHOOK_SECRET to the secret that was shown when you made the subscription.")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    events = queue.Queue()
    threading.Thread(target=work, args=(events,), daemon=True).start()
    server = make_server(port, secret, events.put)
    print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
