"""What a reader of the codes is told over HTTP beside the words of a clause."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, opened


def test_a_clause_comes_with_what_helps_to_read_it(client: TestClient, small_assistant: Assistant) -> None:
    """Our explanation in both languages, the source's words around it and its lines; the corpus folder is not there."""
    gloss = small_assistant.parts.guide.gloss("NACM-7")
    clause = client.get("/v1/clauses/NACM-7").json()
    assert (clause["gloss"], clause["gloss_es"], clause["brief"]) == (gloss.gloss, gloss.gloss_es, gloss.brief)
    assert clause["context"]["before"].endswith("individuals served. 7.")
    assert clause["context"]["after"].startswith("8. Ensure that")
    assert (clause["context"]["first_line"], clause["context"]["last_line"]) == (197, 205)
    assert clause["topics"][0].keys() == {"id", "title", "title_es"}


def test_a_clause_is_tied_to_the_other_code_only(client: TestClient) -> None:
    """Related clauses are few, of the other code, and say which subjects they share."""
    for clause in client.get("/v1/clauses").json()["clauses"]:
        related = client.get(clause["permalink"]).json()["related"]
        assert len(related) <= 4
        assert clause["code"] not in {r["code"] for r in related}
        assert all(r["brief"] and r["brief_es"] and r["topics"] for r in related)


def test_slips_of_the_original_are_told(client: TestClient) -> None:
    """What the source has and how we read it; a clause without a slip has none."""
    (slip,) = client.get("/v1/clauses/NACM-28").json()["errata"]
    assert (slip["text"], slip["reading"], slip["place"]) == ("conflicts of interests", "conflicts of interest", "clause")
    assert client.get("/v1/clauses/NACM-7").json()["errata"] == []


def test_a_code_can_be_read_from_clause_to_clause(client: TestClient) -> None:
    """Next leads through all clauses of a code in the order of the list, and previous back."""
    listed = [c["id"] for c in client.get("/v1/clauses?code=CCMC").json()["clauses"]]
    way, back = [listed[0]], None
    while True:
        clause: dict[str, Any] = client.get(f"/v1/clauses/{way[-1]}").json()
        assert (clause["previous"] or {}).get("clause_id") == back
        if clause["next"] is None:
            break
        back = way[-1]
        way.append(clause["next"]["clause_id"])
    assert way == listed


def test_the_schema_says_which_words_are_ours(client: TestClient) -> None:
    """Whoever reads the document cannot take an explanation for the code's own words."""
    fields = client.get("/openapi.json").json()["components"]["schemas"]["WholeClauseOut"]["properties"]
    assert all("not of the code" in fields[name]["description"] for name in ("gloss", "gloss_es", "brief", "brief_es"))


def test_topics_are_listed_with_questions_to_start_from(client: TestClient, small_assistant: Assistant) -> None:
    """Each topic of the guide, its clauses by name, and two or three questions in each language."""
    topics = client.get("/v1/topics").json()["topics"]
    assert [t["id"] for t in topics] == [t.id for t in small_assistant.parts.guide.topics]
    gifts = topics[0]
    assert [c["clause_id"] for c in gifts["central"]] == ["NACM-7", "NACM-8"]
    assert gifts["central"][0]["label"] == "NACM 7"
    assert all(len(t["questions"]) in (2, 3) and len(t["questions_es"]) in (2, 3) for t in topics)


def test_it_says_what_is_kept(make_desk: MakeDesk) -> None:
    """For how many days, and whether whole conversations are; with no days nothing is."""
    kept = [
        _version(make_desk(**changes))["kept"]
        for changes in ({}, {"keep_conversations": True, "keep_days": 7}, {"keep_conversations": True, "keep_days": 0})
    ]
    assert kept == [
        {"days": 30, "conversations": False},
        {"days": 7, "conversations": True},
        {"days": 0, "conversations": False},
    ]


def test_it_says_whether_questions_are_sent_elsewhere(make_desk: MakeDesk) -> None:
    """Without a chat model, and with one on this machine, nothing leaves it; a hosted one is told."""
    models: tuple[dict[str, str], ...] = (
        {},
        {"chat_model": "ollama:llama3.1", "chat_base_url": "http://127.0.0.1:11434"},
        {"chat_model": "openai:small", "chat_base_url": "https://models.example/v1"},
    )
    assert [_version(make_desk(**model))["sends_out"] for model in models] == [False, False, True]


def _version(desk: Any) -> dict[str, Any]:
    with opened(create_app(desk)) as client:
        read: dict[str, Any] = client.get("/version").json()
    return read
