"""Builds the assistant from the settings: the only place that names adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.adapters.evaluation_json import read_evaluation
from assistant.adapters.index_files import (
    FORMAT,
    Manifest,
    current_version,
    read_collection,
    read_foreign,
    read_guide,
    read_heads,
    read_models,
    read_sources,
)
from assistant.adapters.index_files import read_register as read_indexed_register
from assistant.budget import TokenBudget
from assistant.decide import Decider
from assistant.errors import IndexUnavailable, InvalidInput, RecordsUnavailable
from assistant.generate import StatementGenerator
from assistant.guide import Guide, reviewed_sentences, spanish_twins
from assistant.intake import Intake
from assistant.pipeline import Assistant, Parts
from assistant.ports import ChatModel, Embedder, KeyStore, Progress, RecordStore, ReviewStore, ScenarioStore
from assistant.room.store import RoomStore
from assistant.scenario_texts import ScenarioFormat, ScenarioText
from assistant.settings import Settings
from assistant.stages.compose import Composer
from assistant.stages.coverage import CoverageJudge
from assistant.stages.foreign import ForeignMatter
from assistant.stages.mask import Masker
from assistant.stages.prompts import Instructions
from assistant.stages.refer import Referrer
from assistant.stages.references import ReferenceFinder
from assistant.stages.retrieve import Retriever
from assistant.stages.screen import Screener
from assistant.stages.verify import Verifier
from assistant.types import Clause, Code
from assistant.versions import versions_of
from assistant.wire_evaluation import PublishedEvaluation

if TYPE_CHECKING:
    from assistant.adapters.chat_model_langchain import LangchainChatModel
    from assistant.adapters.database_sqlalchemy import Database
    from assistant.adapters.index_chroma_server import ChromaServer
    from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
    from assistant.deck.slides import Render as RenderDeck
    from assistant.minutes.votes import VoteRow
    from assistant.packet.blocks import Render
    from assistant.wire_deck import DeckFormat
    from assistant.wire_packet import PacketFormat


INDEX_FORMAT = FORMAT
"""The format of indexes that this program reads."""


def build(settings: Settings, progress: Progress, *, pausing: bool = True) -> Assistant:
    """The assistant over the current index; builds the index first where there is none.

    A chat model that fails again and again is left alone for a while, but where `pausing` is false: an evaluation asks it every question.
    """
    embedder = build_embedder(settings)
    assistant = load(index_folder(settings, embedder, progress), embedder, chroma_server(settings))
    model = build_chat_model(settings, assistant.parts.version, pausing=pausing)
    return assistant if model is None else with_model(assistant, model, settings)


def with_model(assistant: Assistant, model: ChatModel, settings: Settings) -> Assistant:
    """The same assistant with a chat model that writes its explanations."""
    from assistant.adapters.prompts_yaml import read_prompts

    parts = assistant.parts
    generator = StatementGenerator(
        model,
        Instructions(read_prompts(), parts.clauses, settings.chat_context),
        parts.verifier,
        parts.clauses,
        budget=TokenBudget(settings.chat_budget),
        seconds=settings.chat_seconds,
        price=settings.chat_price,
    )
    return Assistant(replace(parts, generator=generator))


def index_folder(settings: Settings, embedder: Embedder, progress: Progress) -> Path:
    """The folder of the index in use; it is built when missing or made with another embedder, or where its vectors should lie elsewhere."""
    root = settings.data / "index"
    name = current_version(root)
    if name is None or not _fits(Manifest.read(root / name), embedder) or not lies_as_set(root / name, settings):
        builders = list(entry_points(group="ethics_desk.index"))
        if not builders:
            raise IndexUnavailable("There is no search index, and nothing is installed that could build it.", "Run `make setup`.")
        builders[0].load()(settings, progress)
        name = current_version(root)
    return root / str(name)


def _fits(manifest: Manifest, embedder: Embedder) -> bool:
    return manifest.embedder == embedder.name and manifest.format == FORMAT


def lies_as_set(folder: Path, settings: Settings) -> bool:
    """Whether an index has its vectors where the settings want them, on a server or in its folder."""
    return bool(read_collection(folder)) == bool(settings.chroma_url)


def chroma_server(settings: Settings) -> ChromaServer | None:
    """The Chroma server that the settings name; None when they name none."""
    if not settings.chroma_url:
        return None
    from assistant.adapters.index_chroma_server import ChromaServer

    return ChromaServer(url=settings.chroma_url, token=settings.chroma_token.get_secret_value() if settings.chroma_token else "")


def load(folder: Path, embedder: Embedder, server: ChromaServer | None = None) -> Assistant:
    """The assistant over one complete index; the vectors of one on a server are read here, so that nothing is asked of it later."""
    from assistant.adapters.index_chroma import open_index
    from assistant.adapters.lexical_bm25s import Bm25sIndex

    manifest = Manifest.read(folder)
    manifest.check_files(folder)
    codes, clauses = read_indexed_register(folder)
    guide = read_guide(folder)
    models = read_models(folder)
    index = open_index(folder, server)
    if index.count() != manifest.vectors:
        raise IndexUnavailable(
            f"The index in {folder} holds {index.count()} of {manifest.vectors} vectors.",
            "Run `ethics-desk ingest --rebuild` to build it again.",
        )
    if server is not None:
        index.held()
    retriever = Retriever(
        clause_ids=[c.id for c in clauses],
        topic_clauses={t.id: t.central for t in guide.topics},
        heads=read_heads(folder),
        index=index,
        lexical=Bm25sIndex.load(folder / "bm25"),
        central=models.central,
        support=models.support,
    )
    composer = Composer(guide, clauses)
    return Assistant(
        Parts(
            version=manifest.version,
            versions=versions_of(clauses, guide),
            codes=codes,
            clauses=clauses,
            sources=read_sources(folder),
            guide=guide,
            models=models,
            embedder=embedder,
            intake=Intake(
                Masker.of(guide.names), ForeignMatter(read_foreign(folder), guide.frames), Screener(guide.signals, guide.misuse), composer
            ),
            references=ReferenceFinder(clauses, guide.aliases),
            retriever=retriever,
            coverage=CoverageJudge(guide.silences, guide.premises, models),
            decider=Decider(guide, clauses, models, composer),
            composer=composer,
            verifier=Verifier(clauses, guide.lexicon, spanish_twins(guide), reviewed_sentences(guide)),
            referrer=Referrer(guide.rules, guide.reasons, models.consult_above),
        )
    )


def read_knowledge(settings: Settings, progress: Progress) -> tuple[Guide, tuple[Code, ...], tuple[Clause, ...]]:
    """The guide, the codes and the clauses of the current index, without what searches it; builds the index first where there is none."""
    folder = index_folder(settings, build_embedder(settings), progress)
    codes, clauses = read_indexed_register(folder)
    return read_guide(folder), codes, clauses


def published_evaluation(settings: Settings) -> PublishedEvaluation | None:
    """What was published of the last evaluation, None where nothing was; InvalidInput where the file is damaged."""
    return read_evaluation(settings.corpus)


def build_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name."""
    if settings.embedder.startswith("sentence-transformers:"):
        from assistant.adapters.embedder_sentence_transformers import SentenceTransformersEmbedder

        return SentenceTransformersEmbedder(settings.embedder.removeprefix("sentence-transformers:"))
    from assistant.adapters.embedder_onnx import BGE_SMALL, OnnxEmbedder, packaged_bge_small, read_specification

    if settings.embedder == "bge-small":
        return OnnxEmbedder(settings.model_folder or packaged_bge_small(), BGE_SMALL, settings.threads)
    folder = settings.model_folder or settings.corpus / "embedder"
    return OnnxEmbedder(folder, read_specification(folder), settings.threads)


def build_chat_model(settings: Settings, corpus_version: str, *, pausing: bool = True) -> ChatModel | None:
    """The chat model that the settings name, with a cache and, if `pausing`, a circuit breaker around it; None when they name none.

    InvalidInput when it cannot be used as it is set.
    """
    if not settings.chat_model:
        return None
    from assistant.adapters.chat_model_pybreaker import GuardedChatModel
    from assistant.adapters.chat_model_sqlite import CachedChatModel

    model = open_chat_model(settings)
    return CachedChatModel(
        GuardedChatModel(model) if pausing else model,
        settings.data / "chat.sqlite",
        corpus_version=corpus_version,
        address=model.place.address,
        days=settings.chat_cache_days,
    )


def open_chat_model(settings: Settings) -> LangchainChatModel:
    """The chat model that the settings name, with nothing around it; InvalidInput when it cannot be used as it is set."""
    from assistant.adapters.chat_model_langchain import LangchainChatModel

    return LangchainChatModel(
        settings.chat_model,
        base_url=settings.chat_base_url,
        key=settings.chat_api_key.get_secret_value() if settings.chat_api_key else "",
        consent=settings.chat_consent,
        seconds=settings.chat_seconds,
        context=settings.chat_context,
    )


def handout_renderer(format: PacketFormat) -> Render:
    """What sets a packet or minutes as a file of this format."""
    if format == "pdf":
        from assistant.adapters.packet_typst import render_pdf

        return render_pdf
    if format == "docx":
        from assistant.adapters.packet_docx import render_docx

        return render_docx
    from assistant.adapters.packet_markdown import render_markdown_packet

    return render_markdown_packet


def deck_renderer(format: DeckFormat) -> RenderDeck:
    """What writes a deck as a file of this format."""
    from assistant.adapters.deck_pptx import render_pptx

    return {"pptx": render_pptx}[format]


def votes_renderer() -> Callable[[Iterable[VoteRow]], bytes]:
    """What writes the votes of a room as a table."""
    from assistant.adapters.votes_csv import render_votes

    return render_votes


def sends_out(settings: Settings) -> bool:
    """Whether questions, with identifiers masked, are sent to a chat model that is not on this machine."""
    if not settings.chat_model:
        return False
    from assistant.adapters.chat_providers import place_of

    try:
        return not place_of(settings.chat_model, settings.chat_base_url).local
    except InvalidInput:
        # A model that cannot be used as it is set is refused when the assistant is built, and never asked.
        return False


def build_records(settings: Settings) -> RecordStore:
    """Where a service keeps its records; with 0 days to keep them, nothing but replies to repeated requests, in memory.

    RecordsUnavailable when the database cannot be used, InvalidInput when it cannot be used as it is set.
    """
    records = open_records(settings)
    if settings.keep_days:
        return records
    from assistant.adapters.records_memory import MemoryRecords

    return MemoryRecords(kept=records)


def open_records(settings: Settings) -> SqlalchemyRecords:
    """The records that the database holds, whatever is to be kept from now on; its tables are brought up to date."""
    from assistant.adapters.records_sqlalchemy import SqlalchemyRecords

    database, _ = open_database(settings)
    return SqlalchemyRecords(database)


def build_reviews(settings: Settings) -> ReviewStore:
    """The records as whoever looks after the desk reads them; where nothing is kept, what an earlier setting has left of them."""
    from assistant.adapters.reviews_sqlalchemy import SqlalchemyReviews

    database, _ = open_database(settings)
    return SqlalchemyReviews(database)


def build_rooms(settings: Settings) -> RoomStore:
    """Where live rooms are kept: in the database, whatever else is, so that they outlive a restart."""
    from assistant.adapters.rooms_sqlalchemy import SqlalchemyRooms

    database, _ = open_database(settings)
    return SqlalchemyRooms(database)


def build_scenarios(settings: Settings) -> ScenarioStore:
    """The scenarios that facilitators write themselves; they are kept in the database however long records are."""
    from assistant.adapters.own_scenarios_sqlalchemy import SqlalchemyScenarios

    database, _ = open_database(settings)
    return SqlalchemyScenarios(database)


def scenario_text(format: ScenarioFormat) -> ScenarioText:
    """What reads and writes scenarios in this format."""
    if format == "yaml":
        from assistant.adapters.scenarios_yaml import read_yaml_scenario, write_yaml_scenario

        return ScenarioText(read=read_yaml_scenario, write=write_yaml_scenario, media_type="application/yaml", suffix="yaml")
    from assistant.adapters.scenarios_markdown import read_markdown_scenario
    from assistant.adapters.scenarios_markdown_written import write_markdown_scenario

    return ScenarioText(read=read_markdown_scenario, write=write_markdown_scenario, media_type="text/markdown", suffix="md")


def build_keys(settings: Settings) -> KeyStore:
    """The API keys; they are kept in the database whatever else is."""
    from assistant.adapters.keys_sqlalchemy import SqlalchemyKeys

    database, _ = open_database(settings)
    return SqlalchemyKeys(database)


def open_database(settings: Settings) -> tuple[Database, bool]:
    """The database of the settings, its tables up to date, and whether they had to be changed for that."""
    from assistant.adapters.database_alembic import upgrade
    from assistant.adapters.database_sqlalchemy import connect

    database = connect(settings.database.get_secret_value() or settings.data / "records.sqlite")
    try:
        return database, upgrade(database)
    except RecordsUnavailable:
        database.close()
        raise
