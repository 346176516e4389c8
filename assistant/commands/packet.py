"""The `packet` command: an answer as a page to take along."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from assistant.settings import load_settings
from assistant.types import Language
from assistant.wire_packet import MOST_NOTE, PacketFormat, Paper


def packet(
    answer: Annotated[Path, typer.Argument(help="A file with an answer, as `ethics-desk ask --json` prints it.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[PacketFormat, typer.Option(help="The format of the file.")] = "pdf",
    note: Annotated[str, typer.Option(help="Words of your own; identifiers are masked.")] = "",
    language: Annotated[Language | None, typer.Option(help="The language of the headings, instead of the answer's.")] = None,
    paper: Annotated[Paper, typer.Option(help="The size of the paper.")] = "letter",
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that it bears, today if none is given.")] = None,
) -> None:
    """Make a page of an answer to take to a supervisor; an answer that is not as the desk gave it is refused."""
    if len(note) > MOST_NOTE:
        raise typer.BadParameter(f"a note may have {MOST_NOTE:,} characters, not {len(note):,}")
    from assistant.adapters.atomic_file import replacing_bytes
    from assistant.adapters.progress_rich import BuildProgress
    from assistant.adapters.receipts_json import read_answer
    from assistant.packet.compose import Wanted, compose
    from assistant.wiring import build_embedder, chroma_server, handout_renderer, index_folder, load

    settings = load_settings()
    wanted = Wanted(answer=read_answer(answer), date=(date or datetime.now()).date(), note=note, language=language)
    embedder = build_embedder(settings)
    errors = Console(stderr=True)
    with BuildProgress(errors) as progress:
        assistant = load(index_folder(settings, embedder, progress), embedder, chroma_server(settings))
    content = handout_renderer(format)(compose(wanted, assistant.parts), paper)
    with replacing_bytes(out) as stream:
        stream.write(content)
    errors.print(Text(f"The packet is in {out}."), soft_wrap=True)
