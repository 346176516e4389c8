"""What a packet says beside the answer: entailed by its clauses or marked as ours, and never a verdict."""

from __future__ import annotations

import pytest

from assistant.adapters.register_json import read_register
from assistant.guide import Other
from assistant.settings import default_corpus
from assistant.stages.verify import Verifier
from assistant.types import Statement
from ingest.guide import read_guide

CODES, CLAUSES = read_register(default_corpus() / "register.json")
GUIDE, _ = read_guide(default_corpus())
PACKET = GUIDE.packet
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon)


@pytest.mark.parametrize("other", PACKET.others, ids=lambda o: o.id)
def test_whoever_may_need_to_know_is_named_by_a_clause_or_by_us(other: Other) -> None:
    """A sentence with clauses passes the verifier on them; one without asks to find out, and speaks of no code as its source."""
    if other.clauses:
        assert VERIFIER.paraphrase(other.text, other.clauses).reason == ""
    else:
        assert other.text.startswith("Ask ")
        assert other.text_es.startswith("Pregunte ")
        assert "NACM" not in other.text
        assert "CCMC" not in other.text


def test_the_caution_is_entailed_by_its_clause() -> None:
    """Privacy comes before telling anybody."""
    assert VERIFIER.paraphrase(PACKET.caution.text, PACKET.caution.clauses).reason == ""


def test_no_text_gives_a_verdict() -> None:
    """In neither language, also where it is filled in."""
    texts = [text for said in PACKET.texts.values() for text in said.values()]
    texts += [text for o in PACKET.others for text in (o.person, o.person_es, o.text, o.text_es)]
    assert [t for t in texts if not VERIFIER.statement(Statement(text=t, kind="guidance")).passed] == []


def test_what_the_register_says_is_there_in_spanish() -> None:
    """Every force of a clause and every edition of a code."""
    assert {c.force for c in CLAUSES} | {c.edition for c in CODES} == set(PACKET.words_es)
