"""The processes of the web chat: none is waited for alone, and none is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.ui.desks import free_port
from ui.command import _address, _console
from ui.processes import Child, Failed, end, run
from ui.settings import UiSettings

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
time.sleep(600)
"""
Make = Callable[..., Child]


@pytest.fixture
def child() -> Iterator[Make]:
    """Makes a process that runs some Python and never answers; whatever a test leaves of it is killed."""
    made: list[Child] = []

    def make(code: str, starts_within: float = 60) -> Child:
        port = free_port()
        made.append(Child(name="It", command=[sys.executable, "-c", code], health=f"http://127.0.0.1:{port}", starts_within=starts_within))
        return made[-1]

    yield make
    for process in [c.process for c in made if c.process is not None]:
        process.kill()
        process.wait()


def unwanted(*_: object) -> None:
    """What must not be told."""
    raise AssertionError


def test_one_that_cannot_start_ends_the_others_at_once(child: Make) -> None:
    """Although the first is still getting ready and would be for long."""
    slow, broken = child("import time; time.sleep(600)", 600), child("raise SystemExit(1)")
    broken.name = "The other one"
    with pytest.raises(Failed, match="The other one could not start"):
        run([slow, broken], unwanted, unwanted)
    assert slow.ended


def test_one_that_is_never_ready_is_given_up(child: Make) -> None:
    """With the time that it had."""
    slow = child("import time; time.sleep(600)", 0.1)
    with pytest.raises(Failed, match=r"was not ready within 0\.1 seconds"):
        run([slow], unwanted, unwanted)
    assert slow.ended


def test_a_second_signal_leaves_nothing_running() -> None:
    """Whoever presses Ctrl+C again will not wait, and no process stays behind."""
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout is not None
        assert stubborn.stdout.readline() == b"here\n"
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            with pytest.raises(KeyboardInterrupt):
                end([stubborn])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert stubborn.returncode == -signal.SIGKILL


def test_an_address_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Also one with letters in brackets, which could be taken for a style."""
    _console.print(_address(UiSettings(host="fd00::1", port=8501)))
    assert capsys.readouterr().out == "http://[fd00::1]:8501\n"
