"""Measures speed and memory, side by side in one run.

    python -m evals.speed

Prints the median time of a whole answer against that of embedding the same question alone, a cold
`ethics-desk ask`, the build of the index from nothing, and the peak memory of answering.
"""

from __future__ import annotations

import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from assistant.settings import load_settings
from assistant.wiring import build
from evals.sample import questions

_QUESTION = "Can I accept a gift card from a client?"


def main() -> None:
    """Measure and print one table."""
    logging.disable(logging.WARNING)
    assistant = build(load_settings(), lambda step, done, total: None)
    embedding: list[float] = []
    answering: list[float] = []
    for question in questions():
        assistant.answer([question])
        embedding.append(milliseconds(lambda q=question: assistant.parts.embedder.embed_query(q)))  # type: ignore[misc]
        answering.append(milliseconds(lambda q=question: assistant.answer([q])))  # type: ignore[misc]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    embed, answer = statistics.median(embedding), statistics.median(answering)
    table = Table("what", "measured")
    table.add_row(f"embedding one question alone, median of {len(embedding)}", f"{embed:.2f} ms")
    table.add_row("a whole answer, median", f"{answer:.2f} ms")
    table.add_row("ratio", f"{answer / embed:.2f}")
    table.add_row("peak memory of answering", f"{memory:.0f} MiB")
    table.add_row("`ethics-desk ask` from a cold start", f"{_command('ask', _QUESTION):.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        table.add_row("`ethics-desk ingest` from nothing", f"{_command('ingest', data=Path(folder)):.1f} s")
    Console().print(table)


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    start = perf_counter()
    call()
    return (perf_counter() - start) * 1000


def _command(*arguments: str, data: Path | None = None) -> float:
    """Seconds that a command takes in a process of its own."""
    environment = {**os.environ, **({"ETHICS_DESK_DATA": str(data)} if data else {})}
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "assistant", *arguments], check=True, capture_output=True, env=environment)  # noqa: S603
    return perf_counter() - start


if __name__ == "__main__":
    main()
