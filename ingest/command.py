"""The `ingest` command, and the build that the first question triggers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.adapters.index_files import Manifest
from assistant.adapters.progress_rich import BuildProgress
from assistant.errors import InvalidInput
from assistant.ports import Progress
from assistant.settings import Settings, load_settings
from assistant.wiring import build_embedder, chroma_server
from ingest.checks import load_corpus
from ingest.index import build_index
from ingest.register import write_register


def build_from(settings: Settings, progress: Progress, rebuild: bool = False) -> tuple[Manifest, bool]:
    """Check the corpus and build its index unless it is current; says whether it was built."""
    corpus = load_corpus(settings.corpus)
    return build_index(corpus, build_embedder(settings), settings.data, progress, rebuild=rebuild, server=chroma_server(settings))


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="A corpus folder to use instead of the configured one.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build even if the index is current.")] = False,
    register: Annotated[bool, typer.Option("--register", help="Only regenerate register.json from the sources.")] = False,
) -> None:
    """Check the corpus and build the search index."""
    settings = load_settings()
    if paths and len(paths) > 1:
        raise typer.BadParameter("give one corpus folder")
    corpus = paths[0] if paths else settings.corpus
    if not corpus.is_dir():
        raise InvalidInput(f"{corpus} is not a folder.", "Give a corpus folder with sources/, register.json and guide/.")
    if register:
        typer.echo(f"wrote {write_register(corpus)}")
        return
    with BuildProgress(Console(stderr=True)) as progress:
        manifest, built = build_from(settings.model_copy(update={"corpus": corpus}), progress, rebuild)
    state = "was built" if built else "is current"
    typer.echo(
        f"The index {state}: version {manifest.version}, {manifest.clauses} clauses, {manifest.vectors} vectors, {manifest.embedder}."
    )
