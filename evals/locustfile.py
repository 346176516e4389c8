"""People who ask questions over HTTP, for locust; `python -m evals.load` runs it.

`ASKS_PER_MINUTE` in the environment says how often each asks; 0 is as fast as answers come.
"""

from __future__ import annotations

import os
import random

import gevent
from locust import FastHttpUser, between, constant, task

from evals.sample import questions

PER_MINUTE = float(os.environ.get("ASKS_PER_MINUTE", "1"))
_QUESTIONS = questions()
# 429 and 503 are answers of a desk that has enough to do; anything else that is not 200 is an error.
_REFUSALS = (429, 503)


class Asker(FastHttpUser):
    """Somebody who asks one question after the other."""

    wait_time = between(30 / PER_MINUTE, 90 / PER_MINUTE) if PER_MINUTE else constant(0)
    connection_timeout = network_timeout = 30.0

    def on_start(self) -> None:
        """Nobody begins at the same moment as the others."""
        if PER_MINUTE:
            gevent.sleep(random.uniform(0, 60 / PER_MINUTE))  # noqa: S311 - no secret hangs on it

    @task
    def ask(self) -> None:
        """Ask one question; a refusal is counted under a name of its own."""
        body = {"question": random.choice(_QUESTIONS)}  # noqa: S311
        with self.client.post("/v1/ask", json=body, name="answered", catch_response=True) as response:
            if response.status_code in _REFUSALS:
                response.request_meta["name"] = f"refused with {response.status_code}"
                response.success()
