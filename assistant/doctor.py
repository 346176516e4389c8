"""Checks the installation, the corpus, the weights and the index without changing any of them."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.adapters.chat_providers import ModelPlace
from assistant.adapters.index_files import Manifest, corpus_stamp, current_version, read_collection
from assistant.adapters.register_json import read_register
from assistant.errors import CorpusFault, EthicsDeskError, IndexUnavailable, InvalidInput, ModelUnavailable
from assistant.pipeline import Assistant
from assistant.ports import ChatRequest, Embedder
from assistant.settings import Settings
from assistant.wiring import build_embedder, chroma_server, lies_as_set, load, open_chat_model

if TYPE_CHECKING:
    from assistant.adapters.index_chroma_server import ChromaServer

_OLDEST_PYTHON = (3, 11)
_PACKAGES = ("assistant", "ingest", "evals", "ui")
_EXTRAS = (
    "langchain-core",
    "sentence-transformers",
    "langchain",
    "langchain-openai",
    "langchain-ollama",
    "langchain-anthropic",
    "langchain-google-genai",
    "langchain-aws",
    "xllamacpp",
)
_TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")
_COLLECTOR = "CHROMA_OTEL_COLLECTION_ENDPOINT"
_QUESTION = "May I accept a gift card from a client?"
_REINSTALL = "Install the project again with `make setup`."
_INGEST = "Run `ethics-desk ingest`."
_TRIAL = ChatRequest(
    purpose="doctor",
    prompt="doctor",
    system='You are being tested. Reply with this JSON object and nothing else: {"ready": "yes"}',
    user="Are you ready?",
    schema={"type": "object", "properties": {"ready": {"type": "string"}}, "required": ["ready"], "additionalProperties": False},
    most_tokens=60,
    seconds=60,
)
"""What the chat model is asked for: little, and the same form as an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding; `hint` says what to do when it did not pass."""

    name: str
    passed: bool
    detail: str
    hint: str = ""


def run_checks(settings: Settings) -> list[Check]:
    """All checks, in the order in which faults are best mended. Never raises."""
    patient = _Patient(settings)
    return [
        _check("Python", _python),
        _check("Packages", _packages),
        _check("Commands", _commands),
        _check("Corpus", lambda: _corpus(settings.corpus)),
        _check("Embedding weights", patient.weights),
        _check("Data folder", lambda: _data_folder(settings.data)),
        _check("Search index", patient.index),
        _check("A real question", patient.question),
        _check("Chat model", lambda: _chat_model(settings)),
        _check("Optional extras", _extras),
        _check("Telemetry", _telemetry),
    ]


def _check(name: str, examine: Callable[[], str]) -> Check:
    """What `examine` returns is the detail of a pass; an error is a fault."""
    try:
        return Check(name=name, passed=True, detail=examine())
    except EthicsDeskError as error:
        return Check(name=name, passed=False, detail=error.message, hint=error.hint)
    except Exception as error:  # noqa: BLE001 - a fault nobody foresaw is a finding too, and the other checks must still run
        return Check(name=name, passed=False, detail=f"{type(error).__name__}: {error}", hint=_REINSTALL)


class _Patient:
    """The parts that one check loads and a later one needs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._embedder: Embedder | None = None
        self._assistant: Assistant | None = None

    def weights(self) -> str:
        self._embedder = build_embedder(self._settings)
        return f"{self._embedder.name}, loaded"

    def index(self) -> str:
        if self._embedder is None:
            raise ModelUnavailable("Not checked, because the embedding weights could not be loaded.", "Mend those first.")
        root = self._settings.data / "index"
        name = current_version(root)
        if name is None:
            raise IndexUnavailable(f"There is none in {self._settings.data} yet.", _INGEST)
        manifest = Manifest.read(root / name)
        if manifest.embedder != self._embedder.name:
            raise IndexUnavailable(f"Version {name} was built with {manifest.embedder}, not with {self._embedder.name}.", _INGEST)
        if manifest.corpus != corpus_stamp(self._settings.corpus):
            raise IndexUnavailable(f"Version {name} was built from another state of the corpus than the present one.", _INGEST)
        server = chroma_server(self._settings)
        if not lies_as_set(root / name, self._settings):
            place = f"on the Chroma server at {server.host}" if server else "in the data folder"
            raise IndexUnavailable(f"Version {name} does not have its vectors {place}, as the settings want it.", _INGEST)
        self._assistant = load(root / name, self._embedder, server)
        place = _server(server, root / name) if server else "in the data folder"
        return f"version {name}, complete: {manifest.clauses} clauses, {manifest.vectors} vectors {place}"

    def question(self) -> str:
        if self._assistant is None:
            raise IndexUnavailable("Not asked, because there is no usable index.", "Mend that first.")
        start = perf_counter()
        answer = self._assistant.answer([_QUESTION])
        milliseconds = (perf_counter() - start) * 1000
        if not answer.citations:
            raise IndexUnavailable(f"“{_QUESTION}” was answered without a clause.", "Run `ethics-desk ingest --rebuild`.")
        cited = ", ".join(c.label for c in answer.citations)
        return f"“{_QUESTION}” answered in {milliseconds:.0f} ms, citing {cited}"


def _server(server: ChromaServer, folder: Path) -> str:
    unencrypted = "" if server.encrypted else ", over a connection that is not encrypted"
    version = server.version()
    return f"in the collection {read_collection(folder)} of the Chroma server at {server.host} (interface {version}){unencrypted}"


def _python() -> str:
    found = ".".join(str(n) for n in sys.version_info[:3])
    if sys.version_info < _OLDEST_PYTHON:
        raise InvalidInput(f"{found} is too old.", "Install Python 3.11 or newer.")
    return f"{found} in {sys.prefix}"


def _packages() -> str:
    """Each package must come from where this file is: another installed copy would answer in its place."""
    root = Path(__file__).resolve().parent.parent
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise InvalidInput(f"The package {name} is not installed.", _REINSTALL)
        found = Path(spec.origin).resolve().parent
        if found != root / name:
            raise InvalidInput(f"The package {name} comes from {found}, the others from {root}.", "Uninstall the other copy.")
    return f"{', '.join(_PACKAGES)} from {root}"


def _commands() -> str:
    if not entry_points(group="ethics_desk.index"):
        raise InvalidInput("The distribution ethics-desk is not installed, so `ethics-desk ingest` is missing.", _REINSTALL)
    return f"ethics-desk {version('ethics-desk')}: " + ", ".join(e.name for e in entry_points(group="ethics_desk.commands"))


def _corpus(corpus: Path) -> str:
    codes, clauses = read_register(corpus / "register.json")
    faults: list[str] = []
    for code in codes:
        try:
            digest = hashlib.sha256((corpus / "sources" / code.file).read_bytes()).hexdigest()
        except OSError as error:
            faults.append(f"{code.file} cannot be read: {error.strerror}")
        else:
            if digest != code.sha256:
                faults.append(f"{code.file} has checksum {digest[:12]}…, but the register records {code.sha256[:12]}…")
    if faults:
        raise CorpusFault(faults, "Restore the files named; the register tells which text was reviewed.")
    return f"{corpus}: {len(codes)} codes, {len(clauses)} clauses, sources unchanged"


def _data_folder(data: Path) -> str:
    """Whether a file can be written there, or in the nearest folder above that exists."""
    existing = next(p for p in (data, *data.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise InvalidInput(
            f"{data} cannot be written: {error.strerror}.", "Make it writable, or set ETHICS_DESK_DATA to a folder that is."
        ) from error
    return f"{data} is writable" if existing == data else f"{data} can be created"


def _chat_model(settings: Settings) -> str:
    """Where the model is, and what one real call costs in time; past the cache and the circuit breaker, which would hide a fault."""
    if not settings.chat_model:
        return "none set: answers are composed without one"
    model = open_chat_model(settings)
    start = perf_counter()
    model.load()
    loaded = perf_counter() - start
    texts: list[str] = []
    tokens, first = 0, 0.0
    start = perf_counter()
    for chunk in model.stream(replace(_TRIAL, seconds=settings.chat_seconds)):
        if chunk.text and not texts:
            first = perf_counter() - start
        texts += [chunk.text] if chunk.text else []
        tokens += chunk.output_tokens
    total = perf_counter() - start
    # Text that comes in one piece says nothing about the speed at which it was written.
    speed = f", {tokens / (total - first):.0f} tokens a second" if tokens and len(texts) > 1 else ""
    form = "" if _is_json("".join(texts)) else "; it did not write the JSON asked for, so that most explanations will be ours"
    schema = "held to the schema" if model.held_to_schema else "without a schema, which its server refuses"
    times = f"libraries loaded in {loaded:.1f} s, first piece after {first:.1f} s, all in {total:.1f} s"
    return f"{_whereabouts(model.place)}, {schema}: {times}{speed}{form}"


def _whereabouts(place: ModelPlace) -> str:
    if place.local:
        return f"{place.name} at {place.host}, on this machine"
    unencrypted = ", over a connection that is not encrypted" if place.address.startswith("http:") else ""
    return f"{place.name} at {place.host}, hosted, with consent{unencrypted}"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text[text.find("{") : text.rfind("}") + 1]), dict)
    except ValueError:
        return False


def _extras() -> str:
    return ", ".join(f"{name} {_installed(name)}" for name in _EXTRAS)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _telemetry() -> str:
    """Ours is off in the code; these variables would turn on what other libraries send."""
    on = [v for v in _TRACING if os.environ.get(v, "").strip().lower() == "true"]
    on += [_COLLECTOR] if os.environ.get(_COLLECTOR) else []
    if on:
        raise InvalidInput(f"Set in the environment: {', '.join(on)}. Questions could leave this machine.", f"Unset {', '.join(on)}.")
    return "off: nothing is sent anywhere"
