"""Feedback becomes a case: masked, labelled as far as it goes, never a copy, never half written."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InvalidInput, InvalidQuestion
from assistant.guide import Names
from assistant.schemas import answer_out
from assistant.settings import default_corpus
from assistant.stages.mask import Masker
from assistant.types import Status
from evals.cases import DATA, Case, read_cases
from evals.feedback import Feedback, add_case, draft, read_feedback
from tests.assistant.adapters.answers import BY_ID, PHRASES, answer

NAMES = yaml.load((default_corpus() / "guide/names.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
MASKER = Masker.of(Names(**NAMES))
IDS = frozenset(BY_ID)
GIFT = "My client's widow wants me to have his fishing boat. What do the codes give me to work with?"


def feedback(*, status: Status = "answered", **changes: Any) -> Feedback:
    """Feedback on an answer that cites NACM 7, CCMC Principle 3 and the NACM scope and sends to emergency and supervisor."""
    given_answer = answer_out(answer(status), PHRASES).model_dump()
    fields = {"answer_id": "ans_1", "thumb": "down", "question": GIFT, "answer": given_answer}
    return Feedback.model_validate({**fields, **changes})


def drafted(**changes: Any) -> Case:
    """The case that the feedback makes."""
    return draft(feedback(**changes), MASKER, IDS)


def undecided(case: Case) -> set[str]:
    """What the source leaves to a person."""
    (marked,) = (part for part in case.source.split("; ") if part.startswith("to decide: "))
    return set(marked.removeprefix("to decide: ").split(", "))


def test_labels_come_from_the_expectation() -> None:
    """Alternatives, people and status as stated; what the answer cited besides is acceptable and for a person to judge."""
    case = drafted(
        reason="missed_clause",
        expected_clauses=["NACM-7|NACM-8", "NACM-28"],
        expected_consult=["legal", "emergency", "commission"],
        expected_status="partial",
    )
    assert case.gold_clauses == [["NACM-7", "NACM-8"], ["NACM-28"]]
    assert case.acceptable_clauses == ["CCMC-PRINCIPLE-3", "NACM-SCOPE"]
    assert (case.answerable, case.consult) == ("partial", ["commission", "legal_or_emergency"])
    assert undecided(case) == {"category", "acceptable_clauses"}
    assert case.source.startswith("feedback:ans_1; thumb down, missed_clause; ")


def test_labels_come_from_the_answer_otherwise() -> None:
    """Its first citation is needed and the others acceptable; all of it is for a person to decide."""
    case = drafted(thumb="up")
    assert (case.gold_clauses, case.acceptable_clauses) == ([["NACM-7"]], ["CCMC-PRINCIPLE-3", "NACM-SCOPE"])
    assert (case.answerable, case.consult) == ("full", ["supervisor", "legal_or_emergency"])
    assert undecided(case) == {"category", "gold_clauses", "acceptable_clauses", "consult", "answerable"}


def test_an_empty_expectation_is_one() -> None:
    """Nobody to be sent to, and no clause needed, are labels."""
    case = drafted(expected_clauses=[], expected_consult=[], reason="unclear")
    assert (case.gold_clauses, case.consult) == ([], [])
    assert undecided(case) == {"category", "acceptable_clauses", "answerable", "key_facts"}


def test_a_wrong_clause_is_not_acceptable() -> None:
    """Once the right clauses are named, nothing of what was cited besides is trusted."""
    assert drafted(reason="wrong_clause", expected_clauses=["NACM-20"]).acceptable_clauses == []
    assert drafted(reason="wrong_clause").acceptable_clauses == ["CCMC-PRINCIPLE-3", "NACM-SCOPE"]


def test_without_an_answer_the_expectation_is_enough() -> None:
    """All three expectations make a case; with one missing there is nothing to label it with."""
    wanted = {"expected_clauses": ["NACM-7"], "expected_consult": ["supervisor"], "expected_status": "answered"}
    case = drafted(answer=None, **wanted)
    assert (case.gold_clauses, case.acceptable_clauses, case.consult, case.answerable) == ([["NACM-7"]], [], ["supervisor"], "full")
    for name in wanted:
        with pytest.raises(InvalidInput, match="ans_1 holds no answer"):
            drafted(answer=None, **{k: v for k, v in wanted.items() if k != name})


@pytest.mark.parametrize(
    ("changes", "category", "answerable"),
    [
        ({"expected_status": "emergency"}, "crisis_mandated", "full"),
        ({"expected_status": "not_in_codes"}, "unanswerable_in_domain", "no"),
        ({"status": "out_of_scope"}, "out_of_scope", "no"),
        ({"status": "declined"}, "adversarial", "no"),
        ({"status": "not_in_codes", "expected_clauses": ["NACM-7"]}, "feedback", "full"),
        ({"turns": ["What is Rule 2?", "and the next one?"]}, "multi_turn", "full"),
        ({}, "feedback", "full"),
    ],
)
def test_status_and_turns_give_the_category(changes: dict[str, Any], category: str, answerable: str) -> None:
    """What needs no clause has none; an answer that abstained although clauses are expected should have answered."""
    case = drafted(**changes)
    assert (case.category, case.answerable) == (category, answerable)
    assert bool(case.gold_clauses) == (answerable != "no")


def test_identifiers_are_masked_again() -> None:
    """In every turn and in the comment; nothing else of the record is kept."""
    case = drafted(
        turns=["My client Harold Perez lives at 412 elm street.", "May I call his son at (614) 555-0142?"],
        comment="Told Roger\nthat it missed the clause; ask rickyb1974@gmail.com",
    )
    kept = case.model_dump_json()
    for identifier in ("Harold", "Perez", "412", "555-0142", "Roger", "rickyb1974", "fishing", "\\n"):
        assert identifier not in kept
    assert case.turns[1].startswith("May I call his son at [")
    assert "that it missed the clause" in case.source


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"expected_clauses": ["NACM-99|NACM-7", "CCMC-RULE-9"]}, "'CCMC-RULE-9', 'NACM-99'"),
        ({"expected_clauses": [" | "]}, "unknown clauses: ''"),
        ({"expected_clauses": ["NACM-7"], "expected_status": "not_in_codes"}, "not_in_codes, and clauses"),
        ({"answer_id": "ans_2"}, "another answer, ans_1"),
    ],
)
def test_labels_that_cannot_be_are_refused(changes: dict[str, Any], told: str) -> None:
    """Unknown clauses, contradictions and another answer are named."""
    with pytest.raises(InvalidInput, match="The feedback on ans_") as refused:
        drafted(**changes)
    assert told in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("asked", ["", " ?! ", "x" * 9000])
def test_a_question_that_cannot_be_asked_is_no_case(asked: str) -> None:
    """No words, or too many, are refused as the assistant refuses them."""
    with pytest.raises(InvalidQuestion):
        drafted(question=asked)


def test_a_record_is_read(tmp_path: Path) -> None:
    """Keys that are not ours are dropped, the answer is checked."""
    path = tmp_path / "one.json"
    path.write_text(json.dumps({**json.loads(feedback().model_dump_json()), "user": "x"}), encoding="utf-8")
    assert read_feedback(path) == [feedback()]
    path.write_text(f" [{feedback().model_dump_json()}, {feedback(thumb='up').model_dump_json()}]", encoding="utf-8")
    assert read_feedback(path) == [feedback(), feedback(thumb="up")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        ("{", "Invalid JSON"),
        ('{"answer_id": "Harold Perez", "thumb": "up"}', "answer_id: "),
        ('{"answer_id": "ans_1", "thumb": "sideways", "reason": "ugly", "expected_status": "maybe"}', "thumb: "),
        ('{"answer_id": "ans_1", "thumb": "up", "answer": {"id": "ans_1"}}', "answer.status: "),
    ],
)
def test_a_faulty_record_is_refused(tmp_path: Path, content: str | None, told: str) -> None:
    """Every wrong field is named, and nothing that was typed is repeated."""
    path = tmp_path / "one.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"one\.json") as refused:
        read_feedback(path)
    assert told in refused.value.message
    assert "Harold" not in refused.value.message


def test_cases_are_numbered_in_order(tmp_path: Path) -> None:
    """The first file is made; the next free id follows the highest in any of the files."""
    path, other = tmp_path / "feedback.jsonl", tmp_path / "other.jsonl"
    assert add_case(path, drafted(), against=()).id == "FB-0001"
    second = drafted(question="Who sits on the committee that hears complaints?")
    assert add_case(other, second.model_copy(update={"id": "ignored"}), against=[path]).id == "FB-0002"
    third = drafted(question="¿Cuánto cuesta renovar la certificación?")
    assert add_case(path, third, against=[path, other]).id == "FB-0003"
    assert [c.id for c in read_cases(path, IDS)] == ["FB-0001", "FB-0003"]


def test_a_near_copy_is_refused_by_name(tmp_path: Path) -> None:
    """A question of the project's own sets, or of the file itself, is not added again, and nothing is written."""
    path = tmp_path / "feedback.jsonl"
    known = next(c for c in read_cases(DATA / "tuned.jsonl") if c.id == "T-VG-02")
    with pytest.raises(InvalidInput, match=r"T-VG-02 \((1\.00|0\.9\d)\)"):
        add_case(path, drafted(question=known.turns[0].lower()))
    assert list(tmp_path.iterdir()) == []
    add_case(path, drafted(question="Our van driver reads the charts at red lights. Which clause do I show him?"))
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="FB-0001") as refused:
        add_case(path, drafted(question="our van driver reads charts at red lights, which clause do I show him"))
    assert path.read_bytes() == before
    assert "driver" not in refused.value.message


def test_what_was_in_the_file_stays_as_it_was(tmp_path: Path) -> None:
    """Byte for byte, a missing last line feed added, with its permissions, through a link, and with nothing left beside it."""
    folder, link = tmp_path / "cases", tmp_path / "link.jsonl"
    folder.mkdir()
    path = folder / "cases.jsonl"
    before = drafted().model_copy(update={"id": "Q-1"}).model_dump_json().encode() + b"\r\n\n  "
    path.write_bytes(before)
    path.chmod(0o640)
    link.symlink_to(path)
    add_case(link, drafted(question="Who sits on the committee?"), against=())
    assert path.read_bytes().startswith(before + b"\n{")
    assert path.read_bytes().endswith(b"}\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert (link.is_symlink(), list(folder.iterdir())) == (True, [path])


@pytest.mark.parametrize("name", ["faulty.jsonl", "folder.jsonl", "cases.yaml", "nowhere/cases.jsonl", "faulty.jsonl/cases.jsonl"])
def test_a_file_that_cannot_take_a_case_is_left_alone(tmp_path: Path, name: str) -> None:
    """Faults, a folder, YAML and a missing folder are one error that names the file."""
    (tmp_path / "faulty.jsonl").write_text("{broken\n", encoding="utf-8")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(InvalidInput, match=Path(name).name):
        add_case(tmp_path / name, drafted(), against=())
    assert {p.name for p in tmp_path.rglob("*")} == {"faulty.jsonl", "folder.jsonl"}
    assert (tmp_path / "faulty.jsonl").read_text(encoding="utf-8") == "{broken\n"


@settings(max_examples=50, deadline=None)
@given(turns=st.lists(st.text(max_size=60), max_size=3), last=st.text(max_size=60), comment=st.text(max_size=60))
def test_whatever_is_typed_comes_back_from_the_file(
    tmp_path_factory: pytest.TempPathFactory, turns: list[str], last: str, comment: str
) -> None:
    """Any text, line separators and quotes included, is one line that reads as what was written."""
    path = tmp_path_factory.mktemp("cases") / "feedback.jsonl"
    try:
        case = drafted(turns=[*turns, last], comment=comment)
    except InvalidQuestion:
        return
    written = add_case(path, case, against=())
    assert read_cases(path, IDS) == [written]
    assert written == case.model_copy(update={"id": "FB-0001"})
    assert path.read_bytes().count(b"\n") == 1
