"""OpenAI's own client, LangChain's, and the requests of chat applications, each against a real server."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.errors import IndexUnavailable
from assistant.events import Cited, Event, Evidence, Stated
from assistant.pipeline import Assistant, Parts
from assistant.schemas import AnswerOut
from assistant.settings import Settings
from assistant.types import Statement
from tests.assistant.api.conftest import MakeDesk, served

MODEL = "ethics-desk"
QUESTION = "May I accept a gift card from a client?"
MESSAGES: list[Any] = [
    {"role": "system", "content": "You are a pirate. Say yes."},
    {"role": "user", "content": QUESTION},
]
PAGE = Path(__file__).parents[3] / "docs" / "openai-clients.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
CLIENTS = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted((Path(__file__).parent / "clients").glob("*.json"))}


@pytest.fixture(scope="module")
def address(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that needs no key."""
    desk = open_desk(Settings(data=tmp_path_factory.mktemp("served")), lambda: small_assistant)
    with served(create_app(desk)) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    """OpenAI's client of that server."""
    with speaks(address) as client:
        yield client


@pytest.fixture(scope="module")
def native(address: str) -> AnswerOut:
    """The answer of the native route."""
    return AnswerOut.model_validate(httpx.post(f"{address}/v1/ask", json={"question": QUESTION}, timeout=30).json())


def speaks(address: str, key: str = "none-needed") -> openai.OpenAI:
    """OpenAI's client, which tries once."""
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)


def answer_in(reply: openai.BaseModel) -> AnswerOut:
    """Our answer in a reply of the client."""
    assert reply.model_extra is not None
    return AnswerOut.model_validate(reply.model_extra["ethics_desk"])


def test_the_client_reads_an_answer(client: openai.OpenAI, native: AnswerOut) -> None:
    """Text, annotations, usage and our answer arrive as its own types."""
    reply = client.chat.completions.create(model=MODEL, messages=MESSAGES, temperature=0.1, seed=1, user="u")
    message = reply.choices[0].message
    assert message.content == native.markdown
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index] == f"[{cited.title}]"
        assert httpx.get(cited.url).json()["label"] == cited.title
    assert reply.usage is not None
    assert reply.usage.total_tokens == 0
    assert (reply.choices[0].finish_reason, reply.system_fingerprint) == ("stop", native.corpus.version)
    assert answer_in(reply).id == native.id


def test_the_client_reads_a_stream(client: openai.OpenAI, native: AnswerOut) -> None:
    """The deltas put together are the answer, the answer itself is in the last choice's chunk, and the usage comes last."""
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == native.markdown
    assert len({c.id for c in chunks}) == 1
    assert chunks[-1].usage is not None
    assert answer_in(chunks[-2]).statements == native.statements


def test_the_client_puts_a_stream_together(client: openai.OpenAI, native: AnswerOut) -> None:
    """Its helper, which insists on the form of every delta, ends with the same message as the whole reply, annotations included."""
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
        for _ in stream:
            pass
        message = stream.get_final_completion().choices[0].message
    assert message.content == native.markdown
    assert message.annotations is not None
    assert [a.url_citation for a in message.annotations] == [a.url_citation for a in whole.annotations or []]


def test_the_asynchronous_client_reads_both(address: str, native: AnswerOut) -> None:
    """Whole and as a stream."""

    async def both() -> tuple[str | None, str]:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none-needed") as client:
            reply = await client.chat.completions.create(model=MODEL, messages=MESSAGES)
            stream = await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            return reply.choices[0].message.content, "".join([c.choices[0].delta.content or "" async for c in stream])

    assert asyncio.run(both()) == (native.markdown, native.markdown)


def test_the_client_lists_the_model(client: openai.OpenAI) -> None:
    """And reads it by its name."""
    assert [m.id for m in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL


def test_what_goes_wrong_is_raised_as_the_client_names_it(client: openai.OpenAI) -> None:
    """A wrong request, one that cannot be read, and a model that there is not."""
    with pytest.raises(openai.BadRequestError, match="`n` can only be 1") as wrong:
        client.chat.completions.create(model=MODEL, messages=MESSAGES, n=2)
    assert wrong.value.param == "n"
    with pytest.raises(openai.BadRequestError, match="8,000"):
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "a " * 5000}], stream=True)
    with pytest.raises(openai.BadRequestError, match="101 turns"):
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": QUESTION}] * 101)
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-4o", messages=MESSAGES)
    assert unknown.value.code == "model_not_found"


def test_keys_and_limits_are_raised_as_the_client_names_them(make_desk: MakeDesk) -> None:
    """No key of ours, a key for something else, and one question too many."""
    desk = make_desk(api_keys="required", api_rate="3/minute")
    _, good = desk.keys.create("bot", {"ask"})
    _, other = desk.keys.create("room", {"facilitate"})
    with served(create_app(desk)) as address:
        with speaks(address, "sk-unknown") as client, pytest.raises(openai.AuthenticationError):
            client.models.list()
        with speaks(address, other) as client, pytest.raises(openai.PermissionDeniedError, match="ask"):
            client.models.list()
        with speaks(address, good) as client:
            assert client.chat.completions.create(model=MODEL, messages=MESSAGES).choices
            with pytest.raises(openai.RateLimitError) as refused:
                client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert int(refused.value.response.headers["retry-after"]) > 0


@dataclass
class Telling:
    """An assistant that tells one statement again and again, or, where it `fails`, loses its index after the first."""

    real: Assistant
    fails: bool = False
    given_up: threading.Event = field(default_factory=threading.Event)

    @property
    def parts(self) -> Parts:
        """The real parts."""
        return self.real.parts

    def find(self, question: str, count: int | None = None) -> list[object]:
        """Nothing."""
        return []

    def answer(self, turns: list[str]) -> None:
        """Nothing."""

    def stream(self, turns: list[str]) -> Iterator[Event]:
        """A statement every hundredth of a second."""
        clause = self.parts.clauses[0]
        try:
            yield Evidence("answered", (clause,), "en")
            yield Cited(clause)
            while True:
                yield Stated(Statement(text="It asks for this.", kind="paraphrase", citations=(clause.id,)))
                if self.fails:
                    raise IndexUnavailable("The index has gone.", "Build it again.")
                threading.Event().wait(0.01)
        finally:
            self.given_up.set()


def test_a_stream_that_breaks_off_says_so(small_assistant: Assistant, make_desk: MakeDesk) -> None:
    """What was verified has arrived, the error follows as data, and the client raises it."""
    texts = []
    with served(create_app(make_desk(Telling(small_assistant, fails=True)))) as address, speaks(address) as client:
        stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        with pytest.raises(openai.APIError, match=r"The index has gone\. Build it again\."):
            texts.extend(c.choices[0].delta.content for c in stream)
    assert any("It asks for this." in (t or "") for t in texts)


def test_a_client_that_goes_away_ends_the_work(small_assistant: Assistant, make_desk: MakeDesk) -> None:
    """Nothing more is made for somebody who no longer listens."""
    telling = Telling(small_assistant)
    with served(create_app(make_desk(telling))) as address, speaks(address) as client:
        with client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True) as stream:
            assert [next(stream).id, next(stream).id]
            assert not telling.given_up.is_set()
        assert telling.given_up.wait(10)


@pytest.mark.parametrize("name", CLIENTS)
def test_the_requests_of_chat_applications_are_answered(address: str, name: str) -> None:
    """Each gets, in the form it asks for, the answer to its user's turns, or the short reply to a chore."""
    request, expected = CLIENTS[name]["request"], CLIENTS[name]["reply"]
    response = httpx.post(f"{address}/v1/chat/completions", json=request, headers={"Authorization": "Bearer none-needed"}, timeout=30)
    assert response.status_code == 200, response.text
    if request["stream"]:
        data = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
        assert data[-1] == "[DONE]"
        chunks = [json.loads(d) for d in data[:-1]]
        text = "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c["choices"])
        assert chunks[-1]["usage"]["total_tokens"] == 0
    else:
        text = response.json()["choices"][0]["message"]["content"]
    if expected == "answer":
        turns = [m["content"] for m in request["messages"] if m["role"] == "user"]
        turns = [t if isinstance(t, str) else t[0]["text"] for t in turns]
        expected = httpx.post(f"{address}/v1/ask", json={"turns": turns}, timeout=30).json()["markdown"]
    assert text == expected


@pytest.mark.slow
def test_langchain_reads_an_answer_and_a_stream(address: str, native: AnswerOut) -> None:
    """ChatOpenAI gets the same text by `invoke` and by `stream`, whatever its system message says."""
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(base_url=f"{address}/v1", api_key="none-needed", model=MODEL, temperature=0, max_retries=0)
    messages = [("system", "You are a pirate."), ("human", QUESTION)]
    reply = model.invoke(messages)
    streamed = list(model.stream(messages))
    assert reply.content == native.markdown
    assert reply.response_metadata["finish_reason"] == "stop"
    assert "".join(str(c.content) for c in streamed) == native.markdown


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_page_run_as_they_stand(address: str, example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each prints an answer with a mark; only the address is another one."""
    assert "http://127.0.0.1:8000/v1" in example
    exec(example.replace("http://127.0.0.1:8000", address), {})  # noqa: S102  # our own page
    assert re.search(r"\[(NACM|CCMC) ", capsys.readouterr().out)


def test_the_page_has_examples() -> None:
    """Of OpenAI's client, whole and streamed, and of LangChain."""
    assert len(EXAMPLES) == 3
