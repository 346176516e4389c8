"""Structured logs: JSON lines for a program, plain lines in a terminal, and in neither a word of what was asked."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from assistant.settings import LogLevel

_OURS = ("assistant", "ingest")
_TOLD = (*_OURS, "uvicorn", "opentelemetry")
"""Whose messages are written out. Any other library's may quote a question, so that of those only the place is told."""
_MOST_FRAMES = 20
_log = structlog.get_logger(__name__)


def configure_logs(level: LogLevel, *, readable: bool | None = None) -> None:
    """Have everything in this process logged to standard error, in lines to read if `readable`, which by default is where a terminal is."""
    least = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(sys.stderr.isatty() if readable is None else readable))
    # On the handler, because libraries set the levels of their own loggers.
    handler.addFilter(lambda record: record.levelno >= (least if _root(record.name) in _OURS else max(least, logging.WARNING)))
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    sys.excepthook = lambda kind, error, trace: _log.error("failed", exc_info=error)
    threading.excepthook = lambda failed: _log.error("failed in a thread", exc_info=failed.exc_value)
    sys.unraisablehook = lambda failed: _log.error("failed while cleaning up", exc_info=failed.exc_value)


def _formatter(readable: bool) -> logging.Formatter:
    exceptions = structlog.processors.ExceptionRenderer(_told)
    last: list[Processor] = [_as_text, structlog.dev.ConsoleRenderer()] if readable else [structlog.processors.JSONRenderer()]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), _only_the_place],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, exceptions, *last],
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        _add_trace,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _add_trace(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The id of the trace that the record belongs to, where there is one."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
    return event


def _only_the_place(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A record of the standard library's logging, without its message where that may quote a question."""
    record: logging.LogRecord = event["_record"]
    if _root(record.name) in _TOLD:
        event["event"] = str(event["event"]).strip()
    else:
        event["event"] = "a library reports something; its message is left out"
        event["place"] = f"{Path(record.pathname).name}:{record.lineno} {record.funcName}"
    return event


def _root(name: str) -> str:
    return name.partition(".")[0]


def _told(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """The type and the stack of an exception and of those behind it: neither messages nor variables, which may quote a question."""
    return [{"type": type(e).__qualname__, "stack": _stack(e)} for e in _with_those_behind(exc_info[1], set())]


def _with_those_behind(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for behind in (*members, error.__cause__, None if error.__suppress_context__ else error.__context__):
        yield from _with_those_behind(behind, seen)


def _stack(error: BaseException) -> list[str]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    return ["/".join(Path(f.filename).parts[-2:]) + f":{f.lineno} {f.name}" for f in frames[-_MOST_FRAMES:]]


def _as_text(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The exceptions as lines for the eye."""
    if told := event.get("exception"):
        event["exception"] = "\n".join(line for e in told for line in (e["type"], *(f"  {frame}" for frame in e["stack"])))
    return event
