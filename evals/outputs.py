"""Writes what a finished evaluation leaves behind: the report, its Markdown summary, and JUnit XML for each answerer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.compare import compare
from evals.report.junit import write_junit
from evals.report.markdown import summary
from evals.report.page import Difference, write_report
from evals.runs import Run, slug


def write_outputs(folder: Path, runs: Sequence[Run], clauses: Mapping[str, str]) -> None:
    """Write report.html and summary.md to the folder, and junit.xml beside each run; `clauses` maps ids to labels."""
    write_report(folder / "report.html", runs, clauses, _differences(runs))
    (folder / "summary.md").write_text(summary(runs), encoding="utf-8")
    for run in runs:
        write_junit(folder / slug(run.record.answerer) / "junit.xml", run)


def _differences(runs: Sequence[Run]) -> list[Difference]:
    """Each other run against the first one."""
    return [
        Difference(metric=d.metric, one=runs[0].record.answerer, other=other.record.answerer, value=d.change, low=d.low, high=d.high)
        for other in runs[1:]
        for d in compare(runs[0], other).differences
    ]
