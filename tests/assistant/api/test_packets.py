"""Packets over HTTP: three formats, bounded, refused where the answer is not the desk's."""

from __future__ import annotations

import datetime
import io
import json
import threading
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from starlette.testclient import TestClient

from assistant.adapters import packet_typst
from assistant.api.app import create_app
from assistant.wire_packet import MEDIA_TYPES, file_name
from tests.assistant.api.conftest import MakeDesk, opened

QUESTION = "My coworker has been drinking at work. What does the code ask of me?"


@pytest.fixture
def answer(client: TestClient) -> dict[str, Any]:
    """An answer as it came over HTTP."""
    answer: dict[str, Any] = client.post("/v1/ask", json={"question": QUESTION}).json()
    return answer


@pytest.mark.parametrize(("form", "beginning"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04"), ("markdown", b"# Consultation packet")])
def test_a_packet_is_made_in_each_format(client: TestClient, answer: dict[str, Any], form: Any, beginning: bytes) -> None:
    """Its name tells its day and nothing of what was asked; no cache keeps it."""
    made = client.post("/v1/packets", json={"answer": answer, "format": form, "date": "2026-01-31"})
    assert made.status_code == 200
    assert made.content.startswith(beginning)
    assert made.headers["content-type"].partition(";")[0] == MEDIA_TYPES[form]
    name = file_name(datetime.date(2026, 1, 31), form)
    assert made.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "drink" not in name
    assert made.headers["cache-control"] == "no-store"


def test_what_the_asker_adds_is_masked_in_every_format(client: TestClient, answer: dict[str, Any]) -> None:
    """Turns before the question, and the note."""
    body = {"answer": answer, "turns": ["My client Ann Smith called.", QUESTION], "note": "Ring 555-867-5309."}
    pdf = PdfReader(io.BytesIO(client.post("/v1/packets", json=body).content))
    docx = Document(io.BytesIO(client.post("/v1/packets", json=body | {"format": "docx"}).content))
    markdown = client.post("/v1/packets", json=body | {"format": "markdown"}).text
    for text in (" ".join(p.extract_text() for p in pdf.pages), " ".join(p.text for p in docx.paragraphs), markdown):
        assert "My client [name] called." in text
        assert "Ring [phone]." in text
        assert "Smith" not in text


def test_the_day_is_that_of_the_desk_if_none_is_given(client: TestClient, answer: dict[str, Any]) -> None:
    """Whatever day that is."""
    days = [datetime.date.today()]
    made = client.post("/v1/packets", json={"answer": answer, "format": "markdown"})
    days.append(datetime.date.today())
    assert made.headers["content-disposition"] in [f'attachment; filename="{file_name(day, "markdown")}"' for day in days]


def test_a_doctored_answer_is_refused(client: TestClient, answer: dict[str, Any]) -> None:
    """In one sentence that says what is wrong; nothing is printed under the codes' names that the desk did not say."""
    answer["citations"][0]["quote"] = "You may keep quiet."
    refused = client.post("/v1/packets", json={"answer": answer})
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (422, "urn:ethics-desk:problem:answer-changed")
    assert "citations" in problem["detail"]
    assert "Ask the question again" in problem["hint"]


def test_an_answer_of_another_corpus_is_refused(client: TestClient, answer: dict[str, Any]) -> None:
    """The asker is told to ask again."""
    answer["corpus"]["version"] = "0123456789ab"
    refused = client.post("/v1/packets", json={"answer": answer})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:ethics-desk:problem:answer-outdated")


@pytest.mark.parametrize(
    "changes",
    [
        {"note": "x" * 2001},
        {"turns": ["x" * 8001, "y"]},
        {"turns": ["x"] * 101},
        {"date": "2026-02-30"},
        {"date": "today"},
        {"date": "0999-12-31"},
        {"format": "html"},
        {"paper": "legal"},
        {"language": "fr"},
        {"title": "The Commission rules"},
        {"answer": {}},
    ],
)
def test_what_is_no_request_for_a_packet_is_refused(client: TestClient, answer: dict[str, Any], changes: dict[str, Any]) -> None:
    """Too long, of no day, in no format that there is."""
    assert client.post("/v1/packets", json={"answer": answer} | changes).status_code == 422


def test_an_answer_that_is_longer_than_any_is_refused(client: TestClient, answer: dict[str, Any]) -> None:
    """Before anything is made of it."""
    answer["question"] = "x" * 100_001
    refused = client.post("/v1/packets", json={"answer": answer})
    assert refused.status_code == 422
    assert "longer than any answer" in refused.json()["detail"]
    assert len(json.dumps(refused.json())) < 1000


def test_a_key_without_the_scope_makes_none(make_desk: MakeDesk, answer: dict[str, Any]) -> None:
    """Whoever may ask may take the answer along; nobody else."""
    desk = make_desk(api_keys="required")
    _, token = desk.keys.create("guide", ["facilitate"])
    with opened(create_app(desk)) as client:
        assert client.post("/v1/packets", json={"answer": answer}).status_code == 401
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post("/v1/packets", json={"answer": answer}, headers=headers).status_code == 403


def test_a_packet_is_made_in_a_thread_of_the_service(client: TestClient, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop answers others meanwhile."""
    threads: list[str] = []
    typeset = packet_typst.typst.compile

    def noted(*args: Any, **named: Any) -> Any:
        threads.append(threading.current_thread().name)
        return typeset(*args, **named)

    monkeypatch.setattr(packet_typst.typst, "compile", noted)
    assert client.post("/v1/packets", json={"answer": answer}).status_code == 200
    assert [name.rpartition("_")[0] for name in threads] == ["answer"]
