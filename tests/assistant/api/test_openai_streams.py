"""Over the real corpus a stream in OpenAI's protocol is the whole answer, also where a chat model explains."""

from __future__ import annotations

import pytest

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wiring import with_model
from tests.assistant.api.conftest import MakeDesk, opened
from tests.assistant.api.test_openai import PATH, asked, body, chunks, content, plain, user
from tests.assistant.scripted import NOTHING, output, statement
from tests.fakes import ScriptedChatModel

TURNS = {
    "a situation": ["My client gave me a gift card for Christmas. Can I keep it?"],
    "a follow-up": ["My client gave me a gift card.", "What if it is only worth five dollars?"],
    "both codes": ["How do NACM and CCMC differ on confidentiality and on disclosing what a client said?"],
    "a clause": ["What does NACM 7 say?"],
    "danger": ["My client says he will kill himself tonight. What should I do?"],
    "Spanish": ["Mi cliente me dio una tarjeta de regalo. ¿Puedo quedarme con ella?"],
    "nothing in the codes": ["How much is the certification fee?"],
    "something else": ["What is the weather in Boston?"],
}
DRUNK = "My coworker has been drinking at work. What does the code ask of me?"
URGE = statement("NACM asks you to urge any colleague who appears impaired to seek help.", "NACM-21")
WRONG = statement("NACM 21 requires you to report your colleague to the police.", "NACM-21")


@pytest.mark.parametrize("turns", TURNS.values(), ids=TURNS)
def test_a_stream_is_the_whole_answer(assistant: Assistant, make_desk: MakeDesk, turns: list[str]) -> None:
    """Whatever the answer holds, its text and its marks are the same piece by piece, and they are those of the native route."""
    messages = [user(t) for t in turns]
    with opened(create_app(make_desk(assistant))) as client:
        native = client.post("/v1/ask", json={"turns": turns}).json()
        whole = asked(client, *messages)
        streamed = chunks(client.post(PATH, json=body(*messages, stream=True)).text)
    message = whole["choices"][0]["message"]
    annotations = [a for c in streamed for a in c["choices"][0]["delta"].get("annotations", [])]
    assert content(streamed) == message["content"] == native["markdown"]
    assert [a["url_citation"] for a in annotations] == [a["url_citation"] for a in message["annotations"]]
    marks = [message["content"][a["url_citation"]["start_index"] : a["url_citation"]["end_index"]] for a in message["annotations"]]
    assert set(marks) == {f"[{c['label']}]" for c in native["citations"]}
    assert plain(streamed[-1]) == plain(whole) == {k: v for k, v in native.items() if k not in ("timings_ms", "conversation_id")}


def test_a_stream_that_a_chat_model_explains_is_the_whole_answer(assistant: Assistant, make_desk: MakeDesk) -> None:
    """Its sentences come in the order of the text, what was not verified never comes, and its tokens are the usage."""

    def made() -> Assistant:
        return with_model(assistant, ScriptedChatModel(output(URGE, WRONG), NOTHING, size=9), Settings())

    with opened(create_app(make_desk(made()))) as client:
        whole = asked(client, user(DRUNK))
    with opened(create_app(make_desk(made()))) as client:
        text = client.post(PATH, json=body(user(DRUNK), stream=True, stream_options={"include_usage": True})).text
    *streamed, last = chunks(text)
    assert content(streamed) == whole["choices"][0]["message"]["content"] == streamed[-1]["ethics_desk"]["markdown"]
    assert str(URGE["text"]) in content(streamed)
    assert "police" not in text
    assert last["usage"] == whole["usage"] == {"prompt_tokens": 22, "completion_tokens": 14, "total_tokens": 36}
