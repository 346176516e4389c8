"""Small hand-made inputs for the tests of the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assistant.claims import Lexicon
from assistant.fusion import Fusion, FusionModels
from assistant.guide import Gloss, Guide, Names, Silence, Topic
from assistant.ports import Neighbour, Retrieved
from assistant.types import Clause, Passage

OUTCOMES = ("answered", "partial", "not_in_codes", "out_of_scope", "declined")


def models(**changes: Any) -> FusionModels:
    """Models by which an answer is absent when the outcome scores say so, and round cut-offs."""
    none = Fusion(weights={}, bias=0)
    absent = Fusion(weights={"not_in_codes": 4, "out_of_scope": 4, "declined": 4, "answered": -4, "partial": -4}, bias=0)
    partial = Fusion(weights={"partial": 1, "answered": -1}, bias=0)
    cuts: dict[str, Any] = {
        "cite_central": 0.4,
        "cite_support": 0.9,
        "absent_above": 0.5,
        "partial_above": 0.5,
        "danger_above": 0.5,
        "consult_above": {},
    }
    return FusionModels(**{"central": none, "support": none, "danger": none, "absent": absent, "partial": partial, **cuts, **changes})


def clause(clause_id: str, text: str = "", kind: str = "commitment") -> Clause:
    """A clause whose code is the part of its id before the first hyphen."""
    code = clause_id.partition("-")[0]
    words = text or f"Text of {clause_id}."
    return Clause(
        id=clause_id, label=clause_id.replace("-", " "), code=code, section="S", kind=kind, force="binding", text=words, start=0, end=99
    )


def passages(central: Mapping[str, float], score: float = 0.0) -> list[Passage]:
    """Passages by falling centrality."""
    return [Passage(clause_id=c, central=p, score=score) for c, p in sorted(central.items(), key=lambda i: -i[1])]


def retrieved(
    outcomes: Mapping[str, float],
    neighbours: Sequence[Neighbour] = (),
    central: float = 0.5,
    topics: Mapping[str, float] | None = None,
) -> Retrieved:
    """What a retriever found, with outcome scores of 0 where none are given."""
    heads = {f"outcome:{o}": outcomes.get(o, 0.0) for o in OUTCOMES} | {f"topic:{t}": s for t, s in (topics or {}).items()}
    heads |= {"consult:supervisor": 0.0, "situation": 0.0}
    found = tuple(passages({"NACM-1": central}))
    return Retrieved(passages=found, features=np.zeros((1, 1), dtype=np.float32), neighbours=tuple(neighbours), heads=heads)


def near(similarity: float, status: str = "answered", silence: str = "") -> Neighbour:
    """A stored way of asking."""
    return Neighbour(similarity=similarity, source="examples", central=(), status=status, silence=silence)


def silence(name: str, *patterns: str, outcome: Any = "not_in_codes", topics: tuple[str, ...] = ()) -> Silence:
    """A silence that says which one it is."""
    return Silence(id=name, text=f"No {name}.", text_es=f"Sin {name}.", outcome=outcome, patterns=patterns, topics=topics)


def guide(glosses: Sequence[Gloss], topics: Sequence[Topic], phrases: dict[str, dict[str, str]]) -> Guide:
    """A guide with nothing but glosses, topics and phrases."""
    return Guide(
        glosses=tuple(glosses),
        topics=tuple(topics),
        silences=(),
        premises=(),
        reasons=(),
        rules=(),
        signals=(),
        misuse=(),
        frames=(),
        requests=(),
        aliases=(),
        names=Names(first_names="", surnames="", not_names=""),
        lexicon=Lexicon(),
        phrases=phrases,
    )
