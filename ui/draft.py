"""An answer as a page shows it: whole, or as far as it has been told."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.client import Citation, Done, Event, Referral, Statement
from assistant.schemas import AnswerOut, CitationOut, ReferralOut, StatementOut
from assistant.types import Section


@dataclass(kw_only=True)
class Draft:
    """What is known of an answer so far; `whole` is there once all is told."""

    statements: list[StatementOut] = field(default_factory=list)
    citations: dict[str, CitationOut] = field(default_factory=dict)
    consult: list[ReferralOut] = field(default_factory=list)
    whole: AnswerOut | None = None

    def take(self, event: Event) -> bool:
        """Add what an event tells; says whether there is more to see."""
        match event:
            case Citation(data=citation):
                self.citations[citation.clause_id] = citation
                return False
            case Statement(data=statement):
                self.statements.append(statement)
            case Referral(data=referral):
                self.consult.append(referral)
                return False
            case Done(data=answer):
                self.__dict__.update(vars(drafted(answer)))
            case _:
                return False
        return True

    def of_section(self, section: Section) -> list[StatementOut]:
        """The statements of one section, in order."""
        return [s for s in self.statements if s.section == section]

    @property
    def language(self) -> str | None:
        """The language of the sentences; None until all is told."""
        return self.whole.language if self.whole else None

    @property
    def labels(self) -> dict[str, str]:
        """What each clause is called."""
        return {c.clause_id: c.label for c in self.citations.values()}


def drafted(answer: AnswerOut) -> Draft:
    """A whole answer in the same form."""
    return Draft(
        statements=list(answer.statements),
        citations={c.clause_id: c for c in answer.citations},
        consult=list(answer.consult),
        whole=answer,
    )
