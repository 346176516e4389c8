"""Settings from the environment (prefix ETHICS_DESK_) or a .env file; no instance is made at import."""

from __future__ import annotations

import base64
import ipaddress
import re
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import InvalidInput

KeyPolicy = Literal["auto", "required", "off"]
Visibility = Literal["asker", "channel"]
LogLevel = Literal["debug", "info", "warning", "error"]

# A host by name or number, perhaps with a port and a path; no user, no query.
_ADDRESS = re.compile(r"https?://([a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(:(?P<port>\d{1,5}))?(/[a-zA-Z0-9._~/-]*)?")
_MODEL = re.compile(r"[a-z][a-z0-9_]*:\S.*")


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
        description="Folder for the search index, which can be rebuilt at any time, and for the records.",
    )
    chroma_url: str = Field(
        default="",
        description="A Chroma server to keep the vectors on, such as http://chroma.internal:8000, instead of in the data folder.",
    )
    chroma_token: SecretStr | None = Field(default=None, description="The token that the Chroma server wants, if it does.")
    embedder: str = Field(
        default="onnx",
        pattern=r"^(onnx|bge-small|sentence-transformers:.+)$",
        description='"onnx" for the weights in corpus/embedder, "bge-small", or "sentence-transformers:NAME-or-folder".',
    )
    model_folder: Path | None = Field(default=None, description="Folder with the ONNX weights, instead of the usual one.")
    threads: int = Field(default=2, ge=1, description="Processor threads for embedding.")
    chat_model: str = Field(
        default="",
        description='A chat model that writes the explanations, as "provider:model"; none by default.',
    )
    chat_base_url: str = Field(default="", description="The address of the model's server, for OpenAI-compatible servers and Ollama.")
    chat_api_key: SecretStr | None = Field(default=None, description="The model's key; without it the provider's own variable counts.")
    chat_consent: bool = Field(
        default=False, description="Whether questions, with identifiers masked, may be sent to a model that is not on this machine."
    )
    chat_seconds: float = Field(default=60, gt=0, description="How long the model may take for one answer; then ours is given.")
    chat_context: int = Field(default=8192, ge=1024, description="How many tokens the model reads at most, its own answer included.")
    chat_budget: int = Field(default=100_000, ge=0, description="Tokens that one conversation may use; then answers are ours.")
    chat_cache_days: int = Field(default=30, ge=0, description="How long what the model wrote is kept to be used again; 0 keeps nothing.")
    chat_price: tuple[float, float] | None = Field(
        default=None, description="What a million tokens read and a million tokens written cost, as [1.5, 6.0]; for the trace."
    )
    database: SecretStr = Field(
        default=SecretStr(""),
        description="Where keys and records are kept, as an SQLAlchemy URL of SQLite or PostgreSQL; records.sqlite in the data folder.",
    )
    keep_days: int = Field(
        default=30, ge=0, le=36_500, description="How long answers, feedback and conversations are kept; 0 keeps nothing."
    )
    keep_conversations: bool = Field(default=False, description="Whether conversations are kept, beside the audit trail and feedback.")
    api_host: str = Field(default="127.0.0.1", description="The address that the API listens on.")
    api_port: int = Field(default=8000, ge=1, le=65535, description="The port that the API listens on.")
    api_workers: int = Field(default=1, ge=1, le=64, description="How many processes serve the API.")
    api_keys: KeyPolicy = Field(
        default="auto",
        description='Who needs a key: "auto" all but callers on this machine, "required" everybody, "off" nobody on the network.',
    )
    api_rate: str = Field(default="600/minute", description="How often one key, or one address, may come.")
    api_origins: list[str] = Field(default=[], description='Web pages that may call, as ["https://intranet.example"]; none by default.')
    api_proxies: list[str] = Field(
        default=[], description='Proxies whose X-Forwarded-For is believed, as ["10.0.0.5", "10.1.0.0/16"]; none by default.'
    )
    room_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="The address under which phones reach the pages of live rooms, such as https://desk.example; else that of the request.",
    )
    log_level: LogLevel = Field(default="info", description="What the API logs at least.")
    api_at_once: int = Field(default=4, ge=1, description="Questions that one worker answers at once; more for a hosted chat model.")

    slack_signing_secret: SecretStr | None = Field(
        default=None, description="The Slack app's signing secret; without it no route for Slack."
    )
    slack_bot_token: SecretStr | None = Field(
        default=None, description="The Slack app's bot token, to answer mentions and direct messages."
    )
    mattermost_token: SecretStr | None = Field(
        default=None, description="The token of Mattermost's slash command, or several with commas; without it no route for Mattermost."
    )
    mattermost_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+(/\S*)?)?$",
        description="The address of the Mattermost server, for answers that take long.",
    )
    teams_secret: SecretStr | None = Field(
        default=None, description="The security token of the Teams outgoing webhook; without it no route for Teams."
    )
    platform_visibility: Visibility = Field(
        default="asker", description='Who sees an answer in Slack and Mattermost: "asker", or "channel" for everybody there.'
    )

    @field_validator("chroma_url")
    @classmethod
    def _address(cls, url: str) -> str:
        found = _ADDRESS.fullmatch(url)
        if url and (found is None or int(found["port"] or 1) not in range(1, 65536)):
            raise ValueError("it is no address of a host, such as http://chroma.internal:8000; a token goes into ETHICS_DESK_CHROMA_TOKEN")
        return url.rstrip("/")

    @field_validator("chroma_token")
    @classmethod
    def _sendable(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or not token.get_secret_value():
            return None
        if not re.fullmatch(r"[!-~]+", token.get_secret_value()):
            raise ValueError("a token is made of letters, digits and signs of ASCII, without spaces")
        return token

    @field_validator("slack_signing_secret", "slack_bot_token", "mattermost_token", "teams_secret", mode="before")
    @classmethod
    def _set_or_not(cls, secret: object) -> object:
        # An empty secret would let anybody sign.
        return secret.strip() or None if isinstance(secret, str) else secret

    @field_validator("teams_secret")
    @classmethod
    def _base64(cls, secret: SecretStr | None) -> SecretStr | None:
        try:
            base64.b64decode(secret.get_secret_value() if secret else "", validate=True)
        except ValueError:
            raise ValueError("it is no base64; copy the security token as Teams shows it") from None
        return secret

    @field_validator("api_proxies")
    @classmethod
    def _addresses(cls, proxies: list[str]) -> list[str]:
        for proxy in proxies:
            ipaddress.ip_network(proxy)
        return proxies

    @field_validator("chat_model")
    @classmethod
    def _named(cls, model: str) -> str:
        if model and not _MODEL.fullmatch(model):
            raise ValueError(f'{model!r} is no model; name one as "provider:model", such as ollama:llama3.1')
        return model


def load_settings() -> Settings:
    """The settings; InvalidInput names every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"ETHICS_DESK_{'_'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise InvalidInput("The settings are wrong: " + "; ".join(faults), "Correct these variables or unset them.") from error
