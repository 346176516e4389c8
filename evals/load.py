"""Measures the API under load, on this machine, side by side with the same answers in this process.

    python -m evals.load [--out FOLDER] [--people 200] [--seconds 120]

It starts `ethics-desk api` on a free port of this machine and ends it again. Four parts: the same questions in this process and over
HTTP, by turns; so many people who ask once a minute (locust); as many as ask without a pause, past what the desk can do; and the
memory of the server all the while. Prints a table; FOLDER gets locust's own reports.
"""

from __future__ import annotations

import csv
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from assistant.errors import IndexUnavailable
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.wiring import build
from evals.sample import questions
from evals.speed import milliseconds

_LOCUSTFILE = Path(__file__).parent / "locustfile.py"
_READY_SECONDS = 120
_SAMPLE_SECONDS = 1.0
_SATURATING = 64
_SATURATED_SECONDS = 30
_MANY = 1_000_000
Row = dict[str, str]


def main(
    out: Annotated[Path | None, typer.Option(help="A folder for locust's reports.")] = None,
    people: Annotated[int, typer.Option(help="How many people ask once a minute.")] = 200,
    seconds: Annotated[int, typer.Option(help="For how long.")] = 120,
) -> None:
    """Measure, and print one table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        assistant = build(load_settings(), lambda step, done, total: None)
        table = Table("what", "measured")
        with served(folder) as server, _memory(server.process.pid) as memory:
            here, there = _side_by_side(assistant, server.address)
            _add_side_by_side(table, here, there)
            busy = _locust(server.address, folder / "people", people, 1, seconds)
            _add_people(table, busy, people, seconds, _percentile(here, 95))
            full = _locust(server.address, folder / "saturated", _SATURATING, 0, _SATURATED_SECONDS)
            _add_saturated(table, full)
        table.add_row("memory of the server at the start, in the middle, at the end", " / ".join(f"{m} MiB" for m in _three(memory)))
        Console().print(table)


class Server:
    """The API in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.address = address


@contextmanager
def served(folder: Path, *, workers: int = 1) -> Iterator[Server]:
    """The API in a process of its own, ready; its rate limit is out of the way, because all who ask have one address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "ETHICS_DESK_API_RATE": f"{_MANY}/second", "ETHICS_DESK_DATABASE": f"sqlite:///{folder}/load.sqlite"}
    environment["ETHICS_DESK_API_WORKERS"] = str(workers)
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "assistant", "api", "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)  # noqa: S603
        try:
            _wait_for(address, process)
            yield Server(process, address)
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(_READY_SECONDS * 10):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        pause.wait(0.1)
    raise IndexUnavailable("The API did not become ready.", "Run `ethics-desk api` by hand and read what it says.")


def _side_by_side(assistant: Assistant, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each question in this process and over HTTP, by turns, so that both see the same machine.

    Each side is asked twice and the second time counts: what is remembered of a question is remembered on both.
    """
    here: list[float] = []
    there: list[float] = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for question in questions():
            assistant.answer([question])
            here.append(milliseconds(lambda q=question: assistant.answer([q])))  # type: ignore[misc]
            client.post("/v1/ask", json={"question": question}).raise_for_status()
            there.append(milliseconds(lambda q=question: client.post("/v1/ask", json={"question": q}).raise_for_status()))  # type: ignore[misc]
    return here, there


def _locust(address: str, prefix: Path, people: int, per_minute: float, seconds: int) -> dict[str, Row]:
    """What locust counted, by the name of the outcome."""
    command = [
        sys.executable,
        "-m",
        "locust",
        "-f",
        str(_LOCUSTFILE),
        "--headless",
        "--host",
        address,
        "--only-summary",
        "--loglevel",
        "ERROR",
    ]
    command += ["-u", str(people), "-r", str(people), "-t", f"{seconds}s", "--csv", str(prefix), "--html", f"{prefix}.html"]
    environment = {**os.environ, "ASKS_PER_MINUTE": str(per_minute)}
    subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - exit 1 tells of failures, which are counted
    with Path(f"{prefix}_stats.csv").open(encoding="utf-8") as file:
        return {row["Name"]: row for row in csv.DictReader(file)}


@contextmanager
def _memory(pid: int) -> Iterator[list[int]]:
    """Samples of a process's resident memory in MiB, one a second, while the context lasts."""
    samples: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
            samples.append(pages * os.sysconf("SC_PAGE_SIZE") >> 20)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _add_side_by_side(table: Table, here: Sequence[float], there: Sequence[float]) -> None:
    table.add_row(f"in this process, {len(here)} questions: p50 / p95", f"{statistics.median(here):.1f} / {_percentile(here, 95):.1f} ms")
    table.add_row("over HTTP, by turns with it: p50 / p95", f"{statistics.median(there):.1f} / {_percentile(there, 95):.1f} ms")
    table.add_row("p50 over HTTP above p50 in this process", f"{statistics.median(there) - statistics.median(here):.1f} ms")


def _add_people(table: Table, counted: dict[str, Row], people: int, seconds: int, here: float) -> None:
    answered, whole = counted["answered"], counted["Aggregated"]
    table.add_row(f"{people} people, once a minute, {seconds} s: answers a second", f"{float(answered['Requests/s']):.2f}")
    table.add_row("  p50 / p95 / p99", " / ".join(answered[p] for p in ("50%", "95%", "99%")) + " ms")
    table.add_row("  p95 against p95 in this process", f"{float(answered['95%']) / here:.2f}")
    table.add_row("  errors; refused", f"{whole['Failure Count']}; {_refused(counted)}")


def _add_saturated(table: Table, counted: dict[str, Row]) -> None:
    answered, whole = counted["answered"], counted["Aggregated"]
    table.add_row(f"{_SATURATING} without a pause, {_SATURATED_SECONDS} s: answers a second", f"{float(answered['Requests/s']):.1f}")
    table.add_row("  p50 / p95 / p99 of answers", " / ".join(answered[p] for p in ("50%", "95%", "99%")) + " ms")
    table.add_row("  slowest of all", f"{float(whole['Max Response Time']):.0f} ms")
    table.add_row("  errors; refused at once", f"{whole['Failure Count']}; {_refused(counted)}")


def _refused(counted: dict[str, Row]) -> int:
    return sum(int(row["Request Count"]) for name, row in counted.items() if name.startswith("refused"))


def _percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent, method="inverted_cdf"))


def _three(samples: Sequence[int]) -> tuple[int, int, int]:
    return samples[0], samples[len(samples) // 2], samples[-1]


if __name__ == "__main__":
    typer.run(main)
