"""The JSON of an answer has the fields of the contract, with their types."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.schemas import answer_out, clause_out, permalink
from assistant.types import Notice
from tests.assistant.adapters.answers import BY_ID, CLAUSES, CODES, PHRASES, answer

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
