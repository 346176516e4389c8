"""The clauses of minutes, each word for word once, and remembered so that none is named without its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.minutes.texts import Texts
from assistant.packet.blocks import Block, Line, Said
from assistant.packet.quoting import quoted
from assistant.types import Clause, Code


class Quotations:
    """Quotes clauses; `codes` and `clauses` hold those of the room's plan and those that the desk has."""

    def __init__(self, codes: Sequence[Code], clauses: Sequence[Clause], texts: Texts) -> None:
        self._texts = texts
        self._codes = {c.id: c for c in codes}
        self._clauses = {c.id: c for c in clauses}
        self._quoted: set[str] = set()
        self._named: dict[str, None] = {}

    def marks(self, clause_ids: Sequence[str]) -> tuple[str, ...]:
        """The labels of clauses that something rests on; their words will stand somewhere."""
        known = [c for c in clause_ids if c in self._clauses]
        self._named |= dict.fromkeys(known)
        return tuple(self._clauses[c].label for c in known)

    def blocks(self, clause_ids: Sequence[str]) -> Iterator[Block]:
        """The clauses in their order, whole; of those that stand further up only the labels."""
        again = [c for c in clause_ids if c in self._quoted]
        for clause_id in clause_ids:
            if clause_id not in self._quoted:
                self._quoted.add(clause_id)
                clause = self._clauses[clause_id]
                yield quoted(clause, self._codes[clause.code], self._texts.packet)
        if again:
            yield Said(lines=(Line(text=self._texts.text("clauses_again"), language="en", marks=self.marks(again)),))

    def rest(self) -> tuple[Block, ...]:
        """The clauses that were named and not quoted."""
        return tuple(self.blocks([c for c in self._named if c not in self._quoted]))
