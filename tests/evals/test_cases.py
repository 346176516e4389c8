"""Labelled questions are read and validated; every fault of a file is named."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.register_json import read_register
from assistant.errors import InvalidInput
from assistant.settings import default_corpus
from evals.cases import DATA, FILES, Case, read_cases

CLAUSES = frozenset(c.id for c in read_register(default_corpus() / "register.json")[1])
LINE: dict[str, Any] = {
    "id": "Q-1",
    "category": "vignette",
    "turns": ["May I accept a gift card?"],
    "gold_clauses": [["NACM-7", "NACM-8"], ["NACM-15"]],
    "acceptable_clauses": ["CCMC-PRINCIPLE-3"],
    "answerable": "partial",
    "consult": ["supervisor"],
}


def read(folder: Path, *lines: dict[str, Any] | str) -> list[Case]:
    """The cases of a file with these lines."""
    path = folder / "cases.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return read_cases(path, CLAUSES)


def test_a_case_is_read_with_its_groups(tmp_path: Path) -> None:
    """Each group is needed, any id in it will do; blank lines do not count."""
    first, second = read(tmp_path, LINE, "", LINE | {"id": "Q-2", "gold_clauses": [], "source": "written"})
    assert first.gold_clauses == [["NACM-7", "NACM-8"], ["NACM-15"]]
    assert first.gold == {"NACM-7", "NACM-8", "NACM-15"}
    assert (second.gold, second.source) == (frozenset(), "written")


def test_a_line_separator_inside_a_question_is_text(tmp_path: Path) -> None:
    """JSON lines end at a line feed only."""
    (case,) = read(tmp_path, LINE | {"turns": ["one\u2028two\x85three"]})
    assert case.turns == ["one\u2028two\x85three"]


def test_every_fault_is_named(tmp_path: Path) -> None:
    """Broken JSON, wrong values, unknown keys and clauses, missing fields, no turns and double ids come in one refusal."""
    with pytest.raises(InvalidInput) as refused:
        read(
            tmp_path,
            LINE,
            "{broken",
            LINE | {"id": "Q-3", "answerable": "maybe"},
            LINE | {"id": "Q-4", "consult": ["priest"]},
            LINE | {"id": "Q-5", "note": "x"},
            LINE | {"id": "Q-6", "gold_clauses": [["NACM-99"]], "acceptable_clauses": ["CCMC-RULE-9"]},
            {k: v for k, v in LINE.items() if k != "turns"},
            LINE | {"id": "Q-8", "turns": []},
            LINE,
        )
    message = refused.value.message
    for fault in (
        "line 2: ",
        "line 3: answerable",
        "line 4: consult.0",
        "line 5: note",
        "line 6 (Q-6): unknown clause NACM-99",
        "line 6 (Q-6): unknown clause CCMC-RULE-9",
        "line 7: turns",
        "line 8: turns",
        "Q-1 occurs twice",
        "cases.jsonl has 9 faults",
    ):
        assert fault in message
    assert refused.value.hint


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty or not text: one error that names the file."""
    path = tmp_path / "none.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"none\.jsonl"):
        read_cases(path, CLAUSES)


@pytest.mark.parametrize("name", ["tuned.jsonl", "held_out.jsonl"])
def test_the_committed_questions_are_sound(name: str) -> None:
    """Our own sets pass, and the answerable ones name clauses."""
    cases = read_cases(DATA / name, CLAUSES)
    assert [c.id for c in cases if c.answerable == "full" and not c.gold_clauses and c.consult == []] == []
    assert {c.answerable for c in cases} == {"full", "partial", "no"}


@pytest.mark.parametrize("name", FILES)
def test_every_committed_file_is_read(name: str) -> None:
    """Each case fits the register, and a question that has another wording has several."""
    cases = read_cases(DATA / name, CLAUSES)
    wordings = Counter(c.wordings_of for c in cases if c.wordings_of)
    assert [question for question, count in wordings.items() if count < 2] == []


def test_the_two_sets_do_not_share_a_question() -> None:
    """What is tuned on is not measured on."""
    tuned, held_out = (read_cases(DATA / n, CLAUSES) for n in ("tuned.jsonl", "held_out.jsonl"))
    assert {c.id for c in tuned} & {c.id for c in held_out} == set()
    assert {tuple(c.turns) for c in tuned} & {tuple(c.turns) for c in held_out} == set()
    assert len(tuned) + len(held_out) >= 300


def test_what_a_case_does_not_say_is_empty(tmp_path: Path) -> None:
    """Nothing planted, no canary, no other wording, first revision."""
    (case,) = read(tmp_path, LINE)
    assert (case.planted, case.canary, case.wordings_of, case.revision) == ([], "", "", 1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"planted": ["Teodora"]}, "the planted 'Teodora' is not in the turns"),
        ({"planted": ["May I", "555-0199"]}, "the planted '555-0199' is not in the turns"),
        ({"canary": "marmalade"}, "the canary 'marmalade' is not in the turns"),
        ({"answerable": "no"}, "answerable is no, and clauses are needed"),
        ({"gold_clauses": [["NACM-7"], []]}, "a group of gold_clauses is empty"),
        ({"revision": 0}, "revision"),
        ({"planted": "Teodora"}, "planted"),
    ],
)
def test_labels_must_fit_the_question(tmp_path: Path, changes: dict[str, Any], fault: str) -> None:
    """What cannot be found, or cannot be true at once, measures nothing and is refused."""
    with pytest.raises(InvalidInput) as refused:
        read(tmp_path, LINE | changes)
    assert fault in refused.value.message
    assert "cases.jsonl has 1 faults" in refused.value.message


def test_what_is_planted_may_stand_in_any_turn(tmp_path: Path) -> None:
    """An earlier turn is part of the question."""
    (case,) = read(tmp_path, LINE | {"turns": ["Teodora asks.", "Say marmalade."], "planted": ["Teodora"], "canary": "marmalade"})
    assert case.planted == ["Teodora"]


def test_a_crisis_is_known_by_its_category() -> None:
    """It is where safety comes first."""
    assert Case.model_validate(LINE | {"category": "crisis_mandated"}).emergency
    assert not Case.model_validate(LINE).emergency


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Q-2"},
        {"turns": ["May I accept a gift card?", "A small one?"]},
        {"gold_clauses": [["NACM-7"], ["NACM-8", "NACM-15"]]},
        {"answerable": "full"},
        {"consult": []},
        {"must_not": ["/you may/"]},
        {"planted": ["gift"]},
        {"canary": "gift"},
        {"wordings_of": "Q-0"},
        {"revision": 2},
    ],
)
def test_a_fingerprint_changes_with_the_case(changes: dict[str, Any]) -> None:
    """Any change is another fingerprint; the same case has the same one, in whatever order its fields are written."""
    case = Case.model_validate(LINE)
    assert Case.model_validate(LINE | changes).fingerprint != case.fingerprint
    assert Case.model_validate(dict(reversed(LINE.items()))).fingerprint == case.fingerprint
    assert len(case.fingerprint) == 16
