"""The tools, each with the shape of what it takes and gives."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from assistant.events import Done, Event, StageDone, Writing
from assistant.intake import MAX_CHARACTERS
from assistant.mcp_server.callers import caller_of
from assistant.mcp_server.clauses import clause_text, find_clause, found_text
from assistant.mcp_server.scenarios import chosen, scenarios_text
from assistant.schemas import AnswerOut, ClauseOut, answer_out, clause_out, scenario_summary_out
from assistant.service import MOST_TURNS, AnswerService
from assistant.types import Answer
from assistant.wire import MOST_FOUND, ScenariosOut, SearchOut, search_out

_READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_STAGES = {
    "screen": "Read the question and masked identifiers",
    "retrieve": "Searched the clauses",
    "judge": "Chose the clauses that bear on it and whom to consult",
}
_WRITING = "Waiting for the explanation"
_SIGN_OF_LIFE_SECONDS = 5.0

_ASK = """Answers an ethics question of a case manager from codes of ethics, those of NACM and CCMC as delivered. Returns the clauses that
bear on the question, what was asked but is not in the text, and whom to consult.

Every quote is word for word from a code: pass quotes on unchanged, with their marks such as [NACM 7], and add no clause from memory.
It never gives a verdict, because the codes state duties and the person decides after consultation: do not add one.
Always repeat to the user whom to consult. If the status is "emergency", pass on the safety steps first, before anything else.
If the status is "not_in_codes" or "out_of_scope", say so instead of filling the gap.

It knows the codes only: no laws, no policies of an employer, no clinical advice. Names and numbers in the question are masked."""
_SEARCH = """Finds the clauses of the codes that bear on a question or some words, best first, each word for word and with its id.
It does not answer the question and does not say whom to consult: use ask_ethics_desk for that. The score is the chance that
citing the clause for this question is right."""
_READ = """Reads one clause by its id, such as NACM-7 or CCMC-RULE-1: its text word for word, its section and its binding force.
It does not explain or apply the clause."""

_SCENARIOS = """Lists the discussion scenarios: made-up cases for teaching, each with its topics and the codes that its clauses come from.
It gives no case in full and no solution: none is right by decree. It does not bear on a real situation: use ask_ethics_desk for that."""


def add_tools(server: MCPServer[Any], service: AnswerService) -> None:
    """Offer the tools."""
    tools = _Tools(service)
    for function, title, description in (
        (tools.ask_ethics_desk, "Ask the ethics desk", _ASK),
        (tools.search_clauses, "Search the clauses", _SEARCH),
        (tools.get_clause, "Read a clause", _READ),
        (tools.list_scenarios, "List the scenarios", _SCENARIOS),
    ):
        server.add_tool(function, title=title, description=description, annotations=_READING)


# Lengths are declared, so that a model sees them, but checked by the service, which says what to do about them.
_Text = Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS})]


class _Tools:
    def __init__(self, service: AnswerService) -> None:
        self._service = service

    async def ask_ethics_desk(
        self,
        context: Context[Any, Any],
        question: Annotated[_Text, Field(description="The question, in the user's own words.")],
        earlier_turns: Annotated[
            tuple[_Text, ...],
            Field(
                description="The user's own earlier questions in this conversation, oldest first, if this one depends on them.",
                json_schema_extra={"maxItems": MOST_TURNS - 1},
            ),
        ] = (),
    ) -> Annotated[CallToolResult, AnswerOut]:
        async with aclosing(self._service.stream([*earlier_turns, question], caller_of(context))) as events:
            answer = await _told(events, context)
        out = answer_out(answer, self._service.assistant.parts.guide.phrases)
        return _result(out.markdown, out)

    async def search_clauses(
        self,
        query: Annotated[_Text, Field(description="A question or words.")],
        limit: Annotated[int, Field(ge=1, le=MOST_FOUND, description="How many clauses at most.")] = 5,
    ) -> Annotated[CallToolResult, SearchOut]:
        parts = self._service.assistant.parts
        passages = await self._service.call(lambda assistant: assistant.find(query, limit))
        out = search_out(passages, parts.clauses, parts.codes)
        return _result(found_text(out.results), out)

    async def get_clause(
        self, clause_id: Annotated[str, Field(description="The id, such as NACM-7; search_clauses gives ids.")]
    ) -> Annotated[CallToolResult, ClauseOut]:
        parts = self._service.assistant.parts
        out = clause_out(find_clause(parts, clause_id), parts.codes)
        return _result(clause_text(out, parts.codes), out)

    async def list_scenarios(
        self, topic: Annotated[str, Field(description="Only those on this topic, by its id or title; all if left out.")] = ""
    ) -> Annotated[CallToolResult, ScenariosOut]:
        parts = self._service.assistant.parts
        outs = [scenario_summary_out(s, parts.guide, parts.clauses) for s in parts.guide.scenarios]
        out = ScenariosOut(scenarios=chosen(outs, topic.strip()))
        return _result(scenarios_text(out.scenarios), out)


async def _told(events: AsyncGenerator[Event, None], context: Context[Any, Any]) -> Answer:
    """The answer at the end of its events; the client is told of every stage on the way, if it asked for that.

    While a chat model writes it is told so now and then: some clients give up on a call that shows no progress.
    """
    stages, last = 0, perf_counter()
    async for event in events:
        if isinstance(event, StageDone):
            stages += 1
            last = perf_counter()
            await context.report_progress(stages, message=_STAGES.get(event.name, event.name))
        elif isinstance(event, Writing) and perf_counter() - last >= _SIGN_OF_LIFE_SECONDS:
            stages += 1
            last = perf_counter()
            await context.report_progress(stages, message=_WRITING)
        elif isinstance(event, Done):
            return event.answer
    raise AssertionError("a stream ends with the answer")


def _result(text: str, out: BaseModel) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=out.model_dump(mode="json"))
