"""The chat models' providers: which packages they need, where they send a question, and how each is asked for JSON."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from assistant.adapters.chat_thread import watching
from assistant.errors import InvalidInput
from assistant.hosts import is_loopback_url

AZURE_VERSION = "2024-10-21"
"""The first stable version of Azure's interface that takes a JSON schema; OPENAI_API_VERSION overrides it."""
_SCHEMA_NAME = "reply"
_OFF = ("", "false", "0", "no")
_CONNECT = 5.0
"""Seconds for a connection to be made: a server that is there accepts in far less, and there is time left for another try."""
_ONE_REQUEST = {"Connection": "close"}
"""One connection for each question: it can be cut without cutting another's, and none is left open."""
_UNSOUND = re.compile(r"[\s\\\x00-\x1f]")
"""Characters that programs disagree about in URLs, so that what was checked might not be what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What is known of a provider without importing its package.

    `addresses` are the variables that its library reads the address from, in their order; `keys` those that hold the key, none where
    there are other ways to sign in; `address` is where it goes without any of them.
    """

    package: str
    extra: str
    addresses: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    address: str = ""
    setup: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "ollama": Provider(
        package="langchain_ollama", extra="ollama", addresses=("OLLAMA_HOST",), address="http://127.0.0.1:11434", setup="Start Ollama."
    ),
    "openai": Provider(
        package="langchain_openai",
        extra="openai",
        addresses=("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        keys=("OPENAI_API_KEY",),
        address="https://api.openai.com/v1",
        setup="Set OPENAI_API_KEY.",
    ),
    "azure_openai": Provider(
        package="langchain_openai",
        extra="openai",
        addresses=("AZURE_OPENAI_ENDPOINT",),
        setup="Set AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY.",
    ),
    "anthropic": Provider(
        package="langchain_anthropic",
        extra="anthropic",
        addresses=("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
        keys=("ANTHROPIC_API_KEY",),
        address="https://api.anthropic.com",
        setup="Set ANTHROPIC_API_KEY.",
    ),
    "google_genai": Provider(
        package="langchain_google_genai",
        extra="google",
        keys=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        address="https://generativelanguage.googleapis.com",
        setup="Set GOOGLE_API_KEY.",
    ),
    "bedrock_converse": Provider(
        package="langchain_aws",
        extra="bedrock",
        addresses=("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"),
        setup="Set AWS_REGION and sign in as for the AWS command line.",
    ),
}
_LOCAL = ("ollama", "openai")
"""The protocols that servers on one's own machine speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlace:
    """A model and where it runs: `address` is the URL that is asked ("" where the provider's library finds it), `host` names it."""

    provider: str
    model: str
    address: str
    host: str
    local: bool

    @property
    def name(self) -> str:
        """The model as the settings name it, "provider:model"."""
        return f"{self.provider}:{self.model}"

    @property
    def known(self) -> Provider:
        """What is known of its provider."""
        return PROVIDERS[self.provider]


def place_of(model: str, base_url: str) -> ModelPlace:
    """Where the model named "provider:model" runs; InvalidInput for an unknown provider, no model or an address that is none."""
    provider, _, name = model.partition(":")
    if provider not in PROVIDERS:
        raise InvalidInput(
            f"The chat model {model} is of no provider that is known here.",
            f"Set ETHICS_DESK_CHAT_MODEL to PROVIDER:MODEL with one of {', '.join(PROVIDERS)}.",
        )
    if not name.strip():
        raise InvalidInput(f"The chat model {model} has no name.", f"Set ETHICS_DESK_CHAT_MODEL to {provider}:MODEL.")
    address = _address(provider, base_url.strip())
    host = _host(address) if address else "Amazon Bedrock"
    return ModelPlace(
        provider=provider, model=name.strip(), address=address, host=host, local=provider in _LOCAL and is_loopback_url(address)
    )


def is_local(provider: str, base_url: str) -> bool:
    """Whether questions stay on this machine: the provider is one that runs here, and the address is a loopback address."""
    return place_of(f"{provider}:any", base_url).local


def check(place: ModelPlace, *, key: bool, consent: bool) -> None:
    """InvalidInput when a package or a key is missing, or when the model is hosted and nobody has consented to that."""
    for package, extra in (("langchain", "chat"), ("tenacity", "chat"), (place.known.package, place.known.extra)):
        if find_spec(package) is None:
            raise InvalidInput(
                f"The chat model {place.name} needs the package {package.replace('_', '-')}, which is not installed.",
                f'Run `pip install "ethics-desk[{extra if extra != "chat" else place.known.extra}]"`, or unset ETHICS_DESK_CHAT_MODEL.',
            )
    if place.local:
        return
    if not consent:
        raise InvalidInput(
            f"The chat model {place.name} is not on this machine: questions, with identifiers masked, would be sent to {place.host}.",
            "Set ETHICS_DESK_CHAT_CONSENT=true if your organisation allows that, or choose a model on this machine.",
        )
    if os.environ.get("LANGSMITH_GATEWAY", "").strip().lower() not in _OFF:
        raise InvalidInput(
            f"LANGSMITH_GATEWAY is set, so that questions could go by way of LangSmith and not only to {place.host}.",
            "Unset LANGSMITH_GATEWAY.",
        )
    if place.known.keys and not key and not any(os.environ.get(name) for name in place.known.keys):
        names = " or ".join(("ETHICS_DESK_CHAT_API_KEY", *place.known.keys))
        raise InvalidInput(f"The chat model {place.name} needs a key.", f"Set {names}.")


def options(place: ModelPlace, *, key: str, seconds: float, features: frozenset[str]) -> dict[str, Any]:
    """What LangChain makes the model with; imports the provider's package. `seconds` bounds each wait for bytes."""
    common: dict[str, Any] = {"model": place.model, "model_provider": place.provider, "cache": False, "verbose": False}
    if "temperature" in features:
        common["temperature"] = 0
    if key:
        common["api_key"] = key
    match place.provider:
        case "ollama":
            return common | _ollama_options(place, seconds)
        case "openai":
            return common | _openai_options(place, seconds, features, key)
        case "azure_openai":
            return common | _azure_options(place, seconds, features)
        case "bedrock_converse":
            endpoint = {"base_url": place.address} if place.address else {}
            return common | endpoint | {"timeout": ceil(seconds), "max_retries": 0}
        case "google_genai":
            # The Gemini interface whatever the environment says: the consent names its host.
            http = {"vertexai": False, "client_args": {"event_hooks": watching(), "follow_redirects": False}}
            return common | http | {"base_url": place.address, "timeout": seconds, "max_retries": 0}
        case _:
            return common | {"base_url": place.address, "timeout": seconds, "max_retries": 0}


def question(place: ModelPlace, schema: Mapping[str, Any] | None, *, most_tokens: int, context: int) -> dict[str, Any]:
    """What goes with one question: the most tokens to write, and the JSON schema to fit, if any, in terms that the provider takes."""
    asked: dict[str, Any] = {}
    if schema is not None:
        described = {"name": _SCHEMA_NAME, "schema": dict(schema), "strict": _is_strict(schema)}
        asked = {"response_format": {"type": "json_schema", "json_schema": described}}
    match place.provider:
        case "openai" if not _is_openais_own(place):
            # Servers that only speak the protocol know the older name of this parameter.
            return {"extra_body": {"max_tokens": most_tokens, **asked}}
        case "openai" | "azure_openai":
            # As an extra, because LangChain reads the whole stream into a parser of its own where it sees the parameter.
            return {"max_completion_tokens": most_tokens, "extra_body": asked}
        case "ollama":
            # Without the size of its context Ollama cuts a long prompt silently.
            return {"options": {"temperature": 0, "num_ctx": context, "num_predict": most_tokens}, **asked}
        case "google_genai":
            return {"max_output_tokens": most_tokens, **asked}
        case _:
            return {"max_tokens": most_tokens, **asked}


def _ollama_options(place: ModelPlace, seconds: float) -> dict[str, Any]:
    import httpx

    http = {"timeout": httpx.Timeout(seconds, connect=min(seconds, _CONNECT)), "event_hooks": watching(), "headers": _ONE_REQUEST}
    client = {"trust_env": not place.local, "follow_redirects": False, **http}
    # Thinking aloud is not shown, and on a small machine it uses up the time.
    return {"base_url": place.address, "reasoning": False, "sync_client_kwargs": client}


def _openai_options(place: ModelPlace, seconds: float, features: frozenset[str], key: str) -> dict[str, Any]:
    own = {} if _is_openais_own(place) else {"use_responses_api": False}
    # A server on this machine needs no key, and OpenAI's is not for it; the library wants one.
    unkeyed = {"api_key": "none"} if place.local and not key else {}
    return {"base_url": place.address, **own, **unkeyed, **_openai_client(place, seconds, features)}


def _azure_options(place: ModelPlace, seconds: float, features: frozenset[str]) -> dict[str, Any]:
    version = os.environ.get("OPENAI_API_VERSION") or AZURE_VERSION
    endpoint = {"azure_endpoint": place.address, "azure_deployment": place.model, "api_version": version}
    return endpoint | _openai_client(place, seconds, features)


def _openai_client(place: ModelPlace, seconds: float, features: frozenset[str]) -> dict[str, Any]:
    import openai

    timeout = openai.Timeout(seconds, connect=min(seconds, _CONNECT))
    proxy = None if place.local else os.environ.get("OPENAI_PROXY") or None
    # A redirect could lead a question away from the host that was consented to.
    client = openai.DefaultHttpxClient(
        timeout=timeout, trust_env=not place.local, proxy=proxy, follow_redirects=False, event_hooks=watching(), headers=_ONE_REQUEST
    )
    shared = {"timeout": timeout, "max_retries": 0, "stream_usage": "usage" in features}
    return {"http_client": client, "openai_proxy": "", "default_headers": _ONE_REQUEST, **shared}


def _address(provider: str, base_url: str) -> str:
    """The URL that is asked: the setting, else the provider's variables, else where it goes by default."""
    known = PROVIDERS[provider]
    found = base_url or next((value for name in known.addresses if (value := os.environ.get(name, "").strip())), known.address)
    if provider == "ollama" and "://" not in found:
        # As Ollama reads OLLAMA_HOST: a bare host is at its usual port.
        authority, slash, path = found.partition("/")
        port = "" if ":" in authority.rpartition("]")[2] else ":11434"
        found = f"http://{authority}{port}{slash}{path}"
    if not found and provider == "azure_openai":
        raise InvalidInput("The chat model needs the address of an Azure resource.", known.setup)
    return found


def _host(address: str) -> str:
    """The host of a URL, with its port if it names one; InvalidInput when it is no URL."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not host or _UNSOUND.search(address):
        raise InvalidInput(
            "The chat model's address is no http or https URL.", "Set ETHICS_DESK_CHAT_BASE_URL to one such as http://127.0.0.1:8080/v1."
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def _is_openais_own(place: ModelPlace) -> bool:
    host = urlsplit(place.address).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def _is_strict(schema: object) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object is closed and requires all of its properties."""
    if isinstance(schema, list):
        return all(_is_strict(part) for part in schema)
    if not isinstance(schema, Mapping):
        return True
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and (
        schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(properties)
    ):
        return False
    return all(_is_strict(part) for part in schema.values())
