"""What Prometheus may read: requests, answers and what they cost. No label holds who asked, or what."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from assistant.service import Answered, AnswerService

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library has the processes of one server count together, in a folder."""
_PREFIX = "ethics_desk"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10, 30, 60)
_REFUSED = {"too-many-requests": "rate_limit", "overloaded": "overload", "not-ready": "not_ready"}


class Metrics:
    """The metrics of one app, in a registry of their own; where several processes serve, of all of them.

    `lost` tells how many answers this process could not put into the audit trail so far.
    """

    def __init__(self, service: AnswerService, generator: str, lost: Callable[[], int]) -> None:
        self._service = service
        self._generator = generator
        self._lost_so_far = lost
        self._lost_counted = 0
        self._registry = CollectorRegistry()
        self._shared = os.environ.get(SHARED_FOLDER, "")
        self._requests = self._counter("http_requests", "Requests that are over.", "route", "method", "status")
        self._request_seconds = self._histogram("http_request_seconds", "From a request to the end of its response.", "route", "method")
        self._in_flight = self._gauge("http_requests_in_flight", "Requests that are being served.")
        self._refused = self._counter("refused", "Requests turned away, by why.", "reason")
        self._waiting = self._gauge("questions_waiting", "Questions that wait for their turn.")
        self._answers = self._counter("answers", "Answers given.", "surface", "status", "generator", "language")
        self._answer_seconds = self._histogram("answer_seconds", "From a question to its answer, the wait included.", "surface")
        self._emergencies = self._counter("emergencies", "Answers that put safety first.")
        self._dropped = self._counter("dropped_statements", "Sentences that the verifier did not pass.", "generator")
        self._stages = self._histogram("stage_seconds", "How long a stage of an answer took.", "stage", buckets=_STAGE_SECONDS)
        self._explanations = self._counter("chat_explanations", "What became of a chat model's explanations.", "outcome")
        self._calls = self._counter("chat_calls", "Calls of the chat model.", "purpose", "outcome")
        self._call_seconds = self._histogram("chat_call_seconds", "How long a call took.", "purpose", buckets=_STAGE_SECONDS)
        self._tokens = self._counter("chat_tokens", "Tokens that the chat model read and wrote.", "direction")
        self._lost = self._counter("audit_records_lost", "Answers that could not be put into the audit trail.")
        self._build = self._gauge("build_info", "Always 1; the labels say what runs.", "version", "corpus_version", "generator", mode="max")
        for reason in _REFUSED.values():
            self._refused.labels(reason)
        if not self._shared:
            ProcessCollector(registry=self._registry)

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Counts a request as being served while it is open."""
        self._look()
        with self._in_flight.track_inprogress():
            yield
        self._look()

    def served(self, method: str, route: str, status: int, seconds: float, problem: str) -> None:
        """Count a request that is over."""
        self._requests.labels(route, method, str(status)).inc()
        self._request_seconds.labels(route, method).observe(seconds)
        if problem in _REFUSED:
            self._refused.labels(_REFUSED[problem]).inc()

    def answered(self, answered: Answered) -> None:
        """Count an answer and what it took."""
        answer, trace, surface = answered.answer, answered.answer.trace, answered.caller.surface
        self._answers.labels(surface, answer.status, answer.generator, answer.language).inc()
        self._answer_seconds.labels(surface).observe(answered.seconds)
        self._emergencies.inc(answer.status == "emergency")
        self._dropped.labels(answer.generator).inc(len(trace.dropped))
        for stage, milliseconds in trace.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)
        if trace.generation:
            self._explanations.labels(trace.generation).inc()
        for call in trace.calls:
            outcome = "cached" if call.cached else "done" if call.outcome == "done" else "failed"
            self._calls.labels(call.purpose, outcome).inc()
            self._call_seconds.labels(call.purpose).observe(call.milliseconds / 1000)
            self._tokens.labels("read").inc(call.input_tokens)
            self._tokens.labels("written").inc(call.output_tokens)

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        self._look()
        if self._service.ready:
            self._build.labels(version("ethics-desk"), self._service.assistant.parts.version, self._generator).set(1)
        if not self._shared:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, self._shared)  # type: ignore[no-untyped-call]
        registry.register(_Processes(Path(self._shared)))
        return generate_latest(registry)

    def _look(self) -> None:
        """Take over what others count."""
        self._waiting.set(self._service.waiting)
        self._lost_counted, before = self._lost_so_far(), self._lost_counted
        self._lost.inc(self._lost_counted - before)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, *labels: str, buckets: tuple[float, ...] = _SECONDS) -> Histogram:
        return Histogram(f"{_PREFIX}_{name}", text, labels, registry=self._registry, buckets=buckets)

    def _gauge(self, name: str, text: str, *labels: str, mode: Literal["livesum", "max"] = "livesum") -> Gauge:
        return Gauge(f"{_PREFIX}_{name}", text, labels, registry=self._registry, multiprocess_mode=mode)


class _Processes(Collector):
    """Memory, processor time and open files of each process that serves, told apart by its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """The same families as for one process, with a sample for each of them."""
        families: dict[str, Metric] = {}
        # The file of a live gauge is removed when its process has died.
        for file in self._folder.glob("gauge_livesum_*.db"):
            process = int(file.stem.rpartition("_")[2])
            for family in ProcessCollector(pid=partial(int, process), registry=CollectorRegistry()).collect():
                whole = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    whole.add_sample(sample.name, {"pid": str(process)}, sample.value)
        yield from families.values()
