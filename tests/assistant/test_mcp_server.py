"""The MCP server in this process: what it offers, what it answers, and how it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent

from assistant.errors import IndexUnavailable
from assistant.events import Writing
from assistant.mcp_server.server import DeskServer
from assistant.mcp_server.stdio import Loading
from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut, ClauseOut
from assistant.service import AnswerService
from assistant.wire import ScenariosOut, SearchOut
from tests.assistant.endless import Endless

_T = TypeVar("_T")
Run = Callable[[Callable[[Client], Awaitable[_T]]], _T]
QUESTION = "May I accept a gift card from a client?"
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no words": ("ask_ethics_desk", {"question": " ?! "}, "holds no words"),
    "too long": ("ask_ethics_desk", {"question": "a " * 5000}, "10,000 characters; at most 8,000"),
    "a long earlier turn": ("ask_ethics_desk", {"question": QUESTION, "earlier_turns": ["a " * 5000]}, "Turn 1 has 10,000"),
    "too many turns": ("ask_ethics_desk", {"question": QUESTION, "earlier_turns": [QUESTION] * 100}, "101 turns"),
    "no question": ("ask_ethics_desk", {}, "question: Field required"),
    "a number": ("ask_ethics_desk", {"question": 7}, "question: Input should be a valid string"),
    "no words to search": ("search_clauses", {"query": ""}, "holds no words"),
    "too many wanted": ("search_clauses", {"query": "gifts", "limit": 21}, "limit: Input should be less than or equal to 20"),
    "an unknown clause": ("get_clause", {"clause_id": "NACM-99"}, "No clause has the id 'NACM-99'. Ids look like NACM-7"),
    "an unknown topic": ("list_scenarios", {"topic": "astrology"}, "No scenario is on the topic 'astrology'. There are scenarios on:"),
    "an unknown tool": ("write_clause", {}, "Unknown tool"),
}


@pytest.fixture(params=["auto", "legacy"])
def run(request: pytest.FixtureRequest, small_assistant: Assistant) -> Run[Any]:
    """Runs something with a client of a server in this process, by the protocol of today and by that with a handshake."""
    mode: Literal["auto", "legacy"] = request.param

    def running(use: Callable[[Client], Awaitable[_T]]) -> _T:
        return asyncio.run(_used(small_assistant, mode, use))

    return running


async def _used(assistant: Assistant, mode: Literal["auto", "legacy"], use: Callable[[Client], Awaitable[_T]]) -> _T:
    service = AnswerService(lambda: assistant, at_once=2)
    try:
        await service.warm()
        async with Client(DeskServer(service), mode=mode) as client:
            return await use(client)
    finally:
        service.close()


def text(result: CallToolResult) -> str:
    """What a model reads of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_every_tool_tells_what_it_takes_gives_and_does(run: Run[Any]) -> None:
    """Each tool has schemas for its input and output, only reads, and says in words what it does not do."""

    async def use(client: Client) -> None:
        tools = {t.name: t for t in (await client.list_tools()).tools}
        assert tools.keys() == {"ask_ethics_desk", "search_clauses", "get_clause", "list_scenarios"}
        for tool in tools.values():
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            assert tool.output_schema is not None
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)
            hints = tool.annotations
            assert hints is not None
            assert (hints.read_only_hint, hints.idempotent_hint, hints.open_world_hint, hints.destructive_hint) == (
                True,
                True,
                False,
                False,
            )
            assert all(field.get("description") for field in tool.input_schema["properties"].values())
            assert " not " in (tool.description or "")
        described = tools["ask_ethics_desk"].description or ""
        for promise in ("word for word", "never gives a verdict", "whom to consult", "safety steps first"):
            assert promise in described
        assert tools["ask_ethics_desk"].input_schema["properties"]["question"]["maxLength"] == 8000

    run(use)


def test_an_answer_is_structured_and_readable(run: Run[Any]) -> None:
    """The answer of the contract as structured content, its markdown as the text; earlier turns count."""

    async def use(client: Client) -> None:
        result = await client.call_tool("ask_ethics_desk", {"question": "What does NACM 7 say?"})
        answer = AnswerOut.model_validate(result.structured_content)
        assert [c.clause_id for c in answer.citations] == ["NACM-7"]
        assert text(result) == answer.markdown
        follow_up = {"question": "Can you quote it again?", "earlier_turns": ["What does NACM 7 say?"]}
        later = AnswerOut.model_validate((await client.call_tool("ask_ethics_desk", follow_up)).structured_content)
        assert [c.clause_id for c in later.citations] == ["NACM-7"]

    run(use)


def test_identifiers_do_not_come_back(run: Run[Any]) -> None:
    """A name and a record number are masked in the answer and in the prompt."""

    async def use(client: Client) -> None:
        told = "My client John Smith, MRN 1234567, gave me a gift. May I keep it?"
        answer = await client.call_tool("ask_ethics_desk", {"question": told})
        prompt = await client.get_prompt("prepare_consultation", {"situation": told, "role": "nurse of John Smith"})
        for said in (answer.model_dump_json(), prompt.model_dump_json()):
            assert "Smith" not in said
            assert "1234567" not in said

    run(use)


def test_clauses_are_found_and_read_word_for_word(run: Run[Any], small_assistant: Assistant) -> None:
    """Search, reading by id and the resource give the text of the register, whatever the case of the id."""
    clause = next(c for c in small_assistant.parts.clauses if c.id == "NACM-7")

    async def use(client: Client) -> None:
        found = await client.call_tool("search_clauses", {"query": "What does NACM 7 say?", "limit": 1})
        out = SearchOut.model_validate(found.structured_content)
        assert [f.clause.text for f in out.results] == [clause.text]
        for clause_id in ("NACM-7", " nacm-7 "):
            one = await client.call_tool("get_clause", {"clause_id": clause_id})
            assert ClauseOut.model_validate(one.structured_content).text == clause.text
        (resource,) = (await client.read_resource("clause://NACM-7")).contents
        for shown in (text(found), text(one), resource.model_dump()["text"]):
            assert clause.text in shown
            assert clause.label in shown
            assert clause.section in shown
        for field in (clause.force, clause.stem, "NACM Case Management Code of Ethics"):
            assert field in resource.model_dump()["text"]

    run(use)


def test_every_clause_is_a_resource(run: Run[Any], small_assistant: Assistant) -> None:
    """The list names all clauses, in the order of the register, and each can be read; the template says how."""

    async def use(client: Client) -> None:
        listed = (await client.list_resources()).resources
        assert [r.name for r in listed] == [c.id for c in small_assistant.parts.clauses]
        for resource, clause in zip(listed, small_assistant.parts.clauses, strict=True):
            assert resource.title == clause.label
            assert resource.mime_type == "text/plain"
            (read,) = (await client.read_resource(resource.uri)).contents
            assert clause.text in read.model_dump()["text"]
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "clause://{clause_id}"

    run(use)


def test_scenarios_are_listed_by_topic(run: Run[Any], small_assistant: Assistant) -> None:
    """All of them, or those of one topic by its id or title; never what is for the facilitator."""
    guide = small_assistant.parts.guide
    topic = guide.scenarios[0].topics[0]
    title = next(t.title for t in guide.topics if t.id == topic)

    async def use(client: Client) -> None:
        everything = await client.call_tool("list_scenarios", {})
        assert [s.id for s in ScenariosOut.model_validate(everything.structured_content).scenarios] == [s.id for s in guide.scenarios]
        assert all(s.title in text(everything) for s in guide.scenarios)
        assert guide.scenarios[0].facilitator.notes[0] not in everything.model_dump_json()
        for name in (topic, title.upper()):
            some = ScenariosOut.model_validate((await client.call_tool("list_scenarios", {"topic": name})).structured_content)
            assert [s.id for s in some.scenarios] == [s.id for s in guide.scenarios if topic in s.topics]

    run(use)


@pytest.mark.parametrize(("tool", "arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_told_to_the_model(run: Run[Any], tool: str, arguments: dict[str, Any], said: str) -> None:
    """The tool's result is an error that says what and what to do, without a trace and without repeating what was sent."""

    async def use(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert result.structured_content is None
        assert said in text(result)
        assert "pydantic" not in text(result)
        assert "Error executing tool" not in text(result)
        assert len(text(result)) < 1500

    run(use)


def test_unknown_resources_and_prompts_are_errors_of_the_protocol(run: Run[Any]) -> None:
    """An unknown clause, address or prompt, a missing argument and an empty situation: invalid parameters, with what to do."""

    async def use(client: Client) -> None:
        for asked, said in (
            (client.read_resource("clause://NACM-99"), "No clause has the id"),
            (client.read_resource("clause://../etc"), "Unknown resource"),
            (client.read_resource("file:///etc/passwd"), "Unknown resource"),
            (client.get_prompt("nothing", {}), "There is no prompt 'nothing'"),
            (client.get_prompt("prepare_consultation", {}), "needs: situation"),
            (client.get_prompt("prepare_consultation", {"situation": " "}), "holds no words"),
            (client.get_prompt("prepare_consultation", {"situation": QUESTION, "role": "r" * 101}), "longer than 100"),
        ):
            with pytest.raises(MCPError, match=said) as refused:
                await asked
            assert refused.value.error.code == -32602

    run(use)


def test_the_prompt_prepares_a_consultation(run: Run[Any]) -> None:
    """It tells the model to ask the desk first, to quote only that, to list open questions, whom to consult, and no verdict."""

    async def use(client: Client) -> None:
        (offered,) = (await client.list_prompts()).prompts
        assert [(a.name, a.required) for a in offered.arguments or []] == [("situation", True), ("role", False)]
        (message,) = (await client.get_prompt("prepare_consultation", {"situation": QUESTION, "role": "discharge planner"})).messages
        said = message.model_dump()["content"]["text"]
        for part in (
            "ask_ethics_desk",
            QUESTION,
            "My role: discharge planner",
            "word for word",
            "Open questions",
            "Whom to consult",
            "no verdict",
        ):
            assert part in said
        (plain,) = (await client.get_prompt("prepare_consultation", {"situation": QUESTION})).messages
        assert "My role" not in plain.model_dump()["content"]["text"]

    run(use)


def test_progress_is_told_stage_by_stage(run: Run[Any]) -> None:
    """Who asks for it is told of each stage in words, with a number that only grows."""

    async def use(client: Client) -> None:
        told: list[tuple[float, str | None]] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            told.append((done, message))

        await client.call_tool("ask_ethics_desk", {"question": QUESTION}, progress_callback=progress)
        assert [d for d, _ in told] == [1, 2, 3]
        assert [m for _, m in told][:2] == ["Read the question and masked identifiers", "Searched the clauses"]

    run(use)


@pytest.mark.slow
def test_a_client_is_told_that_a_chat_model_still_writes(small_assistant: Assistant) -> None:
    """Every five seconds, because a client may give up on a call that shows no progress."""

    async def use() -> list[str | None]:
        told: list[str | None] = []
        enough = asyncio.Event()

        async def progress(done: float, total: float | None, message: str | None) -> None:
            told.append(message)
            enough.set()

        service = AnswerService(lambda: Endless(small_assistant, Writing()), at_once=1)
        await service.warm()
        async with Client(DeskServer(service)) as client:
            call = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": "Go on."}, progress_callback=progress))
            await asyncio.wait_for(enough.wait(), 20)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
        service.close()
        return told

    assert asyncio.run(use()) == ["Waiting for the explanation"]


def test_a_call_that_is_cancelled_ends_the_work(small_assistant: Assistant) -> None:
    """With either protocol the work stops at its next step, and its place is free for the next question."""

    async def use(mode: Literal["auto", "legacy"]) -> None:
        endless = Endless(small_assistant)
        service = AnswerService(lambda: endless, at_once=1)
        await service.warm()
        async with Client(DeskServer(service), mode=mode) as client:
            call = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": "Go on."}))
            assert await asyncio.to_thread(endless.started.wait, 10)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(endless.stopped.wait, 10)
            assert not (await client.call_tool("ask_ethics_desk", {"question": QUESTION})).is_error
        service.close()

    asyncio.run(use("auto"))
    asyncio.run(use("legacy"))


@pytest.mark.parametrize("tool", ["ask_ethics_desk", "search_clauses"])
def test_what_is_too_much_at_once_is_refused(small_assistant: Assistant, tool: str) -> None:
    """While all places are taken and too many wait, a tool says so at once, and when to ask again."""

    async def use() -> None:
        endless = Endless(small_assistant)
        service = AnswerService(lambda: endless, at_once=1)
        await service.warm()
        async with Client(DeskServer(service)) as client:
            taken = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": "Go on."}))
            assert await asyncio.to_thread(endless.started.wait, 10)
            service._admission._longest_wait = 0.01
            result = await client.call_tool(tool, {"question": QUESTION, "query": QUESTION})
            assert result.is_error
            assert text(result) == "More is asked at this moment than can be answered. Ask again in a few seconds."
            taken.cancel()
            with pytest.raises(asyncio.CancelledError):
                await taken
        service.close()

    asyncio.run(use())


@settings(max_examples=20, deadline=None)
@given(
    arguments=st.dictionaries(
        st.sampled_from(["question", "earlier_turns", "other"]), st.recursive(st.none() | st.text() | st.integers(), st.lists)
    )
)
def test_whatever_the_arguments_are_there_is_a_result(small_assistant: Assistant, arguments: dict[str, Any]) -> None:
    """Arguments of any shape are answered or refused in words; nothing of the inside shows."""

    async def use(client: Client) -> None:
        result = await client.call_tool("ask_ethics_desk", arguments)
        if result.is_error:
            assert text(result).startswith(("The arguments are wrong", "The question"))
        else:
            AnswerOut.model_validate(result.structured_content)

    asyncio.run(_used(small_assistant, "auto", use))


def test_requests_wait_while_the_index_is_loaded(small_assistant: Assistant) -> None:
    """Over standard input a question that comes too early is answered late, not refused; the list of tools is there at once."""

    async def use() -> None:
        go_on = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow() -> Assistant:
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(30)
            return small_assistant

        service = AnswerService(slow, at_once=2)
        loading = Loading(service)
        loading.begin()
        async with Client(DeskServer(service, [loading])) as client:
            asked = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": QUESTION}))
            listed = asyncio.create_task(client.list_resources())
            assert len((await client.list_tools()).tools) == 4
            assert not asked.done()
            go_on.set()
            assert not (await asked).is_error
            assert (await listed).resources
        service.close()

    asyncio.run(use())


def test_a_failed_loading_is_told_and_tried_again(small_assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    """Each request says why there is no index and what to do; when that was done, the next one is answered."""
    missing = [True]

    def given_later() -> Assistant:
        if missing:
            raise IndexUnavailable("There is no search index.", "Run `make setup`.")
        return small_assistant

    async def use() -> None:
        service = AnswerService(given_later, at_once=2)
        async with Client(DeskServer(service, [Loading(service)])) as client:
            result = await client.call_tool("get_clause", {"clause_id": "NACM-7"})
            assert result.is_error
            assert text(result) == "There is no search index. Run `make setup`."
            with pytest.raises(MCPError, match="make setup"):
                await client.read_resource("clause://NACM-7")
            missing.clear()
            assert not (await client.call_tool("get_clause", {"clause_id": "NACM-7"})).is_error
        service.close()

    asyncio.run(use())
    assert "There is no search index" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_fault_of_ours_shows_nothing_of_the_inside(small_assistant: Assistant, tmp_path: Path) -> None:
    """An error that nobody foresaw reaches the client as a failure without its message."""

    class Broken(Assistant):
        def find(self, question: str, count: int | None = None) -> Any:
            if question == QUESTION:
                raise RuntimeError(f"secret in {tmp_path}")
            return super().find(question, count)

    async def use(client: Client) -> None:
        result = await client.call_tool("search_clauses", {"query": QUESTION})
        assert result.is_error
        assert text(result) == "Error executing tool search_clauses"

    asyncio.run(_used(Broken(small_assistant.parts), "auto", use))
