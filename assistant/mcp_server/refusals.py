"""How an error is told over MCP: message and hint, to a model as a tool's result, to a client as a protocol error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolResult, TextContent
from pydantic import ValidationError

from assistant.errors import EthicsDeskError, InvalidInput, InvalidQuestion, UnknownClause, UnknownScenario

_CALLERS_FAULT = (InvalidInput, InvalidQuestion, UnknownClause, UnknownScenario)


def refusal(error: EthicsDeskError) -> CallToolResult:
    """The result of a tool that could not do its work."""
    return CallToolResult(content=[TextContent(text=told(error))], is_error=True)


def wrong_arguments(error: ValidationError) -> InvalidInput:
    """The error for arguments that are not of the tool's schema; their values are not repeated."""
    faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False, include_url=False)]
    return InvalidInput(f"The arguments are wrong: {'; '.join(faults)}.", "Correct the arguments named; the tool's schema shows the shape.")


@contextmanager
def protocol_errors() -> Iterator[None]:
    """Raises errors of ours as errors of the protocol."""
    try:
        yield
    except EthicsDeskError as error:
        raise protocol_error(error) from None


def protocol_error(error: EthicsDeskError) -> MCPError:
    """The error of the protocol for one of ours."""
    return MCPError(INVALID_PARAMS if isinstance(error, _CALLERS_FAULT) else INTERNAL_ERROR, told(error))


def told(error: EthicsDeskError) -> str:
    """What happened, and what to do about it."""
    return f"{error.message} {error.hint}".strip()
