"""Traces: a span for each request and each stage, sent only where the environment says so, and without a word of what was asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, TracerProvider, get_tracer_provider
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.tracing import build_tracing, provider_of
from assistant.errors import InvalidInput
from tests.assistant.api.conftest import MakeDesk, opened
from tests.assistant.api.test_logs import CANARY, Failing

QUESTION = f"May I accept a gift card from {CANARY}?"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of OpenTelemetry's variables is set."""
    for name in ("TRACES_EXPORTER", "EXPORTER_OTLP_ENDPOINT", "EXPORTER_OTLP_TRACES_ENDPOINT", "EXPORTER_OTLP_PROTOCOL", "SDK_DISABLED"):
        monkeypatch.delenv(f"OTEL_{name}", raising=False)


class Traced:
    """A client of an app whose spans are kept in memory."""

    def __init__(self, client: TestClient, spans: InMemorySpanExporter) -> None:
        self.client = client
        self._spans = spans

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        """The spans that have ended, but for checks of health."""
        return [s for s in self._spans.get_finished_spans() if (s.attributes or {}).get("http.route") != "/health/ready"]


@contextmanager
def traced(make_desk: MakeDesk, **changes: Any) -> Iterator[Traced]:
    """An app that is traced."""
    spans = InMemorySpanExporter()
    with opened(create_app(make_desk(**changes), tracing=provider_of(SimpleSpanProcessor(spans)))) as client:
        yield Traced(client, spans)


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/ask/stream"])
def test_a_request_is_a_span_and_its_stages_lie_in_it(make_desk: MakeDesk, route: str) -> None:
    """The caller's trace goes on, the span has the route's template, and the stages follow one another inside the answer."""
    with traced(make_desk) as desk:
        desk.client.post(route, json={"question": QUESTION}, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
        (server,) = [s for s in desk.spans if s.kind == SpanKind.SERVER]
        (answer,) = [s for s in desk.spans if s.name == "answer"]
        stages = [s for s in desk.spans if s.parent is not None and s.parent.span_id == answer.context.span_id]
    assert server.name == f"POST {route}"
    assert server.parent is not None
    assert f"{server.parent.span_id:016x}" == PARENT
    assert {f"{s.context.trace_id:032x}" for s in (server, answer, *stages)} == {TRACE}
    assert answer.parent is not None
    assert answer.parent.span_id == server.context.span_id
    assert [s.name for s in stages][:4] == ["wait", "screen", "look_up", "rewrite"]
    assert {"retrieve", "judge", "refer", "generate"} <= {s.name for s in stages}
    times = [t for s in stages for t in (s.start_time or 0, s.end_time or 0)]
    slack = 20_000  # times are told to a hundredth of a millisecond
    assert all(b >= a - slack for a, b in itertools.pairwise(times))
    assert (answer.start_time or 0) - slack <= times[0]
    assert times[-1] <= (answer.end_time or 0) + slack
    assert (server.attributes or {})["http.response.status_code"] == 200


def test_spans_hold_nothing_that_a_caller_has_sent(small_assistant: Any, make_desk: MakeDesk) -> None:
    """Neither a question in a body, a query or a path, nor a key, nor an error that quotes them."""
    with traced(make_desk, assistant=Failing(small_assistant.parts)) as desk:
        desk.client.post("/v1/ask", json={"question": QUESTION})
        desk.client.post("/v1/ask", json={"question": CANARY, CANARY: 1})
        desk.client.get("/v1/search", params={"q": QUESTION}, headers={"Authorization": f"Bearer {CANARY}", "User-Agent": CANARY})
        desk.client.get(f"/v1/clauses/{CANARY}")
        desk.client.get(f"/{CANARY}")
        desk.client.request(CANARY, "/v1/ask")
        spans = desk.spans
    assert len(spans) == 6
    assert CANARY not in "".join(s.to_json() for s in spans)
    assert spans[0].status.status_code == StatusCode.ERROR


def test_nothing_is_traced_where_nothing_is_configured(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variables there is no provider, whatever else FastAPI would take up; the global one is never touched."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    before = get_tracer_provider()
    assert build_tracing() is None
    with opened(create_app(make_desk())) as client:
        assert client.post("/v1/ask", json={"question": QUESTION}).status_code == 200
    assert get_tracer_provider() is before
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert build_tracing() is None
    monkeypatch.delenv("OTEL_SDK_DISABLED")
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    assert build_tracing() is None


def test_an_exporter_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which, and the hint what to set or to install."""
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "zipkin")
    with pytest.raises(InvalidInput, match="'zipkin'") as refused:
        build_tracing()
    assert "OTEL_EXPORTER_OTLP_PROTOCOL" in refused.value.hint


class Collector(trace_service_pb2_grpc.TraceServiceServicer):  # type: ignore[misc]
    """A collector that keeps what it receives."""

    def __init__(self) -> None:
        self.received: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        """Keep the spans of a call."""
        self.received.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    """A collector that speaks OTLP over gRPC, and its address."""
    collector = Collector()
    server = grpc.server(futures.ThreadPoolExecutor(1))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield collector, f"http://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def test_a_collector_receives_what_the_variables_send_it(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its address set, the spans arrive by the end of the app at the latest, under the name of the service."""
    with collecting() as (collector, address):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=ward")
        provider = build_tracing()
        assert isinstance(provider, TracerProvider)
        with opened(create_app(make_desk(), tracing=provider)) as client:
            client.post("/v1/ask", json={"question": QUESTION})
        spans = [(r, s) for call in collector.received for r in call.resource_spans for ss in r.scope_spans for s in ss.spans]
    assert {"POST /v1/ask", "answer", "retrieve"} <= {s.name for _, s in spans}
    attributes = {a.key: a.value.string_value for a in spans[0][0].resource.attributes}
    assert (attributes["service.name"], attributes["deployment.environment.name"]) == ("ethics-desk", "ward")
    assert CANARY not in str(collector.received)


def test_a_collector_that_is_away_keeps_nobody_waiting(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come as ever, and the app ends in a few seconds."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with opened(create_app(make_desk(), tracing=build_tracing())) as client:
        assert client.post("/v1/ask", json={"question": QUESTION}).status_code == 200
