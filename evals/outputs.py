"""Writes what a finished evaluation leaves behind: the report, its Markdown summary, and JUnit XML for each answerer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import InvalidInput
from evals.report.junit import write_junit
from evals.report.markdown import summary
from evals.report.page import write_report
from evals.runs import Run, slug


def check_outputs() -> None:
    """InvalidInput where what the report needs is not installed: it is told before a long run, not after it."""
    missing = [name for name in ("jinja2", "matplotlib") if find_spec(name) is None]
    if missing:
        raise InvalidInput(
            f"The report needs {' and '.join(missing)}.",
            'Run `pip install "ethics-desk[evals]"`, or leave out --out.',
        )


def write_outputs(folder: Path, runs: Sequence[Run], clauses: Mapping[str, str]) -> None:
    """Write report.html and summary.md to the folder, and junit.xml beside each run; `clauses` maps ids to labels."""
    write_report(folder / "report.html", runs, clauses)
    (folder / "summary.md").write_text(summary(runs), encoding="utf-8")
    for run in runs:
        write_junit(folder / slug(run.record.answerer) / "junit.xml", run)
