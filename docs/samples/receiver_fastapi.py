"""The same receiver with FastAPI.

    pip install fastapi uvicorn
    OVERTEN_WEBHOOK_SECRET=whsec_... uvicorn --factory receiver_fastapi:make_app_from_environment --port 9000
"""

import os
import time

from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import PlainTextResponse

from receiver import NotVerified, verify


def handle(event):
    """Your work goes here. It runs after the answer; the same event may come twice, see receiver.py."""
    print(event["event"], event["task_id"], flush=True)


def make_app(secret, on_event=handle, clock=time.time):
    app = FastAPI()

    @app.post("/{path:path}")
    async def receive(request: Request, background: BackgroundTasks):
        # The raw bytes. A model as parameter would parse them, and the signature is over the bytes.
        body = await request.body()
        try:
            event = verify(body, request.headers, secret, clock())
        except NotVerified as reason:
            return PlainTextResponse(str(reason), status_code=400)
        background.add_task(on_event, event)
        return PlainTextResponse("ok")

    return app


def make_app_from_environment():
    return make_app(os.environ["OVERTEN_WEBHOOK_SECRET"])
