"""Settings from the environment (prefix ETHICS_DESK_) or a .env file; no instance is made at import."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import InvalidInput


def default_corpus() -> Path:
    """The corpus folder of the checkout, or the copy that an installed wheel carries."""
    checkout = Path(__file__).resolve().parent.parent / "corpus"
    return checkout if checkout.is_dir() else Path(__file__).resolve().parent / "corpus"


class Settings(BaseSettings):
    """Everything that an organisation may set."""

    model_config = SettingsConfigDict(env_prefix="ETHICS_DESK_", env_file=".env", extra="ignore", frozen=True)

    corpus: Path = Field(default_factory=default_corpus, description="Folder with sources/, register.json and guide/.")
    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("ethics-desk")),
        description="Folder for the search index; it can be rebuilt at any time.",
    )
    embedder: str = Field(
        default="onnx",
        pattern=r"^(onnx|bge-small|sentence-transformers:.+)$",
        description='"onnx" for the weights in corpus/embedder, "bge-small", or "sentence-transformers:NAME-or-folder".',
    )
    model_folder: Path | None = Field(default=None, description="Folder with the ONNX weights, instead of the usual one.")
    threads: int = Field(default=2, ge=1, description="Processor threads for embedding.")


def load_settings() -> Settings:
    """The settings; InvalidInput names every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"ETHICS_DESK_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise InvalidInput("The settings are wrong: " + "; ".join(faults), "Correct these variables or unset them.") from error
