"""The `records` commands: remove, export and delete what the API keeps, and bring its tables up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from assistant.errors import UnknownConversation
from assistant.records import REPLIES_KEPT
from assistant.room.store import ROOM_KEPT
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.adapters.exports_files import Record

app = typer.Typer(no_args_is_help=True, help="What the API keeps: purge, export, delete.")

_MOST_DAYS = 36_500


@app.command()
def purge(
    days: Annotated[
        int | None, typer.Option(min=0, max=_MOST_DAYS, help="Keep the last so many days; ETHICS_DESK_KEEP_DAYS if not given.")
    ] = None,
) -> None:
    """Remove answers, feedback and conversations that are older than the retention."""
    from assistant.wiring import build_rooms, open_records

    settings = load_settings()
    now = datetime.now(UTC)
    before = now - timedelta(days=settings.keep_days if days is None else days)
    with closing(open_records(settings)) as records:
        removed = records.purge(before, max(before, now - REPLIES_KEPT))
    with closing(build_rooms(settings)) as rooms:
        rooms_removed = rooms.purge(min(before, now - ROOM_KEPT))
    _say(
        f"Removed {removed.answers} answers, {removed.feedback} feedback, {removed.conversations} conversations, {rooms_removed} rooms "
        f"and {removed.replies} kept replies from before {before:%Y-%m-%d %H:%M} UTC."
    )


@app.command()
def export(
    what: Annotated[Literal["answers", "feedback", "conversations"], typer.Argument(help="Which records.")],
    out: Annotated[Path, typer.Option(help="The file to write; it is there whole or not at all.")],
    form: Annotated[Literal["csv", "jsonl"], typer.Option("--format", help="A table, or a JSON object a line.")] = "jsonl",
) -> None:
    """Write records into a file, oldest first.

    In a CSV file, a cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end) begins with an
    apostrophe.
    """
    from assistant.adapters.exports_files import write_export
    from assistant.wiring import open_records

    with closing(open_records(load_settings())) as records:
        read: dict[str, Callable[[], Iterator[Record]]] = {
            "answers": records.answers,
            "feedback": records.feedback,
            "conversations": records.conversations,
        }
        count = write_export(what, read[what](), form, out)
    _say(f"{count} {what} written to {out}.")


@app.command()
def delete(conversation_id: Annotated[str, typer.Argument(metavar="CONVERSATION_ID", help="The conversation's id.")]) -> None:
    """Delete a conversation with all that was said in it."""
    from assistant.wiring import open_records

    with closing(open_records(load_settings())) as records:
        deleted = records.delete_conversation(conversation_id)
    if not deleted:
        raise UnknownConversation(
            f"No conversation has the id {conversation_id!r}.", "`ethics-desk records export conversations` lists those that are kept."
        )
    _say(f"Conversation {conversation_id} is deleted.")


@app.command()
def upgrade() -> None:
    """Bring the database's tables up to date; starting the API does that too."""
    from assistant.wiring import open_database

    database, changed = open_database(load_settings())
    database.close()
    _say(f"The tables in {database.place} {'are up to date now' if changed else 'were up to date'}.")


def _say(text: str) -> None:
    Console().print(Text(text), soft_wrap=True)
