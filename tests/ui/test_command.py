"""`ethics-desk ui`: both processes, one address, and an end that leaves nothing running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import wait_until
from tests.ui.desks import free_port

pytestmark = pytest.mark.slow


@contextmanager
def started(written: Path, port: int, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process of its own; what it writes goes to a file."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ETHICS_DESK_")}
    with written.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=inherited | {"HF_HUB_OFFLINE": "1"} | variables,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that it has started."""
    return [int(p) for p in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    """Whether a process runs, and is no mere remainder of one that has ended."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the processes as Linux tells them")
def test_it_serves_looks_after_the_desk_and_ends_with_it(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    """One address is printed; a desk that dies is started again; a signal ends both processes."""
    port, written = free_port(), tmp_path / "written"
    with started(written, port, ETHICS_DESK_DATA=str(settings.data)) as process:
        wait_until(lambda: "Ctrl+C ends it" in written.read_text() or process.poll() is not None, 200)
        assert re.findall(r"http://\S+", written.read_text()) == [f"http://127.0.0.1:{port}"]
        assert httpx.get(f"http://127.0.0.1:{port}").status_code == 200
        first = children(process)
        os.kill(first[0], signal.SIGKILL)
        wait_until(lambda: "it is started again" in written.read_text(), 60)
        wait_until(lambda: len(children(process)) == 2 and children(process) != first, 60)
        second = children(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
    assert not any(alive(pid) for pid in {*first, *second})
    assert "Traceback" not in written.read_text()


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    """Before anything is started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(tmp_path / "written", port) as process:
            assert process.wait(60) == 1
    written = (tmp_path / "written").read_text()
    assert f"The web chat cannot listen on port {port} of 127.0.0.1" in written
    assert "ETHICS_DESK_UI_PORT" in written
    assert "Traceback" not in written


def test_a_desk_that_cannot_start_is_told(tmp_path: Path) -> None:
    """What the desk said stands above, and nothing is left running."""
    with started(tmp_path / "written", free_port(), ETHICS_DESK_KEEP_DAYS="many", ETHICS_DESK_DATA=str(tmp_path)) as process:
        assert process.wait(60) == 1
    written = (tmp_path / "written").read_text()
    assert "ETHICS_DESK_KEEP_DAYS" in written
    assert "The desk could not start" in written
    assert "Traceback" not in written


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ETHICS_DESK_UI_HOST", "no such host", "no such host"),
        ("ETHICS_DESK_URL", "desk.example", "The desk's address is no http or https address"),
        ("ETHICS_DESK_KEY", "ké y", "characters that no key has"),
    ],
)
def test_a_setting_that_is_wrong_is_one_sentence(tmp_path: Path, variable: str, value: str, told: str) -> None:
    """Before anything is started."""
    with started(tmp_path / "written", free_port(), **{variable: value}) as process:
        assert process.wait(60) == 1
    written = " ".join((tmp_path / "written").read_text().split())
    assert told in written
    assert "Getting ready" not in written
    assert "Traceback" not in written
