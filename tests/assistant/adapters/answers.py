"""Hand-made answers over the real register, for the tests of what is printed."""

from __future__ import annotations

from pathlib import Path

import yaml

from assistant.adapters.register_json import read_register
from assistant.settings import default_corpus
from assistant.types import Answer, Clause, Notice, Referral, Statement, Status, Trace

CODES, CLAUSES = read_register(default_corpus() / "register.json")
BY_ID = {c.id: c for c in CLAUSES}
PHRASES: dict[str, dict[str, str]] = yaml.safe_load(Path(default_corpus() / "guide" / "phrases.yaml").read_text(encoding="utf-8"))[
    "phrases"
]


def quote(clause: Clause, text: str = "") -> Statement:
    """The clause quoted, whole unless `text` is given."""
    return Statement(text=text or clause.text, kind="quote", citations=(clause.id,), verdict="verbatim", section="quotes")


def answer(status: Status = "partial", *, statements: tuple[Statement, ...] = (), notices: tuple[Notice, ...] = ()) -> Answer:
    """An answer with every section, or with the statements given."""
    kept = statements or _statements()
    cited = dict.fromkeys(c for s in kept for c in s.citations)
    return Answer(
        id="ans_1",
        question="May I accept a gift card?",
        status=status,
        language="en",
        statements=kept,
        citations=tuple(BY_ID[c] for c in cited),
        consult=(
            Referral(who="emergency", why="Someone may be hurt now."),
            Referral(who="supervisor", why="Consultation is a commitment.", clause_ids=("NACM-15",)),
        ),
        gaps=("Neither text names a sum.",),
        notices=notices,
        bring=("What does our policy say?",),
        generator="extractive",
        version="0123456789ab",
        codes=CODES,
        trace=Trace(timings_ms={"total": 1.0}),
    )


def _statements() -> tuple[Statement, ...]:
    return (
        Statement(text="Leave the room.", kind="guidance", section="safety"),
        Statement(text="Call 911 [red]now[/red].", kind="guidance", section="safety"),
        Statement(text="The code asks for objectivity.", kind="paraphrase", citations=("NACM-7", "CCMC-PRINCIPLE-3"), verdict="entailed"),
        quote(BY_ID["NACM-7"]),
        quote(BY_ID["CCMC-PRINCIPLE-3"]),
        quote(BY_ID["NACM-SCOPE"], BY_ID["NACM-SCOPE"].text[:200]),
        Statement(text="Neither text names a sum.", kind="gap", section="gaps"),
        Statement(text="Someone may be hurt now.", kind="guidance", section="consult"),
        Statement(text="Consultation is a commitment.", kind="guidance", section="consult"),
        Statement(text="What does our policy say?", kind="guidance", section="bring"),
    )
