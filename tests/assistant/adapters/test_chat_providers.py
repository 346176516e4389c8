"""Providers: what is local, what needs consent, what is missing, and that each one is asked in its own terms."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

import pytest

from assistant.adapters.chat_model_langchain import LangchainChatModel
from assistant.adapters.chat_providers import PROVIDERS, check, is_local, options, place_of
from assistant.errors import ChatModelFailed, InvalidInput
from tests.assistant.adapters.chat_server import ChatServer, Reply, in_turn, only_comments, refuses, said, stalls
from tests.fakes import chat_request

TEXT = '{"a": "Small gifts may be accepted."}'
HOSTED = {
    "openai": ("gpt-4o", "api.openai.com"),
    "azure_openai": ("our-deployment", "ours.openai.azure.com"),
    "anthropic": ("claude-test", "api.anthropic.com"),
    "google_genai": ("gemini-2.5-flash", "generativelanguage.googleapis.com"),
    "bedrock_converse": ("anthropic.claude-sonnet-4-5-20250929-v1:0", "Amazon Bedrock"),
}
_PREFIXES = ("OPENAI_", "OLLAMA_", "AZURE_", "ANTHROPIC_", "GOOGLE_", "GEMINI_", "AWS_", "LANGSMITH_", "LANGCHAIN_")


@pytest.fixture(autouse=True)
def _variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of a provider's library is set, but the address of an Azure resource, which has no other."""
    for name in [n for n in os.environ if n.startswith(_PREFIXES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://ours.openai.azure.com/")


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A server on this machine."""
    with ChatServer() as server:
        yield server


def needs(provider: str) -> None:
    """Skip where LangChain's package for the provider is not installed."""
    known = PROVIDERS[provider]
    if importlib.util.find_spec(known.package) is None:
        pytest.skip(f"the extra {known.extra} is not installed")


# What is local


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080/v1",
        "http://localhost:11434",
        "http://LOCALHOST/v1",
        "https://127.8.9.10",
        "http://[::1]:8080/v1",
        "http://user:word@127.0.0.1/v1",
    ],
)
@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_loopback_addresses_are_local(provider: str, address: str) -> None:
    """Whatever the port and the path."""
    assert is_local(provider, address)


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/v1",
        "http://192.168.1.20:8080/v1",
        "http://0.0.0.0:11434",
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://127.0.0.1@example.com/v1",
        "http://example.com/127.0.0.1",
        "http://example.com#127.0.0.1",
        "http://2130706433/v1",
        "http://127.1/v1",
        "http://[fe80::1]/v1",
        "http://host.docker.internal:11434",
    ],
)
@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_other_addresses_are_not(provider: str, address: str) -> None:
    """Not even those in the same building, and none that only looks like a loopback address."""
    assert not is_local(provider, address)


@pytest.mark.parametrize("provider", ["azure_openai", "anthropic", "google_genai", "bedrock_converse"])
@pytest.mark.parametrize("address", ["", "http://127.0.0.1:8080"])
def test_hosted_services_are_never_local(provider: str, address: str) -> None:
    """What listens on this machine for such a service passes questions on."""
    assert not is_local(provider, address)


@pytest.mark.parametrize(
    ("provider", "variable", "value", "local"),
    [
        ("ollama", "OLLAMA_HOST", "", True),
        ("ollama", "OLLAMA_HOST", "127.0.0.1:9999", True),
        ("ollama", "OLLAMA_HOST", "https://ollama.example.com", False),
        ("ollama", "OLLAMA_HOST", "gpu.example.com:11434", False),
        ("openai", "OPENAI_BASE_URL", "http://127.0.0.1:8080/v1", True),
        ("openai", "OPENAI_API_BASE", "http://127.0.0.1:8080/v1", True),
        ("openai", "OPENAI_BASE_URL", "https://llm.example.com/v1", False),
        ("openai", "OPENAI_BASE_URL", "", False),
    ],
)
def test_the_providers_variables_count_too(monkeypatch: pytest.MonkeyPatch, provider: str, variable: str, value: str, local: bool) -> None:
    """What its library would read decides, if our setting does not."""
    monkeypatch.setenv(variable, value)
    assert is_local(provider, "") is local
    assert is_local(provider, "http://127.0.0.1:7777/v1")


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("127.0.0.1", "127.0.0.1:11434"),
        ("[::1]", "[::1]:11434"),
        ("gpu.example.com/path", "gpu.example.com:11434"),
        ("localhost:9", "localhost:9"),
    ],
)
def test_ollamas_variable_may_leave_out_scheme_and_port(monkeypatch: pytest.MonkeyPatch, value: str, host: str) -> None:
    """As Ollama itself reads it."""
    monkeypatch.setenv("OLLAMA_HOST", value)
    assert place_of("ollama:test", "").host == host


def test_the_address_that_was_judged_is_the_one_that_is_asked(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that changes afterwards changes nothing."""
    needs("openai")
    server.script = in_turn(said(TEXT))
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    model = LangchainChatModel("openai:test")
    with ChatServer() as other:
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, f"{other.url}/v1")
        assert "".join(c.text for c in model.stream(chat_request())) == TEXT
        assert other.received == []


# What is refused


@pytest.mark.parametrize("provider", HOSTED)
def test_a_hosted_model_needs_consent(provider: str) -> None:
    """One sentence that names the host, and the variable to set."""
    needs(provider)
    model, host = HOSTED[provider]
    with pytest.raises(InvalidInput) as refused:
        LangchainChatModel(f"{provider}:{model}", key="k")
    assert host in refused.value.message
    assert "ETHICS_DESK_CHAT_CONSENT" in refused.value.hint
    assert LangchainChatModel(f"{provider}:{model}", key="k", consent=True).place.host == host


def test_a_server_elsewhere_needs_consent_too() -> None:
    """Ollama and OpenAI-compatible servers on another machine are as far away as a service."""
    for model, address in (("ollama:llama3", "http://gpu.example.com:11434"), ("openai:llama3", "http://gpu.example.com:8000/v1")):
        needs(model.partition(":")[0])
        with pytest.raises(InvalidInput, match=r"gpu\.example\.com"):
            LangchainChatModel(model, base_url=address, key="k")


def test_a_model_on_this_machine_needs_neither_consent_nor_key() -> None:
    """Nothing leaves it."""
    for provider in ("openai", "ollama"):
        needs(provider)
        assert LangchainChatModel(f"{provider}:test", base_url="http://127.0.0.1:9").place.local


@pytest.mark.parametrize("provider", ["openai", "anthropic", "google_genai"])
def test_a_missing_key_is_told(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our variable and the provider's own are named, and either will do."""
    needs(provider)
    name = f"{provider}:{HOSTED[provider][0]}"
    with pytest.raises(InvalidInput, match="needs a key") as refused:
        LangchainChatModel(name, consent=True)
    assert "ETHICS_DESK_CHAT_API_KEY" in refused.value.hint
    variable = PROVIDERS[provider].keys[0]
    assert variable in refused.value.hint
    monkeypatch.setenv(variable, "k")
    assert LangchainChatModel(name, consent=True).name == name


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_missing_package_is_told_with_its_extra(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package, the hint what to install."""
    monkeypatch.setitem(sys.modules, PROVIDERS[provider].package, None)
    with pytest.raises(InvalidInput) as refused:
        check(place_of(f"{provider}:test", ""), key=True, consent=True)
    assert PROVIDERS[provider].package.replace("_", "-") in refused.value.message
    assert f"ethics-desk[{PROVIDERS[provider].extra}]" in refused.value.hint


@pytest.mark.parametrize("package", ["langchain", "tenacity"])
def test_a_missing_common_package_is_told_with_the_providers_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each provider's extra brings the common ones along."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InvalidInput, match=f"package {package},") as refused:
        LangchainChatModel("ollama:test")
    assert "ethics-desk[ollama]" in refused.value.hint


@pytest.mark.parametrize("model", ["llama:test", "test", "", "OpenAI:gpt-4o"])
def test_an_unknown_provider_is_told(model: str) -> None:
    """The hint names those that there are."""
    with pytest.raises(InvalidInput, match="provider") as refused:
        LangchainChatModel(model)
    assert all(provider in refused.value.hint for provider in PROVIDERS)


@pytest.mark.parametrize("model", ["openai:", "openai:  "])
def test_a_missing_model_is_told(model: str) -> None:
    """A provider alone is not enough."""
    with pytest.raises(InvalidInput, match="no name"):
        LangchainChatModel(model)


def test_a_model_may_have_a_colon_in_its_name() -> None:
    """As those of Ollama and Bedrock have."""
    assert place_of("ollama:llama3.2:3b", "").model == "llama3.2:3b"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8080/v1",
        "ftp://127.0.0.1",
        "http://",
        "http://:8080",
        "http://host:port/",
        "http://[::1",
        "http://a b/",
        "http://127.0.0.1\\@example.com/",
    ],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    """The hint shows one that is."""
    with pytest.raises(InvalidInput, match="address") as refused:
        LangchainChatModel("openai:test", base_url=address, consent=True)
    assert "ETHICS_DESK_CHAT_BASE_URL" in refused.value.hint


def test_an_azure_resource_has_an_address_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none to fall back to."""
    monkeypatch.delenv("AZURE_OPENAI_ENDPOINT")
    with pytest.raises(InvalidInput, match="Azure") as refused:
        LangchainChatModel("azure_openai:ours", key="k", consent=True)
    assert "AZURE_OPENAI_ENDPOINT" in refused.value.hint


@pytest.mark.parametrize("value", ["true", "https://gateway.example.com"])
def test_a_gateway_in_between_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Consent was given for one host, and LangChain would send questions by way of another."""
    needs("bedrock_converse")
    monkeypatch.setenv("LANGSMITH_GATEWAY", value)
    with pytest.raises(InvalidInput, match="LANGSMITH_GATEWAY"):
        LangchainChatModel("bedrock_converse:amazon.nova-lite-v1:0", consent=True)
    monkeypatch.setenv("LANGSMITH_GATEWAY", "false")
    assert LangchainChatModel("bedrock_converse:amazon.nova-lite-v1:0", consent=True).name


# How each is made and asked


@pytest.mark.parametrize("provider", PROVIDERS)
def test_langchain_makes_the_model_as_it_was_described(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real package: temperature 0, no retries of its own, no cache, and the address that was judged."""
    needs(provider)
    from langchain.chat_models import init_chat_model

    for name, value in {"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(name, value)
    place = place_of(f"{provider}:{HOSTED.get(provider, ('test', ''))[0]}", "")
    key = "" if provider in ("ollama", "bedrock_converse") else "k"
    made: Any = init_chat_model(**options(place, key=key, seconds=30, features=frozenset({"temperature", "usage"})))
    assert made.temperature == 0
    assert (made.cache, made.verbose) == (False, False)
    assert provider == "ollama" or made.max_retries == 0
    addresses = {
        str(getattr(made, name, "")) for name in ("base_url", "openai_api_base", "azure_endpoint", "anthropic_api_url", "endpoint_url")
    }
    assert not place.address or place.address in addresses


def asked(server: ChatServer, model: str, reply: Reply, **more: Any) -> tuple[str, tuple[int, int], Any]:
    """What a hosted provider's library writes when its service is this server: the text, the tokens, and the body that it was sent."""
    server.script = in_turn(reply)
    opened = LangchainChatModel(model, base_url=server.url, consent=True, pause=0, **{"key": "k", **more})
    chunks = list(opened.stream(chat_request()))
    tokens = sum(c.input_tokens for c in chunks), sum(c.output_tokens for c in chunks)
    assert len([c for c in chunks if c.text]) > 1
    return "".join(c.text for c in chunks), tokens, server.received[-1].body


def test_azure_is_asked_at_its_deployment(server: ChatServer) -> None:
    """OpenAI's protocol, with the deployment and the version in the path."""
    needs("azure_openai")
    text, tokens, body = asked(server, "azure_openai:our-deployment", said(TEXT))
    assert (text, tokens) == (TEXT, (11, 7))
    assert server.received[0].path == "/openai/deployments/our-deployment/chat/completions?api-version=2024-10-21"
    assert server.received[0].headers["api-key"] == "k"
    assert (body["max_completion_tokens"], body["temperature"]) == (200, 0)
    assert body["response_format"]["json_schema"]["schema"] == chat_request().schema


def events(*documents: Mapping[str, Any]) -> Reply:
    """Server-sent events, named by the type of each document that has one."""
    raw = [(f"event: {d['type']}\n" if "type" in d else "") + f"data: {json.dumps(d)}\n\n" for d in documents]
    return Reply(steps=lambda: [r.encode() for r in raw])


def anthropic_said(*, stop: bool = True) -> Reply:
    """The text in Anthropic's protocol."""
    message: dict[str, Any] = {"id": "m", "type": "message", "role": "assistant", "content": [], "model": "test", "stop_reason": None}
    deltas = [{"type": "text_delta", "text": TEXT[i : i + 9]} for i in range(0, len(TEXT), 9)]
    usage = {"input_tokens": 11, "output_tokens": 7}
    end: list[dict[str, Any]] = [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage},
        {"type": "message_stop"},
    ]
    return events(
        {"type": "message_start", "message": {**message, "usage": {**usage, "output_tokens": 0}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        *(end if stop else []),
    )


def test_anthropic_is_asked_in_its_own_terms(server: ChatServer) -> None:
    """The schema as the format of the output, which then comes as text."""
    needs("anthropic")
    text, tokens, body = asked(server, "anthropic:claude-test", anthropic_said())
    assert (text, tokens) == (TEXT, (11, 7))
    # The header of the key has changed its name over the versions of the library.
    assert {"k", "Bearer k"} & set(server.received[0].headers.values())
    assert (body["max_tokens"], body["temperature"]) == (200, 0)
    assert body["output_config"]["format"]["schema"]["required"] == ["a"]


def google_said() -> Reply:
    """The text in Google's protocol."""
    pieces = [TEXT[i : i + 9] for i in range(0, len(TEXT), 9)]
    documents: list[dict[str, Any]] = [{"candidates": [{"content": {"role": "model", "parts": [{"text": p}]}, "index": 0}]} for p in pieces]
    documents[-1]["candidates"][0]["finishReason"] = "STOP"
    documents[-1]["usageMetadata"] = {"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18}
    return events(*documents)


def test_google_is_asked_in_its_own_terms(server: ChatServer) -> None:
    """The schema in the configuration of the output."""
    needs("google_genai")
    text, tokens, body = asked(server, "google_genai:gemini-2.5-flash", google_said())
    configuration = body["generationConfig"]
    assert (text, tokens) == (TEXT, (11, 7))
    assert server.received[0].headers["x-goog-api-key"] == "k"
    assert (configuration["maxOutputTokens"], configuration["temperature"]) == (200, 0)
    assert configuration["responseMimeType"] == "application/json"
    assert configuration["responseJsonSchema"] == chat_request().schema


@pytest.mark.parametrize("provider", ["azure_openai", "anthropic", "google_genai", "bedrock_converse"])
@pytest.mark.parametrize(("status", "tries", "words"), [(401, 1, "refused the key"), (429, 3, "quota"), (503, 3, "failed")])
def test_errors_of_every_library_are_read_alike(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, provider: str, status: int, tries: int, words: str
) -> None:
    """Tried as often as the status deserves, the library's own retries off, and told in our words."""
    needs(provider)
    for name, value in {"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(name, value)
    server.script = in_turn(refuses(status, "an echo of the question"))
    key = "" if provider == "bedrock_converse" else "k"
    model = LangchainChatModel(f"{provider}:{HOSTED[provider][0]}", base_url=server.url, consent=True, key=key, pause=0)
    with pytest.raises(ChatModelFailed) as failed:
        list(model.stream(chat_request()))
    assert f"(status {status})" in failed.value.message
    assert words in failed.value.message
    assert "echo" not in failed.value.message
    assert len(server.received) == tries


@pytest.mark.parametrize("provider", ["azure_openai", "anthropic", "google_genai", "bedrock_converse"])
@pytest.mark.parametrize("reply", [stalls(), only_comments()], ids=["silence", "comments only"])
def test_the_time_bounds_a_hosted_model_too(server: ChatServer, monkeypatch: pytest.MonkeyPatch, provider: str, reply: Reply) -> None:
    """The error comes on time; a connection that cannot be cut ends with the library's own time-out, if the server is silent."""
    watched = provider in ("azure_openai", "google_genai")
    needs(provider)
    for name, value in {"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}.items():
        monkeypatch.setenv(name, value)
    server.script = in_turn(reply)
    key = "" if provider == "bedrock_converse" else "k"
    model = LangchainChatModel(
        f"{provider}:{HOSTED[provider][0]}", base_url=server.url, consent=True, key=key, pause=0, seconds=30 if watched else 0.8
    )
    model.load()
    start = monotonic()
    with pytest.raises(ChatModelFailed):
        list(model.stream(chat_request(seconds=0.8)))
    assert monotonic() - start < 1.3
    if watched or reply.silent:
        assert server.idle_within(2)


def test_what_only_the_library_finds_missing_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Amazon's needs a region, which may stand in files that only it reads."""
    needs("bedrock_converse")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    model = LangchainChatModel("bedrock_converse:amazon.nova-lite-v1:0", consent=True)
    for ask in (model.load, lambda: list(model.stream(chat_request()))):
        with pytest.raises(ChatModelFailed) as failed:
            ask()
        assert "AWS_REGION" in failed.value.hint


@pytest.mark.parametrize("provider", ["anthropic", "google_genai"])
def test_a_hosted_model_without_schemas_is_asked_for_plain_text(server: ChatServer, provider: str) -> None:
    """As everywhere: the schema is left out and the text read."""
    needs(provider)
    reply = {"anthropic": anthropic_said(), "google_genai": google_said()}[provider]
    server.script = lambda body: refuses(400) if "output_config" in body or "responseJsonSchema" in str(body) else reply
    model = LangchainChatModel(f"{provider}:{HOSTED[provider][0]}", base_url=server.url, consent=True, key="k", pause=0)
    assert "".join(c.text for c in model.stream(chat_request())) == TEXT


def test_anthropics_stream_that_ends_too_early_is_told(server: ChatServer) -> None:
    """Its sign of the end is another than OpenAI's."""
    needs("anthropic")
    with pytest.raises(ChatModelFailed, match="broke off"):
        asked(server, "anthropic:claude-test", anthropic_said(stop=False))
