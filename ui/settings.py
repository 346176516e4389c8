"""Where the web chat is served (prefix ETHICS_DESK_UI_)."""

from __future__ import annotations

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import InvalidInput


class UiSettings(BaseSettings):
    """What an organisation may set of the web chat."""

    model_config = SettingsConfigDict(env_prefix="ETHICS_DESK_UI_", env_file=".env", extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", description="The address that the web chat listens on.")
    port: int = Field(default=8501, ge=1, le=65535, description="The port that the web chat listens on.")


def load_ui_settings(host: str = "", port: int = 0) -> UiSettings:
    """The settings, with what the command line says in their place; InvalidInput names every one that is wrong."""
    given = {name: value for name, value in {"host": host, "port": port}.items() if value}
    try:
        return UiSettings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(f"ETHICS_DESK_UI_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise InvalidInput(
            f"A setting of the web chat cannot be used: {faults}.", "Correct it in the environment, in .env or on the line."
        ) from error
