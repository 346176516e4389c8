"""Traces for OpenTelemetry, where its usual variables name a collector: a span for each request, and below it one for each stage."""

from __future__ import annotations

import os
from importlib.metadata import entry_points, version
from time import time_ns
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from assistant.errors import InvalidInput
from assistant.service import Answered

_SENT_BY_THE_CALLER = ("url.path", "url.query", "http.request.method_original")
_LEFT_OUT = "left out"
_MILLISECOND = 1_000_000
_FLUSH_MILLISECONDS = 5_000
_NAMES = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}


def build_tracing() -> TracerProvider | None:
    """What makes spans and sends them where the environment says; None where it says nothing. InvalidInput when it cannot be done."""
    exporters = _exporters()
    if not exporters:
        return None
    named = Resource.create({"service.name": "ethics-desk", "service.version": version("ethics-desk")})
    return provider_of(*(BatchSpanProcessor(e) for e in exporters), resource=named.merge(OTELResourceDetector().detect()))


def provider_of(*processors: SpanProcessor, resource: Resource | None = None) -> TracerProvider:
    """A provider whose spans hold nothing that a caller has sent."""
    # Never the global one: libraries that trace themselves would put prompts into its spans.
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    for processor in (_LeavingOut(), *processors):
        provider.add_span_processor(processor)
    return provider


def telemetry_of(provider: TracerProvider | None) -> TelemetryConfig:
    """FastAPI's own spans for requests, and nothing else of its: its log holds messages of errors, which may quote a question."""
    return {
        "tracing": provider is not None,
        "tracer_provider": provider,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
    }


def end(provider: TracerProvider) -> None:
    """Send what waits to be sent, for a few seconds at most."""
    provider.force_flush(_FLUSH_MILLISECONDS)
    provider.shutdown()


class StageSpans:
    """A listener of the answering service that tells each answer, its wait and its stages as spans of the request."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("ethics-desk", version("ethics-desk"))

    def __call__(self, answered: Answered) -> None:
        """Make the spans of an answer that has just been given."""
        timings, now = answered.answer.trace.timings_ms, time_ns()
        asked = now - int(answered.seconds * 1000 * _MILLISECOND)
        begun = now - int(timings["total"] * _MILLISECOND)
        whole = self._tracer.start_span("answer", start_time=asked, attributes=_attributes(answered))
        within = trace.set_span_in_context(whole)
        self._span("wait", within, asked, max(asked, begun))
        for stage, after in answered.answer.trace.started_ms.items():
            start = begun + int(after * _MILLISECOND)
            self._span(stage, within, start, start + int(timings[stage] * _MILLISECOND))
        whole.end(now)

    def _span(self, name: str, within: Context, start: int, end: int) -> None:
        self._tracer.start_span(name, context=within, start_time=start).end(end)


class _LeavingOut(SpanProcessor):
    """Puts a fixed word in the place of what a caller has sent: /v1/search has the question in its query."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Before anything is exported."""
        for name in _SENT_BY_THE_CALLER:
            if name in (span.attributes or {}):
                span.set_attribute(name, _LEFT_OUT)


def _attributes(answered: Answered) -> dict[str, str | int]:
    answer, calls = answered.answer, answered.answer.trace.calls
    return {
        "ethics_desk.surface": answered.caller.surface,
        "ethics_desk.status": answer.status,
        "ethics_desk.language": answer.language,
        "ethics_desk.generator": answer.generator,
        "ethics_desk.corpus_version": answer.version,
        "ethics_desk.chat.calls": len(calls),
        "ethics_desk.chat.tokens_read": sum(c.input_tokens for c in calls),
        "ethics_desk.chat.tokens_written": sum(c.output_tokens for c in calls),
    }


def _exporters() -> list[SpanExporter]:
    """The exporters that OTEL_TRACES_EXPORTER names; the one for OTLP where only a collector's address is given."""
    given = os.environ.get
    address = given("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or given("OTEL_EXPORTER_OTLP_ENDPOINT")
    named = given("OTEL_TRACES_EXPORTER", "") or ("otlp" if address else "none")
    if given("OTEL_SDK_DISABLED", "").lower() == "true":
        return []
    return [_exporter(name.strip()) for name in named.split(",") if name.strip() not in ("", "none")]


def _exporter(name: str) -> SpanExporter:
    protocol = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "grpc"
    wanted = _NAMES.get(protocol, protocol) if name == "otlp" else name
    found: Any = next(iter(entry_points(group="opentelemetry_traces_exporter", name=wanted)), None)
    if found is None:
        raise InvalidInput(
            f"No exporter for traces is called {wanted!r}.",
            "Set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or install opentelemetry-exporter-otlp-proto-http for http/protobuf.",
        )
    exporter: SpanExporter = found.load()()
    return exporter
