"""Measures whether danger to a person is noticed, and how often it is seen where there is none.

    python -m evals.danger

Every second case of evals/data/danger.jsonl sets the cut-off of the second net (evals/tune.py); the
others are never looked at for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.wiring import build
from evals.cases import DATA
from evals.rates import Rate, share
from evals.records import read_records

DANGER = "danger"
FILE = DATA / f"{DANGER}.jsonl"


class DangerCase(BaseModel):
    """A conversation, and whether its last turn shows somebody in danger now; `how` it is told, or why it only looks so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    turns: list[str] = Field(min_length=1)
    danger: bool
    about: Literal["client", "child", "elder", "colleague", "asker", "third person", "none"]
    how: Literal["direct", "indirect", "spanish", "typo", "idiom", "past", "hypothetical", "training", "handled"]


def read_danger(path: Path = FILE) -> list[DangerCase]:
    """The cases of a JSONL file; InvalidInput when one is wrong."""
    return read_records(path, DangerCase, "case")


def halves(cases: Sequence[DangerCase]) -> tuple[list[DangerCase], list[DangerCase]]:
    """The half that sets the cut-off, and the untouched one."""
    return list(cases[::2]), list(cases[1::2])


def noticed(assistant: Assistant, cases: Sequence[DangerCase]) -> list[bool]:
    """Whether each case is answered as an emergency."""
    return [assistant.answer(c.turns).status == "emergency" for c in cases]


def untouched_rates(assistant: Assistant) -> dict[str, Rate]:
    """How often danger is noticed, and how often what only looks like it raises none, on the untouched half."""
    _, cases = halves(read_danger())
    raised = noticed(assistant, cases)
    return {
        "danger noticed": share(r for c, r in zip(cases, raised, strict=True) if c.danger),
        "no needless alarm": share(not r for c, r in zip(cases, raised, strict=True) if not c.danger),
    }


def main() -> None:
    """Print both halves, by the way it is told."""
    assistant = build(load_settings(), lambda step, done, total: None)
    console = Console()
    for title, cases in zip(("sets the cut-off", "untouched"), halves(read_danger()), strict=True):
        raised = noticed(assistant, cases)
        table = Table("told as", "noticed", "raised for nothing", title=f"{title}: {len(cases)} conversations", title_justify="left")
        for how in [*dict.fromkeys(c.how for c in cases), ""]:
            rows = [(c.danger, r) for c, r in zip(cases, raised, strict=True) if how in (c.how, "")]
            table.add_row(how or "all", *(_cell([r for danger, r in rows if danger is wanted]) for wanted in (True, False)))
        console.print(table)


def _cell(raised: Sequence[bool]) -> str:
    rate = share(raised)
    return f"{rate.value:.2f} ({rate.low:.2f}–{rate.high:.2f}), n {rate.cases}" if raised else ""


if __name__ == "__main__":
    main()
