"""The JSON of an answer has the fields of the contract, with their types."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.guide import Topic
from assistant.scenarios import Consultation, Facilitation, Option, Scenario, Step, Twist
from assistant.schemas import answer_out, clause_out, permalink, scenario_out, scenario_summary_out
from assistant.types import Notice
from tests.assistant.adapters.answers import BY_ID, CLAUSES, CODES, PHRASES, answer
from tests.assistant.stages.made import guide

CONTRACT: dict[str, Any] = {
    "id": str,
    "question": str,
    "status": str,
    "markdown": str,
    "statements": [{"text": str, "kind": str, "citations": [str], "verdict": str, "score": float}],
    "citations": [
        {
            "clause_id": str,
            "label": str,
            "code": str,
            "section": str,
            "quote": str,
            "permalink": str,
            "source": {"file": str, "sha256": str, "start": int, "end": int},
        }
    ],
    "consult": [{"who": str, "why": str, "clause_ids": [str]}],
    "gaps": [str],
    "notices": [{"kind": str, "text": str}],
    "corpus": {"version": str, "codes": [{"id": str, "title": str, "edition": str}]},
    "generator": str,
    "timings_ms": {"total": float},
}
ANSWER = answer(notices=(Notice(kind="identifiers_removed", text="Removed."),))
JSON = json.loads(answer_out(ANSWER, PHRASES).model_dump_json())


def differences(value: Any, shape: Any, path: str = "answer") -> list[str]:
    """Where a value lacks a field of the shape or has it in another type; more fields are welcome."""
    if isinstance(shape, dict):
        missing = [f"{path}.{k} is missing" for k in shape if k not in value]
        return missing + [d for k, s in shape.items() if k in value for d in differences(value[k], s, f"{path}.{k}")]
    if isinstance(shape, list):
        return [d for n, v in enumerate(value) for d in differences(v, shape[0], f"{path}[{n}]")]
    return [] if type(value) is shape else [f"{path} is {value!r}"]


def test_every_field_of_the_contract_is_there() -> None:
    """With at least the fields of the contract, each of its type."""
    assert differences(JSON, CONTRACT) == []


def test_a_missing_or_retyped_field_would_be_seen() -> None:
    """The comparison itself can fail."""
    spoilt = json.loads(json.dumps(JSON))
    del spoilt["citations"][0]["quote"]
    spoilt["citations"][0]["source"]["start"] = "0"
    assert differences(spoilt, CONTRACT) == ["answer.citations[0].quote is missing", "answer.citations[0].source.start is '0'"]


def test_no_list_of_the_sample_is_empty() -> None:
    """Every part of the contract was really compared."""
    assert [k for k, v in JSON.items() if v == []] == []


def test_values_are_those_of_the_contract() -> None:
    """Kinds, verdicts, statuses and persons are among the words that the contract lists."""
    assert {s["kind"] for s in JSON["statements"]} <= {"quote", "paraphrase", "guidance", "gap", "notice"}
    assert {s["verdict"] for s in JSON["statements"]} <= {"verbatim", "entailed", "authored"}
    assert {r["who"] for r in JSON["consult"]} <= {"supervisor", "commission", "legal", "emergency"}
    assert JSON["status"] in {"answered", "partial", "not_in_codes", "out_of_scope", "emergency", "declined"}


def test_only_used_clauses_are_cited_each_once() -> None:
    """The citations are the clauses of the statements, no more, no fewer, in order of importance."""
    used = {c for s in JSON["statements"] for c in s["citations"]}
    cited = [c["clause_id"] for c in JSON["citations"]]
    assert set(cited) == used
    assert len(cited) == len(set(cited))
    assert cited == [c.id for c in ANSWER.citations]


def test_a_citation_that_no_statement_uses_cannot_be_made() -> None:
    """An answer with such a citation is refused where it is made."""
    with pytest.raises(ValueError, match="NACM-1"):
        type(ANSWER)(**{f: getattr(ANSWER, f) for f in ANSWER.__slots__} | {"citations": (*ANSWER.citations, BY_ID["NACM-1"])})


def test_a_quote_carries_its_place_in_the_source() -> None:
    """The citation's text is the whole clause; file, checksum and offsets are those of the register."""
    for citation in JSON["citations"]:
        clause = BY_ID[citation["clause_id"]]
        code = next(c for c in CODES if c.id == clause.code)
        assert citation["quote"] == clause.text
        assert citation["source"] == {"file": code.file, "sha256": code.sha256, "start": clause.start, "end": clause.end}
        assert citation["permalink"] == f"/v1/clauses/{clause.id}"


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_every_clause_has_its_json(clause: Any) -> None:
    """A clause is shown with its text, its place and its address."""
    shown = clause_out(clause, CODES)
    assert (shown.id, shown.text, shown.permalink) == (clause.id, clause.text, permalink(clause.id))
    assert (shown.source.start, shown.source.end) == (clause.start, clause.end)


SCENARIO = Scenario(
    id="the-blanket",
    title="The blanket",
    story="She knitted a blanket.",
    topics=("gifts",),
    central=("NACM-7", "CCMC-PRINCIPLE-3"),
    related=("NACM-15",),
    prompts=("What does it mean to her?",),
    options=(Option(id="thank", text="Thank her.", speaks_for=("NACM-7",), speaks_against=("CCMC-PRINCIPLE-3",)),),
    consult=(Consultation(who="supervisor", why="A second view helps.", clauses=("NACM-15",)),),
    twist=Twist(text="She is in hospital.", clauses=("NACM-7",)),
    facilitator=Facilitation(minutes=5, steps=(Step(text="Read.", minutes=5),), notes=("Listen.",)),
)
GIFTS = Topic(id="gifts", title="Gifts", title_es="Regalos", central=("NACM-7",), says=(), bring=(), bring_es=())
GUIDE = guide([], [GIFTS], {})
NACM_7 = {"clause_id": "NACM-7", "label": "NACM 7", "code": "NACM", "permalink": "/v1/clauses/NACM-7"}


def test_a_scenario_in_a_list_is_named_with_its_codes() -> None:
    """Id, title, topics with their titles, and the codes of its clauses."""
    shown = scenario_summary_out(SCENARIO, GUIDE, CLAUSES).model_dump()
    assert shown == {
        "id": "the-blanket",
        "title": "The blanket",
        "topics": [{"id": "gifts", "title": "Gifts", "title_es": "Regalos"}],
        "codes": ["CCMC", "NACM"],
    }


def test_a_scenario_names_its_clauses() -> None:
    """Every clause comes with its label and address; nothing of the story is lost."""
    shown = scenario_out(SCENARIO, GUIDE, CLAUSES).model_dump()
    assert (shown["story"], shown["prompts"]) == (SCENARIO.story, list(SCENARIO.prompts))
    assert [c["clause_id"] for c in shown["central"]] == ["NACM-7", "CCMC-PRINCIPLE-3"]
    assert [c["clause_id"] for c in shown["related"]] == ["NACM-15"]
    assert (shown["options"][0]["id"], shown["options"][0]["speaks_for"]) == ("thank", [NACM_7])
    assert [c["label"] for c in shown["options"][0]["speaks_against"]] == [BY_ID["CCMC-PRINCIPLE-3"].label]
    assert shown["consult"] == [{"who": "supervisor", "why": "A second view helps.", "clause_ids": ["NACM-15"]}]
    assert shown["twist"] == {"text": "She is in hospital.", "clauses": [NACM_7]}


def test_what_is_for_the_facilitator_is_left_out_unless_asked_for() -> None:
    """Steps, minutes and notes stand in one field, empty for everybody else."""
    public = scenario_out(SCENARIO, GUIDE, CLAUSES)
    leading = scenario_out(SCENARIO, GUIDE, CLAUSES, facilitating=True)
    assert public.facilitator is None
    assert "Listen." not in public.model_dump_json()
    assert leading.facilitator
    assert leading.facilitator.model_dump() == {"minutes": 5, "steps": [{"text": "Read.", "minutes": 5}], "notes": ["Listen."]}
    assert leading.model_copy(update={"facilitator": None}) == public
