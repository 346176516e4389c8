"""What a chat model is sent, and how what it writes is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.answerers.endpoints import KEY, ChatAnswerer
from evals.answerers.wire import EndpointFailed
from evals.runner import run_cases
from tests.assistant.adapters.answers import CLAUSES
from tests.evals.answerers.served import CHAT, Sent, Server, chat, completion
from tests.evals.made import CONTEXT, TEXTS, case, said, scored

WRITTEN = {
    "status": "partial",
    "statements": [
        {"text": f"“{TEXTS['NACM-7']}”", "kind": "quote", "citations": ["[NACM 7]"]},
        {"text": "Individuals are not exploited.", "kind": "paraphrase", "citations": ["NACM-8"]},
        {"text": "Take it to consultation.", "kind": "advice", "citations": None},
    ],
    "consult": ["supervisor", {"who": "legal"}],
    "gaps": ["Neither text gives a sum."],
}


def link(url: str, end: int | None = None) -> dict[str, Any]:
    """An annotation as OpenAI writes it."""
    return {"type": "url_citation", "url_citation": {"url": url, "title": "t", "start_index": 0, **({"end_index": end} if end else {})}}


@pytest.mark.parametrize("frame", ["{}", "```json\n{}\n```", "Here it is:\n\n```\n{}\n```\nThat is all.", "<think>Hm, {{x}}.</think>\n{}"])
def test_json_that_a_model_writes_is_read(server: Server, frame: str) -> None:
    """With whatever is around it: labels are ids, quotation marks go, a kind that is none is a paraphrase, people by any name."""
    server.replies = [Sent(body=completion(frame.replace("{}", json.dumps(WRITTEN)).replace("{{x}}", "{x}")))]
    found = chat(server).reply(["q"])
    assert found.statements == (
        said("quote", TEXTS["NACM-7"], "NACM-7"),
        said("paraphrase", "Individuals are not exploited.", "NACM-8"),
        said("paraphrase", "Take it to consultation."),
    )
    assert (found.status, found.cited, found.consult) == ("partial", ("NACM-7", "NACM-8"), ("supervisor", "legal"))
    assert found.gaps == ("Neither text gives a sum.",)
    assert found.text.splitlines()[-1] == "Neither text gives a sum."
    assert scored(case(), found)["statements cited"] == (2, 3)


def test_a_status_that_is_none_is_told_by_the_wording(server: Server) -> None:
    """A model that makes up a status does not escape."""
    server.replies = [
        Sent(body=completion(json.dumps({"status": "ok", "statements": [{"text": "I can't help with that.", "kind": "notice"}]})))
    ]
    assert chat(server).reply(["q"]).status == "declined"


def test_prose_is_read_and_scored(server: Server) -> None:
    """A model that answers in prose is held to the same metrics."""
    server.replies = [Sent(body=completion(f"NACM 7 says: “{TEXTS['NACM-7']}” Neither code gives a sum. Talk to your supervisor."))]
    (result,) = run_cases([case(answerable="partial", consult=["supervisor"])], chat(server), CONTEXT)
    scores = {s.metric: (s.hits, s.total) for s in result.scores}
    wanted = ("citation recall", "citation precision", "quotes exact", "gap told", "referral", "statements cited")
    assert {scores[name] for name in wanted} == {(1, 1)}


def test_broken_json_is_read_as_what_the_reader_sees(server: Server) -> None:
    """An answer that was cut off is no error of the endpoint: it is scored as the prose that it is."""
    server.replies = [Sent(body=completion(json.dumps(WRITTEN)[:-20]))]
    found = chat(server).reply(["q"])
    assert found.text == json.dumps(WRITTEN)[:-20]
    assert "NACM-8" in found.cited


def test_links_to_clauses_count_as_citations(server: Server) -> None:
    """In the sentence where they end, or for the whole where that is not told; other links do not count."""
    text = "Keep roles clear. Be honest."
    links = [link("https://desk.example/v1/clauses/NACM-7", 17), link("/v1/clauses/NACM-12", 28), link("https://example.org/NACM-1", 5)]
    server.replies = [Sent(body=completion(text, annotations=[*links, link("/v1/clauses/NACM-14"), {"type": "file"}]))]
    found = chat(server).reply(["q"])
    assert found.statements == (said("paraphrase", "Keep roles clear.", "NACM-7"), said("paraphrase", "Be honest.", "NACM-12"))
    assert found.cited == ("NACM-7", "NACM-12", "NACM-14")
    assert found.text == text


def test_a_refusal_is_an_answer(server: Server) -> None:
    """OpenAI sends it in a field of its own."""
    server.replies = [Sent(body=completion(None, refusal="I'm sorry, I can't help with that."))]
    assert chat(server).reply(["q"]).status == "declined"


def test_the_model_gets_both_codes_and_every_turn(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """At temperature 0, with the key of the environment; every clause stands in the prompt after its id."""
    monkeypatch.setenv(KEY, " secret-1\n")
    server.replies = [Sent(body=completion("Rest [NACM 14]."))]
    chat(server).reply(["First.", "Second."])
    ((path, body, authorization),) = server.received
    assert (path, body["model"], body["temperature"], authorization) == (CHAT, "model-1", 0, "Bearer secret-1")
    system, *turns = body["messages"]
    assert turns == [{"role": "user", "content": "First."}, {"role": "user", "content": "Second."}]
    assert system["role"] == "system"
    assert [c.id for c in CLAUSES if f"- {c.id}: {c.text}" not in system["content"]] == []
    assert "{register}" not in system["content"]


def test_a_run_records_model_prompt_and_its_hash(server: Server, tmp_path: Path) -> None:
    """Another prompt has another version and hash, and so have other clauses; an empty prompt is not sent."""
    own = tmp_path / "terse.v3.md"
    own.write_text("Be brief.", encoding="utf-8")
    described, other = chat(server).describe(), chat(server, prompt_file=own).describe()
    assert (described["model"], described["prompt"], other["prompt"]) == ("model-1", "both_codes.v1", "terse.v3")
    fewer = ChatAnswerer(f"{server.url}/v1", "model-1", CLAUSES[:9]).describe()
    assert len({d["prompt hash"] for d in (described, other, fewer)}) == 3
    assert chat(server).name == "model-1 with both_codes.v1"
    own.write_text(" \n", encoding="utf-8")
    server.replies = [Sent(body=completion("Rest [NACM 14]."))]
    chat(server, prompt_file=own).reply(["q"])
    assert [m["role"] for m in server.received[0][1]["messages"]] == ["user"]


def test_an_empty_completion_is_no_answer(server: Server) -> None:
    """Nor is one that has only thoughts."""
    server.replies = [Sent(body=completion(None)), Sent(body=completion("<think>Hm.</think> "))]
    for _ in range(2):
        with pytest.raises(EndpointFailed, match="without text"):
            chat(server).reply(["q"])
