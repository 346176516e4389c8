"""Feedback is listed, read, reviewed, and goes into the evaluation as it comes from the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.desk import Desk
from assistant.receipts import checksum
from assistant.records import FeedbackEntry
from assistant.schemas import AnswerOut
from assistant.verification import receipt_in
from evals.cases import read_cases
from tests.assistant.api.conftest import MakeDesk, opened, wait_until
from tests.assistant.command_line import command_line

GIFT = "My client's widow wants me to have his fishing boat. What do the codes give me to work with?"
NACM_7 = "What does NACM 7 say?"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with the usual settings."""
    return make_desk()


@pytest.fixture
def boss(desk: Desk) -> Iterator[TestClient]:
    """A client with a key of scopes admin and ask."""
    _, token = desk.keys.create("boss", ["admin", "ask"])
    with opened(create_app(desk)) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def asked(client: TestClient, question: str) -> dict[str, Any]:
    """The answer to a question, without what is no part of it."""
    answer: dict[str, Any] = client.post("/v1/ask", json={"question": question}).json()
    answer.pop("conversation_id")
    return answer


def told(client: TestClient, question: str = GIFT, **fields: Any) -> str:
    """The id of feedback on the answer to a question, whole if nothing else is said."""
    answer = asked(client, question)
    whole = {"answer_id": answer["id"], "thumb": "down", "turns": [question], "answer": answer, **fields}
    return str(client.post("/v1/feedback", json={k: v for k, v in whole.items() if v is not None}).json()["id"])


def test_feedback_is_listed_newest_first_in_pages(boss: TestClient) -> None:
    """Each page leads to the next, the last one to none; filters hold on every page."""
    made = [told(boss, thumb=thumb) for thumb in ("down", "up", "down", "down")]
    found: list[str] = []
    cursor = None
    for _ in range(2):
        page = boss.get("/v1/desk/feedback", params={"thumb": "down", "limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [f["id"] for f in page["feedback"]]
        cursor = page["next"]
    assert found == [made[3], made[2], made[0]]
    assert cursor is None


def test_feedback_is_read_with_its_answer_and_the_trail(desk: Desk, boss: TestClient) -> None:
    """What the sender gave, masked; where the answer was not sent, what the audit trail knows of it."""
    whole = boss.get(f"/v1/desk/feedback/{told(boss, comment='Ask John Smith.', reason='unclear')}").json()
    assert (whole["question"], whole["turns"], whole["reason"]) == (GIFT, [GIFT], "unclear")
    assert whole["answer"]["citations"][0]["quote"]
    assert "Smith" not in whole["comment"]
    brief = told(boss, NACM_7, answer=None, turns=None)
    wait_until(lambda: any(entry.question == NACM_7 for entry in desk.records.answers()))
    read = boss.get(f"/v1/desk/feedback/{brief}").json()
    assert (read["answer"], read["turns"], read["missing"]) == (None, [], ["expectation"])
    assert (read["question"], read["status"], read["trail"]["clause_ids"]) == (NACM_7, "answered", ["NACM-7"])


def test_an_answer_that_an_earlier_version_has_kept_hides_nothing(desk: Desk, boss: TestClient) -> None:
    """Its fields were others; the list, the feedback itself and its review stay within reach."""
    old = FeedbackEntry(
        id="fb_1", at=datetime.now(UTC), key_id="", answer_id="ans_1", thumb="down", turns=(GIFT,), answer={"id": "ans_1", "text": "Ask."}
    )
    desk.records.add_feedback(old)
    (listed,) = boss.get("/v1/desk/feedback").json()["feedback"]
    assert (listed["question"], listed["status"], listed["missing"]) == (GIFT, None, ["expectation"])
    read = boss.get("/v1/desk/feedback/fb_1").json()
    assert (read["turns"], read["answer"], read["as_given"]) == ([GIFT], None, None)
    boss.post("/v1/desk/feedback/fb_1/review", json={"expected_clauses": [], "expected_consult": [], "expected_status": "not_in_codes"})
    assert boss.get("/v1/desk/feedback/fb_1/case").json()["answer"] is None


FORGERIES = {
    "a sentence": lambda answer: answer["statements"][0].update(text="You may keep the boat."),
    "a quote": lambda answer: answer["citations"][0].update(quote="Gifts are allowed."),
    "a name": lambda answer: answer["citations"][0].update(label="NACM 99"),
    "a clause": lambda answer: answer["citations"][0].update(clause_id="NACM-99"),
    "an id": lambda answer: answer.update(id="ans_1"),
    "a person": lambda answer: answer["consult"].append({"who": "legal", "why": "Your lawyer allows it.", "clause_ids": []}),
}


@pytest.mark.parametrize("forgery", [None, *FORGERIES])
def test_an_answer_that_was_changed_is_told_from_one_that_was_not(boss: TestClient, forgery: str | None) -> None:
    """Whoever sends feedback could put words into the code's mouth."""
    answer = asked(boss, GIFT)
    if forgery is not None:
        FORGERIES[forgery](answer)
    read = boss.get(f"/v1/desk/feedback/{told(boss, answer_id=answer['id'], answer=answer)}").json()
    assert read["as_given"] is (forgery is None)


def test_an_answer_of_another_guide_is_not_vouched_for(boss: TestClient) -> None:
    """Its clauses are those of today, but nobody knows what it might show beside them."""
    answer = asked(boss, GIFT)
    answer["receipt"]["guide_version"] = "0123456789ab"
    answer["receipt"]["id"] = checksum(receipt_in(AnswerOut.model_validate(answer)))
    assert boss.get(f"/v1/desk/feedback/{told(boss, answer=answer)}").json()["as_given"] is None


def test_a_review_says_who_when_and_what_was_expected(boss: TestClient) -> None:
    """Its note is masked; a second one takes its place, and the list tells what is done."""
    one, other = told(boss), told(boss)
    body = {"note": "John Smith should see NACM 8.", "expected_clauses": ["NACM-7|NACM-8"], "expected_consult": []}
    review = boss.post(f"/v1/desk/feedback/{one}/review", json=body).json()["review"]
    (key,) = boss.get("/v1/desk/keys").json()["keys"]
    assert review["key_id"] == key["id"]
    assert review["note"] == "[name] should see NACM 8."
    assert (review["expected_clauses"], review["expected_consult"], review["expected_status"]) == (["NACM-7|NACM-8"], [], None)
    assert boss.post(f"/v1/desk/feedback/{one}/review", json={}).json()["review"]["expected_clauses"] is None
    listed = {state: boss.get(f"/v1/desk/feedback?reviewed={state}").json()["feedback"] for state in ("true", "false")}
    assert [[f["id"] for f in listed[state]] for state in ("true", "false")] == [[one], [other]]


@pytest.mark.parametrize(
    "body",
    [
        {"expected_clauses": ["NACM-99"]},
        {"expected_clauses": ["NACM-7|nobody"]},
        {"expected_clauses": ["NACM-7"], "expected_status": "out_of_scope"},
        {"expected_consult": ["mother"]},
        {"note": "x" * 1001},
        {"who": "me"},
    ],
)
def test_a_review_that_no_case_could_be_made_of_is_refused(boss: TestClient, body: dict[str, Any]) -> None:
    """Unknown clauses, contradictions and fields that there are not; nothing is kept of it."""
    name = told(boss)
    refused = boss.post(f"/v1/desk/feedback/{name}/review", json=body)
    assert refused.status_code == 422
    assert refused.json()["hint"]
    assert boss.get(f"/v1/desk/feedback/{name}").json()["review"] is None


@pytest.mark.parametrize("path", ["feedback/fb_0", "feedback/fb_0/case", "cases?id=fb_0"])
def test_feedback_that_is_not_kept_is_not_found(boss: TestClient, path: str) -> None:
    """It may have been purged meanwhile."""
    assert boss.get(f"/v1/desk/{path}").status_code == 404
    assert boss.post("/v1/desk/feedback/fb_0/review", json={}).status_code == 404


def test_the_evaluation_takes_a_record_as_it_comes(
    boss: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`ethics-desk evals add-feedback` makes a case of the reply, with the reviewer's clauses, people and status as its labels."""
    name = told(boss, reason="missed_clause", comment="Where is the supervisor?")
    expected = {"expected_clauses": ["NACM-7|CCMC-PRINCIPLE-3", "NACM-8"], "expected_consult": ["legal"], "expected_status": "partial"}
    boss.post(f"/v1/desk/feedback/{name}/review", json=expected | {"note": "See NACM 8."})
    (tmp_path / "case.json").write_bytes(boss.get(f"/v1/desk/feedback/{name}/case").content)
    run = command_line(monkeypatch, capsys, tmp_path, 200)
    code, output, errors = run("evals", "add-feedback", str(tmp_path / "case.json"), str(tmp_path / "cases.jsonl"))
    assert (code, errors) == (0, "")
    (case,) = read_cases(tmp_path / "cases.jsonl")
    assert case.id in output
    assert case.turns == [GIFT]
    assert case.gold_clauses == [["NACM-7", "CCMC-PRINCIPLE-3"], ["NACM-8"]]
    assert (case.answerable, case.consult) == ("partial", ["legal_or_emergency"])
    assert "missed_clause" in case.source


def test_the_evaluation_takes_several_records_at_once(
    boss: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that it cannot take are named, and the others are added."""
    other = "A landlord offers me tickets for each tenant that I send him. Which clause is about that?"
    names = [told(boss), told(boss, other), told(boss, other)]
    reply = boss.get("/v1/desk/cases", params={"id": names})
    (tmp_path / "cases.json").write_bytes(reply.content)
    run = command_line(monkeypatch, capsys, tmp_path, 200)
    code, _, errors = run("evals", "add-feedback", str(tmp_path / "cases.json"), str(tmp_path / "cases.jsonl"))
    assert code == 1
    assert "1 of 3 records were left out" in errors
    assert [c.turns for c in read_cases(tmp_path / "cases.jsonl")] == [[GIFT], [other]]


def test_feedback_on_an_answer_that_nobody_knows_makes_no_case(boss: TestClient) -> None:
    """There is neither a question nor anything to expect from it, and a review of it alone does not mend that."""
    name = boss.post("/v1/feedback", json={"answer_id": "ans_1", "thumb": "up"}).json()["id"]
    assert boss.get(f"/v1/desk/feedback/{name}").json()["missing"] == ["question", "expectation"]
    boss.post(f"/v1/desk/feedback/{name}/review", json={"expected_clauses": [], "expected_consult": [], "expected_status": "not_in_codes"})
    refused = boss.get(f"/v1/desk/feedback/{name}/case")
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:ethics-desk:problem:invalid-input")


def test_feedback_without_an_answer_needs_the_whole_expectation(boss: TestClient, tmp_path: Path) -> None:
    """Until a reviewer has stated it, there is no record, and the list says why."""
    name = told(boss, answer=None)
    (listed,) = boss.get("/v1/desk/feedback").json()["feedback"]
    assert listed["missing"] == ["expectation"]
    refused = boss.get(f"/v1/desk/feedback/{name}/case")
    assert refused.status_code == 422
    assert "expected" in refused.json()["detail"]
    boss.post(f"/v1/desk/feedback/{name}/review", json={"expected_clauses": [], "expected_consult": [], "expected_status": "not_in_codes"})
    record = boss.get(f"/v1/desk/feedback/{name}/case").json()
    assert (record["turns"], record["answer"], record["expected_status"]) == ([GIFT], None, "not_in_codes")
    assert json.loads(boss.get("/v1/desk/cases", params={"id": name}).text) == [record]
