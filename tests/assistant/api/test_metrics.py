"""The metrics page: what is counted, who may read it, and that nothing on it tells who asked or what."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.metrics import SHARED_FOLDER, Metrics
from assistant.pipeline import Assistant
from assistant.service import Answered, AnswerService, Caller
from assistant.types import Dropped, ModelCall, Trace
from tests.assistant.api.conftest import MakeDesk, opened

QUESTION = "May I accept a gift card from a client?"
COUNT_IN_TWO_PROCESSES = """
import os
from assistant.api.metrics import Metrics
from assistant.service import AnswerService
metrics = Metrics(AnswerService(lambda: None, at_once=1), "extractive", lambda: 1)
metrics.served("GET", "/v1/clauses", 200, 0.02, "")
tracked = metrics.in_flight()
tracked.__enter__()
print(metrics.page().decode(), flush=True)
os._exit(0)
"""


def read(page: str) -> Callable[..., float]:
    """Gives the value of a sample by its name and some of its labels, the sum where several have them; 0 where none has."""
    samples = [s for family in text_string_to_metric_families(page) for s in family.samples]

    def value(name: str, **labels: str) -> float:
        return sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items())

    return value


def test_requests_are_counted_by_route_and_never_by_path(client: TestClient) -> None:
    """A path is told by its template, one that no route serves as "unmatched", and a method that nobody knows as "other"."""
    for path in ("/v1/clauses/NACM-7", "/v1/clauses/SECRET", "/SECRET", "/docs/assets/SECRET", "/v1/search?q=SECRET", "/openapi.json"):
        client.get(path)
    client.request("SECRET", "/v1/ask")
    page = client.get("/metrics").text
    value = read(page)
    assert value("ethics_desk_http_requests_total", route="/v1/clauses/{clause_id}", method="GET", status="200") == 1
    assert value("ethics_desk_http_requests_total", route="/v1/clauses/{clause_id}", status="404") == 1
    assert value("ethics_desk_http_requests_total", route="unmatched", status="404") == 1
    assert value("ethics_desk_http_requests_total", route="/docs/assets", status="404") == 1
    assert value("ethics_desk_http_requests_total", route="/openapi.json", status="200") == 1
    assert value("ethics_desk_http_requests_total", route="/v1/ask", method="other", status="405") == 1
    assert value("ethics_desk_http_request_seconds_count", route="/v1/search") == 1
    assert "SECRET" not in page


def test_answers_are_counted_by_what_they_were(client: TestClient) -> None:
    """Surface, status, generator and language are told, with the time that each stage took; the question is not."""
    client.post("/v1/ask", json={"question": QUESTION})
    client.post("/v1/ask/stream", json={"question": "¿Puedo aceptar un regalo de un cliente?"})
    client.post("/v1/ask", json={"question": "My client says she will kill herself tonight. What do I do?"})
    page = client.get("/metrics").text
    value = read(page)
    assert value("ethics_desk_answers_total", surface="http", generator="extractive") == 3
    assert value("ethics_desk_answers_total", language="es") == 1
    assert value("ethics_desk_answers_total", status="emergency") == value("ethics_desk_emergencies_total") == 1
    assert value("ethics_desk_answer_seconds_count", surface="http") == 3
    assert value("ethics_desk_stage_seconds_count", stage="retrieve") == 3
    assert "gift" not in page


def test_what_a_chat_model_did_is_counted(small_assistant: Assistant) -> None:
    """Calls by how they ended, tokens by direction, dropped sentences, and what became of the explanation."""
    metrics = Metrics(AnswerService(lambda: small_assistant, at_once=1), "scripted:model", lambda: 2)
    call = ModelCall(purpose="write", model="m", prompt="p", milliseconds=1200, input_tokens=500, output_tokens=60, outcome="done")
    calls = (call, replace(call, outcome="The chat model took longer than 60 seconds.", output_tokens=0), replace(call, cached=True))
    trace = Trace(calls=calls, dropped=(Dropped(text="A lie.", citations=("NACM-7",), reason="number"),), generation="shown")
    answer = replace(small_assistant.answer([QUESTION]), trace=trace, generator="scripted:model")
    metrics.answered(Answered(caller=Caller(surface="slack"), answer=answer, seconds=2.0))
    value = read(metrics.page().decode())
    assert [value("ethics_desk_chat_calls_total", purpose="write", outcome=o) for o in ("done", "failed", "cached")] == [1, 1, 1]
    assert (value("ethics_desk_chat_tokens_total", direction="read"), value("ethics_desk_chat_tokens_total", direction="written")) == (
        1500,
        120,
    )
    assert value("ethics_desk_dropped_statements_total", generator="scripted:model") == 1
    assert value("ethics_desk_chat_explanations_total", outcome="shown") == 1
    assert value("ethics_desk_chat_call_seconds_sum") == pytest.approx(3.6)
    assert value("ethics_desk_audit_records_lost_total") == 2


def test_what_is_refused_is_counted_by_why(make_desk: MakeDesk) -> None:
    """A caller over the rate is told apart from a desk that is not ready."""
    desk = make_desk(api_rate="3/minute")
    with opened(create_app(desk)) as client:
        for _ in range(4):
            client.get("/v1/clauses")
        desk.service.stop()
        client.get("/health/ready")
        page = desk_page(client)
    value = read(page)
    assert value("ethics_desk_refused_total", reason="rate_limit") == 1
    assert value("ethics_desk_refused_total", reason="not_ready") >= 1


def desk_page(client: TestClient) -> str:
    """The metrics of a client's app, read inside the process."""
    metrics: Metrics = client.app.state.metrics  # type: ignore[attr-defined]
    return metrics.page().decode()


def test_the_page_says_what_runs_and_what_it_needs(client: TestClient) -> None:
    """Versions are labels of a constant, memory and processor time come with the process, and nothing is served or waits now."""
    value = read(client.get("/metrics").text)
    assert value("ethics_desk_build_info", corpus_version=client.get("/version").json()["corpus_version"], generator="extractive") == 1
    assert value("process_resident_memory_bytes") > 1e7
    assert value("ethics_desk_http_requests_in_flight") == 1
    assert value("ethics_desk_questions_waiting") == 0


def test_two_apps_of_one_process_count_apart(make_desk: MakeDesk) -> None:
    """Nothing is counted in a place that apps share."""
    with opened(create_app(make_desk())) as one, opened(create_app(make_desk())) as other:
        one.get("/v1/clauses")
        assert read(other.get("/metrics").text)("ethics_desk_http_requests_total", route="/v1/clauses") == 0


@pytest.mark.parametrize(
    ("policy", "local", "headers", "status"),
    [
        ("auto", True, {}, 200),
        ("auto", False, {}, 401),
        ("auto", True, {"X-Forwarded-For": "10.0.0.1"}, 401),
        ("auto", True, {"Host": "rebound.example"}, 401),
        ("required", True, {}, 401),
        ("off", False, {}, 200),
        ("off", False, {"X-Forwarded-For": "10.0.0.1"}, 403),
        ("auto", False, {"Authorization": "ask"}, 403),
        ("auto", False, {"Authorization": "admin"}, 200),
        ("auto", False, {"Authorization": "Bearer edk_unknown"}, 401),
    ],
)
def test_only_whoever_looks_after_the_desk_reads_it(
    make_desk: MakeDesk, policy: str, local: bool, headers: dict[str, str], status: int
) -> None:
    """Somebody on this machine where no key is needed, else a key of scope admin; to ask is not enough."""
    desk = make_desk(api_keys=policy)
    keys = {scope: f"Bearer {desk.keys.create(scope, [scope])[1]}" for scope in ("ask", "admin")}
    headers = {name: keys.get(value, value) for name, value in headers.items()}
    with opened(create_app(desk, local=local)) as client:
        assert client.get("/metrics", headers=headers).status_code == status


@pytest.mark.slow
def test_processes_that_share_a_folder_are_counted_together(tmp_path: Path) -> None:
    """Any of them tells the sum, and the memory of each apart."""
    environment = {**os.environ, SHARED_FOLDER: str(tmp_path)}
    pages = [
        subprocess.run([sys.executable, "-c", COUNT_IN_TWO_PROCESSES], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    value = read(pages[1])
    assert value("ethics_desk_http_requests_total", route="/v1/clauses") == 2
    assert value("ethics_desk_audit_records_lost_total") == 2
    assert value("ethics_desk_http_requests_in_flight") == 2
    assert value("process_resident_memory_bytes") > 1e7
