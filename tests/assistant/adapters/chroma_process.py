"""A real Chroma server in a process of its own on loopback, and a relay before it that notes what is sent there.

with ChromaProcess(folder) as chroma, Relay(chroma.port) as relay:
    ...  # ask chroma.url directly, or relay.url
    assert b"secret" not in relay.sent
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

import httpx

from assistant.adapters.index_chroma_server import ChromaServer

_STARTED_WITHIN = 60.0
_RUN = "from chromadb.cli.cli import app; app()"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class ChromaProcess:
    """`chroma run` over a folder, which outlives it; `stop` and `start` may be called again and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def server(self) -> ChromaServer:
        """It, as the product knows it."""
        return ChromaServer(url=self.url)

    @property
    def collections(self) -> list[str]:
        """The names of its collections."""
        path = "/api/v2/tenants/default_tenant/databases/default_database/collections"
        return sorted(c["name"] for c in httpx.get(self.url + path).json())

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-c", _RUN, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        environment = os.environ | {"ANONYMIZED_TELEMETRY": "False"}
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        end = monotonic() + _STARTED_WITHIN
        while True:
            with suppress(httpx.TransportError):
                httpx.get(f"{self.url}/api/v2/heartbeat").raise_for_status()
                return
            assert self._process.poll() is None, "the server has ended"
            assert monotonic() < end, "the server does not answer"
            sleep(0.1)

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class Relay:
    """Hands bytes on to a port of this machine and back; `sent` is all that callers sent, `connections` how many they made."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self.sent = b""
        self.connections = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self.connections += 1
                target = socket.create_connection(("127.0.0.1", self._port))
                for source, sink, noted in ((caller, target, True), (target, caller, False)):
                    thread = threading.Thread(target=self._hand_on, args=(source, sink, noted))
                    self._threads.append(thread)
                    thread.start()

    def _hand_on(self, source: socket.socket, sink: socket.socket, noted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if noted:
                    with self._lock:
                        self.sent += data
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        if not noted:
            # The server's last byte is the end of both directions.
            for end in (source, sink):
                end.close()

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Closing alone does not wake a thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)
