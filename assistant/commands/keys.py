"""The `keys` commands: who may use the API."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.text import Text

from assistant.errors import InvalidInput
from assistant.expiry import end_of
from assistant.records import Scope
from assistant.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Keys of those who may use the API: create, list, revoke.")

_SCOPES = get_args(Scope)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for instance the name of a bot.")],
    scope: Annotated[list[str], typer.Option(metavar=f"[{'|'.join(_SCOPES)}]", help="What it opens; may be repeated.")],
    expires: Annotated[str, typer.Option(help="After how many days (90d), or on which last day (2027-01-31, UTC), it ends.")] = "",
) -> None:
    """Create a key and print its token, this once."""
    from assistant.wiring import build_keys

    scopes = [known for known in _SCOPES if known in scope]
    if not set(scope) <= set(scopes):
        raise typer.BadParameter(f"--scope is one of {', '.join(_SCOPES)}")
    ends = _moment(expires, datetime.now(UTC)) if expires else None
    with closing(build_keys(load_settings())) as keys:
        key, token = keys.create(name, scopes, ends)
    until = "" if ends is None else f", until {ends:%Y-%m-%d %H:%M} UTC"
    Console(stderr=True).print(
        Text(f"Key {key.id} for {name} ({', '.join(sorted(key.scopes))}{until}). Keep the token safe: it is not shown again."),
        soft_wrap=True,
    )
    typer.echo(token)


@app.command("list")
def list_keys() -> None:
    """List all keys, without their tokens."""
    from assistant.adapters.keys_rich import print_keys
    from assistant.wiring import build_keys

    with closing(build_keys(load_settings())) as keys:
        print_keys(Console(), keys.keys(), datetime.now(UTC))


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `keys list` shows.")]) -> None:
    """Revoke a key for good."""
    from assistant.wiring import build_keys

    with closing(build_keys(load_settings())) as keys:
        key = keys.revoke(key_id)
    Console().print(Text(f"Key {key.id} for {key.name} is revoked."), soft_wrap=True)


def _moment(expires: str, now: datetime) -> datetime:
    """The first moment at which the key is no longer good."""
    try:
        return end_of(expires, now)
    except InvalidInput as error:
        raise typer.BadParameter(f"--expires: {error.message} {error.hint}") from error
