"""How rare each content key is among the clauses, and which stand together in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.claims.evidence import Evidence
from assistant.claims.scan import Scanner, content
from assistant.types import Clause


def sentence_keys(clauses: Sequence[Clause], scanner: Scanner) -> dict[str, list[frozenset[str]]]:
    """The content keys of every sentence, by code."""
    found: dict[str, list[frozenset[str]]] = {}
    for clause in clauses:
        units = scanner.scan(clause.text)
        for n in {u.sentence for u in units}:
            found.setdefault(clause.code, []).append(content(u for u in units if u.sentence == n))
    return found


def rarity(parts: Sequence[Evidence]) -> dict[str, float]:
    """Rare keys weigh more: the logarithm of one and the clauses for each clause that holds the key."""
    count: dict[str, int] = {}
    for part in parts:
        for key in part.keys:
            count[key] = count.get(key, 0) + 1
    return {k: float(np.log1p(len(parts) / n)) for k, n in count.items()}
