"""The texts that a packet takes from the guide, in its language."""

from __future__ import annotations

from assistant.guide import Guide
from assistant.types import Language

NAMES = frozenset(
    "title subtitle date receipt heading_question masked heading_earlier heading_note heading_short kind_quote kind_paraphrase kind_gap "
    "kind_guidance kind_notice kind_model legend heading_clauses section force edition place characters heading_open open_none "
    "heading_others others_lead ours heading_agreed agreed step by_whom by_when present heading_about code file corpus receipt_is verify "
    "disclaimer page unanswered".split()
)
"""What the guide must have."""


class Texts:
    """Looks the texts up."""

    def __init__(self, guide: Guide, language: Language) -> None:
        self._guide = guide
        self.language = language

    def text(self, name: str, **values: object) -> str:
        """A text of the packet's own, filled in where there are values."""
        text = self._guide.packet.texts[name][self.language]
        return text.format(**values) if values else text

    def phrase(self, name: str) -> str:
        """A fixed wording of answers."""
        return self._guide.phrases[name][self.language]

    def either(self, english: str, spanish: str) -> str:
        """The one of two that is in the packet's language."""
        return spanish if self.language == "es" else english

    def word(self, said: str) -> str:
        """What the register says of a clause or an edition, in the packet's language where it is known."""
        return self._guide.packet.words_es.get(said, said) if self.language == "es" else said
