"""Both clients, for whoever looks after the desk, against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from assistant.api.desk import Desk
from assistant.client import Forbidden, Invalid, NotFound, Unauthorized
from tests.assistant.adapters.kept import audit_entry, receipt
from tests.assistant.client.conftest import client_of

NACM_7 = "What does NACM 7 say?"


class _Admin:
    """The admin calls of a client that waits, or of one that does not."""

    def __init__(self, client: Any, kind: str) -> None:
        self._client = client
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        if self._kind == "sync":
            return getattr(self._client.admin, name)
        method = getattr(self._client.desk.admin, name)
        return lambda *args, **named: self._client.run(method(*args, **named))


@pytest.fixture
def token(desk: Desk, kind: str) -> Iterator[str]:
    """A key of scopes admin and ask; another of scope admin makes it not the last."""
    made = [desk.keys.create(f"{name} {kind}", ["admin", "ask"]) for name in ("boss", "deputy")]
    yield made[0][1]
    for key, _ in made:
        desk.keys.revoke(key.id)


@pytest.fixture
def client(kind: str, address: str, token: str) -> Iterator[Any]:
    """A client with that key, of each kind."""
    with closing(client_of(kind, address, key=token)) as client:
        yield client


@pytest.fixture
def admin(client: Any, kind: str) -> _Admin:
    """Its calls."""
    return _Admin(client, kind)


def test_feedback_is_found_reviewed_and_made_a_record(client: Any, admin: _Admin) -> None:
    """From the list to the record, typed on every step."""
    answer = client.ask(NACM_7)
    name = client.feedback(answer, "down", reason="missed_clause", turns=[NACM_7]).id
    page = admin.feedback(thumb="down", reason="missed_clause", reviewed=False, limit=1)
    assert [f.id for f in page.feedback] == [name]
    assert admin.one_feedback(name).answer.id == answer.id
    reviewed = admin.review(name, note="See NACM 8.", expected_clauses=["NACM-8"], expected_consult=[], expected_status="answered")
    assert reviewed.review.expected_clauses == ["NACM-8"]
    record = admin.case(name)
    assert (record.expected_clauses, record.expected_consult, record.turns) == (["NACM-8"], [], [NACM_7])
    assert admin.cases([name]) == [record]


def test_pages_follow_one_another(client: Any, admin: _Admin) -> None:
    """By the cursor of the page before."""
    made = [client.feedback(client.ask(NACM_7), "up").id for _ in range(2)]
    first = admin.feedback(thumb="up", limit=1)
    second = admin.feedback(thumb="up", limit=1, cursor=first.next)
    assert [f.id for page in (first, second) for f in page.feedback] == made[::-1]


def test_questions_versions_and_documents_are_told(client: Any, admin: _Admin, desk: Desk) -> None:
    """What was asked in vain, by status and time; what answers are made of."""
    desk.records.add_answer(audit_entry(question="What is the fee?", status="not_in_codes"), receipt())
    found = admin.questions(status=["not_in_codes"], days=36_500, limit=100)
    assert "What is the fee?" in {q.question for q in found.questions}
    assert found.statuses["not_in_codes"] >= 1
    assert admin.versions().corpus_version == client.version().corpus_version
    assert {d.code for d in admin.documents().documents} == {"CCMC", "NACM"}


def test_keys_are_made_listed_and_revoked(admin: _Admin, kind: str) -> None:
    """The token is told once; a revoked key stays in the list."""
    made = admin.create_key(f"bot of {kind}", ["ask"], expires="90d")
    assert made.token.startswith(f"edk_{made.key.id}_")
    assert admin.revoke_key(made.key.id).state == "revoked"
    assert made.key.id in {k.id for k in admin.keys().keys}
    with pytest.raises(Invalid, match="already"):
        admin.create_key(f"boss {kind}", ["ask"])
    with pytest.raises(NotFound):
        admin.revoke_key("abcdefgh")


def test_the_retention_is_read_and_records_are_purged(admin: _Admin) -> None:
    """By the settings, or by a number of days."""
    assert admin.retention().days == 30
    assert admin.purge().days == 30
    assert admin.purge(days=7).days == 7


def test_it_takes_a_key_of_scope_admin(kind: str, address: str, desk: Desk) -> None:
    """On this machine too, where questions need none."""
    with closing(client_of(kind, address)) as client, pytest.raises(Unauthorized):
        _Admin(client, kind).keys()
    key, asking = desk.keys.create(f"asker {kind}", ["ask"])
    with closing(client_of(kind, address, key=asking)) as client, pytest.raises(Forbidden, match="'admin'"):
        _Admin(client, kind).keys()
    desk.keys.revoke(key.id)
