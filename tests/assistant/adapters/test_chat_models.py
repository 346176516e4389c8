"""One contract for every chat model: the text in pieces, the tokens once, and one kind of error."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.adapters.chat_model_langchain import LangchainChatModel
from assistant.adapters.chat_model_pybreaker import GuardedChatModel
from assistant.adapters.chat_model_sqlite import CachedChatModel
from assistant.errors import ChatModelFailed
from assistant.ports import ChatModel, Chunk
from tests.assistant.adapters.chat_server import ChatServer, Reply, breaks_off, in_turn, ollama_broken, ollama_said, refuses, said
from tests.fakes import ScriptedChatModel, chat_request

TEXT = '{"a": "A gift of small value may be accepted; «un regalo» too."}'
FAILED = ChatModelFailed("The chat model failed.", "Try again.")


@dataclass(frozen=True, kw_only=True)
class Script:
    """What the model behind an adapter does, in the terms of each kind of model behind it."""

    fake: ScriptedChatModel
    openai: Reply
    ollama: Reply


def saying() -> Script:
    """All is well."""
    return Script(fake=ScriptedChatModel([TEXT[:20], TEXT[20:]]), openai=said(TEXT), ollama=ollama_said(TEXT))


def waiting() -> Script:
    """Nothing for a moment, then all is well."""
    late = [0.8, *saying().openai.steps()]
    late_lines = [0.8, *saying().ollama.steps()]
    return Script(
        fake=ScriptedChatModel(["", "", TEXT[:20], "", TEXT[20:]]),
        openai=replace(saying().openai, steps=lambda: late),
        ollama=replace(saying().ollama, steps=lambda: late_lines),
    )


def refusing() -> Script:
    """Nothing is said."""
    return Script(fake=ScriptedChatModel(FAILED), openai=refuses(401), ollama=refuses(401))


def breaking() -> Script:
    """The output breaks off."""
    return Script(fake=ScriptedChatModel([TEXT[:20], FAILED]), openai=breaks_off(TEXT[:20]), ollama=ollama_broken(TEXT[:20]))


Make = Callable[[Script], ChatModel]


def _served(kind: str, path: str, stack: ExitStack) -> Make:
    def make(script: Script) -> ChatModel:
        server = stack.enter_context(ChatServer())
        server.script = in_turn(getattr(script, kind))
        return LangchainChatModel(f"{kind}:test", base_url=server.url + path, pause=0)

    return make


def _scripted(stack: ExitStack, folder: Path) -> Make:
    return lambda script: script.fake


def _openai(stack: ExitStack, folder: Path) -> Make:
    return _served("openai", "/v1", stack)


def _ollama(stack: ExitStack, folder: Path) -> Make:
    return _served("ollama", "", stack)


def _guarded(stack: ExitStack, folder: Path) -> Make:
    return lambda script: GuardedChatModel(script.fake)


def _cached(stack: ExitStack, folder: Path) -> Make:
    return lambda script: CachedChatModel(script.fake, folder / "chat.sqlite", corpus_version="1", address="", days=1)


def _all(stack: ExitStack, folder: Path) -> Make:
    inner = _openai(stack, folder)
    return lambda script: CachedChatModel(GuardedChatModel(inner(script)), folder / "chat.sqlite", corpus_version="1", address="", days=1)


def _needs(package: str) -> pytest.MarkDecorator:
    missing = importlib.util.find_spec(package) is None
    return pytest.mark.skipif(missing, reason=f"the package {package} is not installed")


ADAPTERS = [
    pytest.param(_scripted, id="scripted"),
    pytest.param(_openai, id="langchain-openai", marks=_needs("langchain_openai")),
    pytest.param(_ollama, id="langchain-ollama", marks=_needs("langchain_ollama")),
    pytest.param(_guarded, id="pybreaker", marks=_needs("pybreaker")),
    pytest.param(_cached, id="sqlite"),
    pytest.param(_all, id="all three", marks=[_needs("langchain_openai"), _needs("pybreaker")]),
]


@pytest.fixture(params=ADAPTERS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Each adapter in turn, over a model that does what a script says."""
    with ExitStack() as stack:
        yield request.param(stack, tmp_path)


def written(chunks: list[Chunk]) -> str:
    """The whole text."""
    return "".join(c.text for c in chunks)


def test_the_text_comes_in_pieces_and_whole(make: Make) -> None:
    """Letter for letter what the model wrote, in the order in which it came."""
    chunks = list(make(saying()).stream(chat_request()))
    assert written(chunks) == TEXT
    assert len([c for c in chunks if c.text]) > 1


def test_tokens_are_counted_once(make: Make) -> None:
    """What the chunks count adds up to what the model counted."""
    chunks = list(make(saying()).stream(chat_request()))
    assert (sum(c.input_tokens for c in chunks), sum(c.output_tokens for c in chunks)) == (11, 7)


def test_the_name_is_that_of_the_settings(make: Make) -> None:
    """ "provider:model", which is what a reader of the trace knows."""
    provider, _, model = make(saying()).name.partition(":")
    assert provider
    assert model


def test_a_model_that_fails_is_one_error(make: Make) -> None:
    """ChatModelFailed with a sentence and a hint, and no text before it."""
    chunks: list[Chunk] = []
    with pytest.raises(ChatModelFailed) as failed:
        chunks.extend(make(refusing()).stream(chat_request()))
    assert written(chunks) == ""
    assert failed.value.message.endswith(".")
    assert failed.value.hint


def test_output_that_breaks_off_is_an_error_after_the_text(make: Make) -> None:
    """What came before can be used, and that it is not all is told."""
    chunks: list[Chunk] = []
    with pytest.raises(ChatModelFailed):
        chunks.extend(make(breaking()).stream(chat_request()))
    assert written(chunks) == TEXT[:20]


def test_a_second_question_is_answered_like_the_first(make: Make) -> None:
    """Nothing of one request is left for the next."""
    model = make(saying())
    texts = [written(list(model.stream(chat_request(user=user)))) for user in ("first", "second", "first")]
    assert texts == [TEXT] * 3


def test_a_reader_may_stop_before_the_first_word(make: Make) -> None:
    """An empty chunk gives the reader the choice; one who stays gets the same text and tokens, and so does the next."""
    model = make(waiting())
    stream = model.stream(chat_request())
    assert next(stream) == Chunk()
    stream.close()
    for _ in range(2):
        chunks = list(model.stream(chat_request()))
        assert written(chunks) == TEXT
        assert sum(c.input_tokens for c in chunks) == (0 if chunks[0].cached else 11)


def test_a_reader_may_stop_half_way(make: Make) -> None:
    """Closing the stream raises nothing, and the next question is answered."""
    model = make(saying())
    stream = model.stream(chat_request())
    assert next(c.text for c in stream if c.text)
    stream.close()
    assert written(list(model.stream(chat_request()))) == TEXT


def test_several_threads_may_ask_at_once(make: Make) -> None:
    """Each gets its own whole text."""
    model, texts = make(saying()), []
    threads = [threading.Thread(target=lambda n=n: texts.append(written(list(model.stream(chat_request(user=str(n))))))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [TEXT] * 8
