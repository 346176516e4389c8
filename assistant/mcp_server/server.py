"""Puts the MCP server together over an answering service."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server._otel import OpenTelemetryMiddleware
from mcp.server.context import ServerMiddleware
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, GetPromptResult, InputRequiredResult, Resource
from pydantic import Field, ValidationError

from assistant.errors import EthicsDeskError, InvalidInput
from assistant.mcp_server.clauses import MEDIA_TYPE, URI_TEMPLATE, clause_text, find_clause, resource
from assistant.mcp_server.prompts import add_prompts
from assistant.mcp_server.refusals import protocol_errors, refusal, wrong_arguments
from assistant.mcp_server.tools import add_tools
from assistant.schemas import clause_out
from assistant.service import AnswerService

_INSTRUCTIONS = """Ethics Desk answers case managers' ethics questions from codes of ethics, clause by clause. Ask it instead of answering
from memory. Quote what it returns word for word, add no clause and no verdict of your own, say what it says is not in the codes, and
tell the user whom to consult. In an emergency pass on its safety steps first."""


class DeskServer(MCPServer[Any]):
    """The tools, resources and prompts over one answering service; until that is ready they refuse."""

    def __init__(self, service: AnswerService, middleware: Sequence[ServerMiddleware[Any]] = ()) -> None:
        super().__init__(
            "ethics-desk",
            title="Ethics Desk",
            instructions=_INSTRUCTIONS,
            version=version("ethics-desk"),
            log_level="WARNING",
            subscriptions=False,
            middleware=middleware,
        )
        # The library's own traces are left out: ours tell of every answer.
        self.middleware[:] = [m for m in self.middleware if not isinstance(m, OpenTelemetryMiddleware)]
        self._service = service
        add_tools(self, service)
        add_prompts(self, service)
        self.resource(
            URI_TEMPLATE,
            name="clause",
            title="A clause of a code",
            description="One clause by its id, such as NACM-7: its text word for word, its code, section and binding force.",
            mime_type=MEDIA_TYPE,
        )(self._clause)

    async def _clause(self, clause_id: Annotated[str, Field(description="The clause's id.")]) -> str:
        with protocol_errors():
            parts = self._service.assistant.parts
            return clause_text(clause_out(find_clause(parts, clause_id), parts.codes), parts.codes)

    async def list_resources(self) -> list[Resource]:
        """Every clause, in the order of the sources."""
        with protocol_errors():
            return [resource(c) for c in self._service.assistant.parts.clauses]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """A tool's result, which for an error of ours is its message and hint; other faults are told by the library, without details."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            match error.__cause__:
                case EthicsDeskError() as ours:
                    return refusal(ours)
                case ValidationError() as wrong:
                    return refusal(wrong_arguments(wrong))
                case _:
                    raise

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Any, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """A prompt's messages; what is wrong with the request is told before the library would take it for a fault of ours."""
        offered = {p.name: p.arguments or [] for p in await self.list_prompts()}
        with protocol_errors():
            if name not in offered:
                raise InvalidInput(f"There is no prompt {name[:60]!r}.", "prompts/list names them.")
            missing = [a.name for a in offered[name] if a.required and a.name not in (arguments or {})]
            if missing:
                raise InvalidInput(f"The prompt {name!r} needs: {', '.join(missing)}.", "prompts/list tells its arguments.")
        return await super().get_prompt(name, arguments, context)
