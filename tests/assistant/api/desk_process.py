"""`ethics-desk api` in a process of its own, as an organisation runs it.

with DeskProcess(data, ETHICS_DESK_API_WORKERS="2") as desk:
    ...  # ask desk.url
    desk.process.send_signal(SIGTERM)
    assert desk.ended() == 0
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

import httpx

from tests.assistant.adapters.chroma_process import free_port

_READY_WITHIN = 200.0


class DeskProcess:
    """The API over a data folder, with these variables set; what it writes is kept in files beside the data."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Without certificates, which take longer to load than a request takes.
        self.client = httpx.Client(base_url=self.url, timeout=30, verify=False)  # noqa: S501 - no TLS on loopback
        self.arguments = ["api"]
        self._data = data
        self._variables = {"ETHICS_DESK_DATA": str(data), "ETHICS_DESK_API_PORT": str(self.port), "HF_HUB_OFFLINE": "1", **variables}
        self._written = data / f"written-{self.port}"

    def start(self) -> None:
        """Start it."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ETHICS_DESK_", "OTEL_"))}
        with self._written.open("wb") as written:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assistant", *self.arguments],
                stdout=written,
                stderr=subprocess.STDOUT,
                env=inherited | self._variables,
            )

    def wait_until_ready(self) -> None:
        """Wait until it answers questions; AssertionError when it ends before."""
        end = monotonic() + _READY_WITHIN
        while self.status("/health/ready") != 200:
            assert self.process.poll() is None, self.written
            assert monotonic() < end, self.written
            sleep(0.5)  # each look costs the process that is getting ready

    def status(self, path: str) -> int:
        """The status of a path, 0 where nobody answers."""
        with suppress(httpx.TransportError):
            return self.client.get(path).status_code
        return 0

    def ended(self, seconds: float = 60.0) -> int:
        """Wait for its end; the exit code."""
        return self.process.wait(seconds)

    @property
    def written(self) -> str:
        """All it has written to standard output and standard error so far."""
        return self._written.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the log, each a JSON object."""
        return [json.loads(line) for line in self.written.splitlines()]

    def __enter__(self) -> Self:
        self.start()
        with ExitStack() as unready:
            # Also where the test is broken off: nothing that was started is left running.
            unready.callback(self._kill)
            self.wait_until_ready()
            unready.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            finally:
                self._kill()

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait()
