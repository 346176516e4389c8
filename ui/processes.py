"""The two processes of the web chat: they are started together, looked after, and ended together."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from assistant.errors import EthicsDeskError, InvalidInput

_ENDS_WITHIN = 35
"""Seconds: the desk finishes what is under way, for up to half a minute."""
_LOOKS_EVERY = 0.2


class Failed(EthicsDeskError):
    """A process of the web chat did not start, or ended by itself."""


@dataclass(kw_only=True)
class Child:
    """A process to look after: `name` is what a person calls it, `health` the address that answers once it is ready."""

    name: str
    command: Sequence[str]
    health: str
    starts_within: float
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.variables})  # noqa: S603 - our own command

    @property
    def ended(self) -> bool:
        """Whether it ran and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def wait_until_ready(self) -> None:
        """Wait until it answers; Failed when it ends before, or takes too long."""
        until = time.monotonic() + self.starts_within
        while not _answers(self.health):
            if self.ended:
                raise Failed(f"{self.name} could not start.", "What it said is above.")
            if time.monotonic() > until:
                raise Failed(f"{self.name} was not ready within {self.starts_within:g} seconds.", "Run `ethics-desk doctor`.")
            time.sleep(_LOOKS_EVERY)

    def stop(self) -> None:
        """End it, gently first."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(children: Sequence[Child], ready: Callable[[], None], again: Callable[[Child], None]) -> None:
    """Start all, say when they are ready, and start again what ends by itself, until an exception ends them all.

    Failed when one does not become ready; `again` is told of each that is started anew.
    """
    try:
        for child in children:
            child.start()
        for child in children:
            child.wait_until_ready()
        ready()
        while True:
            time.sleep(_LOOKS_EVERY)
            for child in children:
                if child.ended:
                    again(child)
                    child.start()
                    child.wait_until_ready()
    finally:
        for child in reversed(children):
            child.stop()


def take_port(host: str, port: int) -> None:
    """See whether a port can be had; InvalidInput where it cannot."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(
            f"The web chat cannot listen on port {port} of {host}: {getattr(error, 'strerror', None) or error}.",
            "End the program that listens there, or choose another with --port or ETHICS_DESK_UI_PORT.",
        ) from error


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _answers(health: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(health, timeout=5, trust_env=False).status_code == httpx.codes.OK
    return False
