"""Unanswered questions, versions, documents, keys and retention, for whoever looks after the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.adapters.keys_sqlalchemy import SqlalchemyKeys
from assistant.api.app import create_app
from assistant.api.desk import Desk
from assistant.pipeline import Assistant
from assistant.records import ApiKey
from assistant.wiring import open_database
from tests.assistant.adapters.kept import audit_entry, exchange, feedback, receipt
from tests.assistant.api.conftest import MakeDesk, opened

FEE = "What does the exam cost?"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with the usual settings."""
    return make_desk()


@pytest.fixture
def boss(desk: Desk) -> Iterator[TestClient]:
    """A client with a key of scope admin."""
    with opened(create_app(desk)) as client:
        client.headers["Authorization"] = f"Bearer {desk.keys.create('boss', ['admin'])[1]}"
        yield client


def days_ago(days: float) -> datetime:
    """A moment so many days back."""
    return datetime.now(UTC) - timedelta(days=days)


def test_questions_without_an_answer_are_counted(desk: Desk, boss: TestClient) -> None:
    """The same ones together; narrowed by status and by time, and beside them what became of all answers."""
    for status, question, days in (
        ("not_in_codes", FEE, 1),
        ("not_in_codes", FEE, 9),
        ("partial", "Is there a limit for gifts?", 1),
        ("answered", "What does NACM 7 say?", 1),
    ):
        desk.records.add_answer(audit_entry(question=question, status=status, at=days_ago(days)), receipt())
    whole = boss.get("/v1/desk/questions").json()
    assert [(q["question"], q["status"], q["count"]) for q in whole["questions"]] == [
        (FEE, "not_in_codes", 2),
        ("Is there a limit for gifts?", "partial", 1),
    ]
    assert whole["statuses"] == {"not_in_codes": 2, "partial": 1, "answered": 1}
    late = boss.get("/v1/desk/questions", params={"days": 5, "status": ["not_in_codes", "out_of_scope"]}).json()
    assert [(q["question"], q["count"]) for q in late["questions"]] == [(FEE, 1)]
    assert late["statuses"] == {"not_in_codes": 1, "partial": 1, "answered": 1}
    assert boss.get("/v1/desk/questions", params={"status": "answered"}).status_code == 422


def test_versions_are_those_that_answers_carry(boss: TestClient, small_assistant: Assistant) -> None:
    """Each can be held against a receipt."""
    found = boss.get("/v1/desk/versions").json()
    versions = small_assistant.parts.versions
    assert (found["corpus_version"], found["generator"]) == (small_assistant.parts.version, "extractive")
    assert (found["register_version"], found["guide_version"], found["verifier_version"]) == (
        versions.register,
        versions.guide,
        versions.verifier,
    )


def test_documents_are_those_of_the_register(boss: TestClient, small_assistant: Assistant) -> None:
    """With the checksum of each file, and its clauses and slips counted."""
    found = {d["code"]: d for d in boss.get("/v1/desk/documents").json()["documents"]}
    for code in small_assistant.parts.codes:
        document = found[code.id]
        assert (document["title"], document["file"], document["sha256"]) == (code.title, code.file, code.sha256)
        clauses = {c.id for c in small_assistant.parts.clauses if c.code == code.id}
        assert document["clauses"] == len(clauses)
        assert document["errata"] == sum(len(s.errata) for s in small_assistant.parts.sources if s.clause_id in clauses) > 0


def test_a_key_is_made_and_its_token_told_once(desk: Desk, boss: TestClient) -> None:
    """No cache may keep the reply; the list never holds a token or a part of it; the key opens what it should."""
    made = boss.post("/v1/desk/keys", json={"name": "bot", "scopes": ["ask"], "expires": "90d"})
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    token, key = made.json()["token"], made.json()["key"]
    found = desk.keys.find(token)
    assert found is not None
    assert (found.id, found.scopes) == (key["id"], {"ask"})
    assert found.expires is not None
    assert abs(found.expires - days_ago(-90)) < timedelta(minutes=1)
    listed = boss.get("/v1/desk/keys")
    assert token.split("_")[2] not in listed.text
    assert [(k["name"], k["own"], k["state"]) for k in listed.json()["keys"]] == [("boss", True, "usable"), ("bot", False, "usable")]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "boss", "scopes": ["ask"]},
        {"name": " ", "scopes": ["ask"]},
        {"name": "a\nb", "scopes": ["ask"]},
        {"name": "bot", "scopes": []},
        {"name": "bot", "scopes": ["everything"]},
        {"name": "bot", "scopes": ["ask"], "expires": "soon"},
        {"name": "bot", "scopes": ["ask"], "expires": "0d"},
        {"name": "bot", "scopes": ["ask"], "expires": "2020-01-01"},
        {"name": "bot", "scopes": ["ask"], "expires": "9999-12-31"},
    ],
)
def test_a_key_is_made_by_the_rules_of_the_command(desk: Desk, boss: TestClient, body: dict[str, Any]) -> None:
    """A name in use, no scope, an end that is none: refused with a word what to do, and no key is made."""
    refused = boss.post("/v1/desk/keys", json=body)
    assert refused.status_code == 422
    assert refused.json()["hint"]
    assert len(desk.keys.keys()) == 1


def test_a_revoked_key_opens_nothing_from_then_on(boss: TestClient) -> None:
    """Not even for the seconds for which a key is remembered; the list keeps it."""
    made = boss.post("/v1/desk/keys", json={"name": "deputy", "scopes": ["admin"]}).json()
    deputy = {"Authorization": f"Bearer {made['token']}"}
    assert boss.get("/v1/desk/keys", headers=deputy).status_code == 200
    assert boss.post(f"/v1/desk/keys/{made['key']['id']}/revoke").json()["state"] == "revoked"
    assert boss.get("/v1/desk/keys", headers=deputy).status_code == 401
    assert [k["state"] for k in boss.get("/v1/desk/keys").json()["keys"]] == ["usable", "revoked"]


class Interrupted(SqlalchemyKeys):
    """Keys in whose looking up something happens."""

    meanwhile: Callable[[str], None] | None = None

    def find(self, token: str) -> ApiKey | None:
        """The key, as it was before what happens meanwhile."""
        found = super().find(token)
        if found is not None and self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens(found.id)
        return found


def test_a_key_that_is_revoked_while_it_is_looked_up_is_not_remembered(desk: Desk) -> None:
    """The request that was under way is let in, the next one is not."""
    keys = Interrupted(open_database(desk.settings)[0])
    desk.keys.close()
    with opened(app := create_app(replace(desk, keys=keys))) as client:
        _, token = keys.create("bot", ["admin"])

        def revoked(key_id: str) -> None:
            keys.revoke(key_id)
            app.state.doorkeeper.forget()

        keys.meanwhile = revoked
        client.headers["Authorization"] = f"Bearer {token}"
        assert [client.get("/v1/desk/keys").status_code for _ in range(2)] == [200, 401]


def test_the_last_key_of_scope_admin_cannot_be_revoked_from_here(boss: TestClient) -> None:
    """Whoever did it could make no other one; with a second such key it may go."""
    (own,) = boss.get("/v1/desk/keys").json()["keys"]
    refused = boss.post(f"/v1/desk/keys/{own['id']}/revoke")
    assert refused.status_code == 422
    assert "last usable key" in refused.json()["detail"]
    boss.post("/v1/desk/keys", json={"name": "deputy", "scopes": ["admin"]})
    assert boss.post(f"/v1/desk/keys/{own['id']}/revoke").status_code == 200
    assert boss.get("/v1/desk/keys").status_code == 401


def test_a_key_that_there_is_not_cannot_be_revoked(boss: TestClient) -> None:
    """A slip in the id is told."""
    assert boss.post("/v1/desk/keys/abcdefgh/revoke").status_code == 404


def test_the_retention_is_told_without_the_address_of_the_database(desk: Desk, boss: TestClient) -> None:
    """The settings in force, and how many records of each kind there are, with the oldest."""
    at = days_ago(3)
    desk.records.add_answer(audit_entry(at=at), receipt())
    told = boss.get("/v1/desk/retention").json()
    assert (told["days"], told["conversations"], told["database"]) == (30, False, "sqlite")
    records = {r["kind"]: (r["count"], r["oldest"]) for r in told["records"]}
    assert records["answers"][0] == 1
    assert datetime.fromisoformat(records["answers"][1]) == at
    assert records["feedback"] == (0, None)
    assert set(told) == {"days", "conversations", "database", "records"}


@pytest.mark.parametrize(("body", "left"), [({}, ["fb_1", "fb_9"]), ({"days": 5}, ["fb_1"]), ({"days": 5.0}, ["fb_1"]), ({"days": 0}, [])])
def test_a_purge_removes_what_is_older_and_nothing_else(desk: Desk, boss: TestClient, body: dict[str, float], left: list[str]) -> None:
    """Than the settings keep it, or than it is told to keep; keys stay."""
    for days in (1, 9, 31):
        desk.records.add_feedback(feedback(id=f"fb_{days}", at=days_ago(days)))
    desk.records.begin_conversation("con_1", "", days_ago(40))
    desk.records.add_exchange("con_1", exchange(at=days_ago(31)))
    purged = boss.post("/v1/desk/retention/purge", json=body).json()
    assert (purged["days"], purged["feedback"], purged["conversations"]) == (body.get("days", 30), 3 - len(left), 1)
    assert sorted(f.id for f in desk.records.feedback()) == left
    assert boss.get("/v1/desk/keys").status_code == 200


@pytest.mark.parametrize("days", [-1, 36501, 0.5, 1e300, "0", "", False, []])
def test_what_is_no_number_of_days_purges_nothing(desk: Desk, boss: TestClient, days: Any) -> None:
    """What is removed does not come back, so nothing is guessed."""
    desk.records.add_feedback(feedback(id="fb_40", at=days_ago(40)))
    assert boss.post("/v1/desk/retention/purge", json={"days": days}).status_code == 422
    assert boss.post("/v1/desk/retention/purge", json={"day": 0}).status_code == 422
    assert [f.id for f in desk.records.feedback()] == ["fb_40"]


def test_where_nothing_is_kept_nothing_is_shown(make_desk: MakeDesk) -> None:
    """Feedback is taken and forgotten, and the retention says so."""
    desk = make_desk(keep_days=0, keep_conversations=True)
    with opened(create_app(desk)) as client:
        client.post("/v1/feedback", json={"answer_id": "ans_1", "thumb": "up"})
        client.headers["Authorization"] = f"Bearer {desk.keys.create('boss', ['admin'])[1]}"
        told = client.get("/v1/desk/retention").json()
        assert (told["days"], told["conversations"]) == (0, False)
        assert client.get("/v1/desk/feedback").json() == {"feedback": [], "next": None}
