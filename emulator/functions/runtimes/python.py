"""Runs one Python function once: python.py <folder> <module.function> <milliseconds it may take>.

The event comes on standard input; the answer goes, as one line of JSON, to file descriptor 3.
Standard output and error belong to the function.
"""

import importlib
import json
import os
import signal
import sys
import time
import traceback
import uuid

ANSWER = 3


class Context:
    """What Lambda hands a handler beside the event."""

    function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
    function_version = "$LATEST"
    invoked_function_arn = os.environ.get("FUNCTION_ARN")
    memory_limit_in_mb = "512"
    log_group_name = f"/aws/lambda/{function_name}"
    log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
    identity = None
    client_context = None

    def __init__(self, limit):
        self.aws_request_id = str(uuid.uuid4())
        self._deadline = time.monotonic() + limit

    def get_remaining_time_in_millis(self):
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def answer(value):
    # The emulator may end this process as soon as it has the answer.
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    text = (json.dumps(value) + "\n").encode()
    while text:
        text = text[os.write(ANSWER, text) :]


def main(folder, handler, milliseconds):
    limit = int(milliseconds) / 1000
    if hasattr(signal, "setitimer"):
        # The emulator kills a function that takes too long. This is for the case that the emulator itself was killed.
        signal.setitimer(signal.ITIMER_REAL, limit + 1)
    event = json.loads(sys.stdin.read())
    sys.path.insert(0, folder)
    sys.path = [entry for entry in sys.path if os.path.abspath(entry or ".") != os.path.dirname(os.path.abspath(__file__))]
    module, _, name = handler.rpartition(".")
    run = getattr(importlib.import_module(module.replace("/", ".")), name)
    answer({"result": run(event, Context(limit))})


if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except BaseException:
        answer({"error": traceback.format_exc()[-4096:]})
        sys.exit(1)
