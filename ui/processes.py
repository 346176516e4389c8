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
    ready: bool = False
    until: float = 0.0

    def start(self) -> None:
        """Start it, or start it again."""
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.variables})  # noqa: S603 - our own command
        self.ready, self.until = False, time.monotonic() + self.starts_within

    @property
    def ended(self) -> bool:
        """Whether it ran and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def look(self) -> bool:
        """Whether it has become ready; Failed when it has ended instead, or takes too long."""
        if self.ready:
            return True
        if self.ended:
            raise Failed(f"{self.name} could not start.", "What it said is above.")
        self.ready = _answers(self.health)
        if not self.ready and time.monotonic() > self.until:
            raise Failed(f"{self.name} was not ready within {self.starts_within:g} seconds.", "Run `ethics-desk doctor`.")
        return self.ready


def run(children: Sequence[Child], ready: Callable[[], None], again: Callable[[Child], None]) -> None:
    """Start all, say when they are ready, and start again what ends by itself, until an exception ends them all.

    Failed when one does not become ready; `again` is told of each that is started anew.
    """
    told = False
    try:
        for child in children:
            child.start()
        while True:
            # None is waited for alone: another may end meanwhile.
            for child in children:
                if child.ready and child.ended:
                    again(child)
                    child.start()
                child.look()
            if not told and all(child.ready for child in children):
                ready()
                told = True
            time.sleep(_LOOKS_EVERY)
    finally:
        end([child.process for child in children if child.process is not None])


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End all of them, gently first; what still runs when that takes too long, or when this is interrupted, is killed."""
    try:
        for process in processes:
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDS_WITHIN)
    finally:
        for process in processes:
            process.kill()
            process.wait()


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
