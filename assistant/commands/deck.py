"""The `deck` command: chosen scenarios as slides."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from assistant.settings import load_settings


def deck(
    scenarios: Annotated[list[str], typer.Argument(help="Ids of scenarios, as `ethics-desk scenarios` lists them, in their order.")],
    out: Annotated[Path, typer.Option(help="The file to write (PPTX).")],
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that it bears, today if none is given.")] = None,
) -> None:
    """Make slides of scenarios for a room without a network: story, votes by hands, clauses word for word, notes for the facilitator."""
    from assistant.adapters.atomic_file import replacing_bytes
    from assistant.adapters.progress_rich import BuildProgress
    from assistant.deck.compose import Chosen, compose
    from assistant.deck.find import scenarios_of
    from assistant.wiring import deck_renderer, read_knowledge

    errors = Console(stderr=True)
    with BuildProgress(errors) as progress:
        guide, codes, clauses = read_knowledge(load_settings(), progress)
    chosen = Chosen(scenarios=scenarios_of(scenarios, guide.scenario), date=(date or datetime.now()).date())
    content = deck_renderer("pptx")(compose(chosen, guide, codes, clauses))
    with replacing_bytes(out) as stream:
        stream.write(content)
    errors.print(Text(f"The deck is in {out}."), soft_wrap=True)
