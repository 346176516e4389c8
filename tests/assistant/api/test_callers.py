"""Who is let in: the open door on this machine, keys, their scopes and their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.callers import network
from assistant.api.limits import RateLimits
from tests.assistant.api.conftest import MakeDesk, opened, wait_until

ASK = {"question": "What does NACM 7 say?"}
PROXIED = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"]
ELSEWHERE = ["ethics.example", "10.0.0.5:8000", "localhost.evil.example", "", "127.0.0.1.nip.example:8000"]


def status(client: TestClient, token: str = "", **headers: str) -> int:
    """The status of a question."""
    given = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post("/v1/ask", json=ASK, headers={**given, **headers}).status_code


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "LOCALHOST:1"])
def test_somebody_on_this_machine_needs_no_key(client: TestClient, host: str) -> None:
    """By any name of this machine."""
    assert status(client, Host=host) == 200


@pytest.mark.parametrize("host", ELSEWHERE)
def test_a_page_that_names_this_machine_otherwise_needs_a_key(client: TestClient, host: str) -> None:
    """A browser that was led here by another name (DNS rebinding) is not somebody on this machine."""
    assert status(client, Host=host) == 401


@pytest.mark.parametrize("header", PROXIED)
def test_what_comes_by_a_proxy_needs_a_key(client: TestClient, header: str) -> None:
    """The proxy is on this machine, whoever it speaks for need not be."""
    assert status(client, **{header: "203.0.113.9"}) == 401


def test_a_caller_elsewhere_needs_a_key(make_desk: MakeDesk) -> None:
    """Another address is refused whatever name it uses, and told how to get in."""
    app = create_app(make_desk())
    with opened(app), TestClient(app, base_url="http://localhost", client=("192.0.2.7", 1)) as client:
        refused = client.post("/v1/ask", json=ASK)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "ethics-desk keys create" in refused.json()["hint"]


def test_a_server_on_the_network_asks_everybody_for_a_key(make_desk: MakeDesk) -> None:
    """Where others can come in, nobody is let in for coming from this machine: it may be a tunnel."""
    with opened(create_app(make_desk(), local=False)) as client:
        assert status(client) == 401


def test_the_policy_off_lets_everybody_ask_and_nobody_administer(make_desk: MakeDesk) -> None:
    """An organisation may leave the door open on its network."""
    app = create_app(make_desk(api_keys="off"), local=False)
    with opened(app), TestClient(app, client=("192.0.2.7", 1)) as client:
        assert status(client) == 200


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_opens_by_either_header(make_desk: MakeDesk, header: str) -> None:
    """A bearer token, or the header that many gateways use."""
    desk = make_desk(api_keys="required")
    _, token = desk.keys.create("bot", ["ask"])
    with opened(create_app(desk)) as client:
        assert status(client, **{header: f"Bearer {token}" if header == "Authorization" else token}) == 200
        assert status(client) == 401


def test_a_key_without_the_scope_may_not(make_desk: MakeDesk) -> None:
    """The problem names the scope that is missing."""
    desk = make_desk(api_keys="required")
    _, token = desk.keys.create("projector", ["facilitate"])
    with opened(create_app(desk)) as client:
        refused = client.post("/v1/ask", json=ASK, headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 403
    assert "'ask'" in refused.json()["detail"]


@pytest.mark.parametrize("policy", ["auto", "required", "off"])
def test_a_key_that_is_spent_or_unknown_is_refused_even_where_none_is_needed(make_desk: MakeDesk, policy: str) -> None:
    """Whoever sends a key of ours learns that it does not count any more."""
    desk = make_desk(api_keys=policy)
    expired = desk.keys.create("old", ["ask"], datetime.now(UTC) - timedelta(seconds=1))[1]
    key, revoked = desk.keys.create("gone", ["ask"])
    desk.keys.revoke(key.id)
    with opened(create_app(desk)) as client:
        assert [status(client, t) for t in (expired, revoked, "edk_nobody_knows")] == [401, 401, 401]


def test_clients_that_must_send_some_key_may_where_none_is_needed(client: TestClient) -> None:
    """OpenAI's client cannot send none."""
    assert status(client, "not-needed") == 200


def test_an_address_and_a_key_have_each_their_rate(make_desk: MakeDesk) -> None:
    """One request too many is refused, with the time to come again; another key from another address is not."""
    desk = make_desk(api_rate="3/minute", api_keys="required")
    tokens = [desk.keys.create(name, ["ask"])[1] for name in ("one", "two")]
    app = create_app(desk)
    with opened(app) as client:
        assert [status(client, tokens[0]) for _ in range(4)] == [200, 200, 200, 429]
        refused = client.post("/v1/ask", json=ASK)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        with TestClient(app, client=("192.0.2.7", 1)) as other:
            assert status(other, tokens[0]) == 429
            assert status(other, tokens[1]) == 200


def test_health_needs_no_key(make_desk: MakeDesk) -> None:
    """A load balancer has none."""
    with opened(create_app(make_desk(api_keys="required"), local=False)) as client:
        assert [client.get(p).status_code for p in ("/health/live", "/health/ready", "/version")] == [200, 200, 200]


@pytest.mark.parametrize("query", ["scope=admin", "surface=slack", "scope=admin&surface=mcp"])
def test_a_caller_does_not_choose_the_scope(make_desk: MakeDesk, query: str) -> None:
    """What a route asks for cannot be changed from the address: a key that may only do something else stays out."""
    desk = make_desk(api_keys="required")
    _, key = desk.keys.create("boss", ["admin"])
    with opened(create_app(desk)) as client:
        response = client.get(f"/v1/clauses?{query}", headers={"Authorization": f"Bearer {key}"})
    assert response.status_code == 403


@pytest.fixture
def keyed(make_desk: MakeDesk) -> Iterator[tuple[TestClient, str]]:
    """A client of a desk that asks everybody for a key, and a key."""
    desk = make_desk(api_keys="required")
    _, key = desk.keys.create("bot", ["ask"])
    with opened(create_app(desk)) as client:
        yield client, key


@pytest.mark.parametrize("written", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer   {}  "])
def test_the_scheme_is_read_as_http_has_it(keyed: tuple[TestClient, str], written: str) -> None:
    """In any case, with spaces around the key."""
    client, key = keyed
    assert client.get("/v1/models", headers={"Authorization": written.format(key)}).status_code == 200


@pytest.mark.parametrize(
    "change", [str.upper, lambda k: k + "x", lambda k: k[:-1], lambda k: k + "\u00b2", lambda k: "", lambda k: f'"{k}"']
)
def test_a_key_that_is_almost_right_is_unknown(keyed: tuple[TestClient, str], change: Callable[[str], str]) -> None:
    """Nothing is trimmed, folded or guessed."""
    client, key = keyed
    headers = {"Authorization": f"Bearer {change(key)}".encode("latin-1")}
    assert client.get("/v1/models", headers=headers).status_code == 401


@pytest.mark.parametrize("scheme", ["Basic {}", "Token {}", "Bearer{}", "{}"])
def test_another_scheme_is_no_key(keyed: tuple[TestClient, str], scheme: str) -> None:
    """Only a bearer token, or the header of gateways, holds a key."""
    client, key = keyed
    assert client.get("/v1/models", headers={"Authorization": scheme.format(key)}).status_code == 401


@pytest.mark.parametrize("name", ["key", "api_key", "api-key", "access_token", "token", "X-API-Key", "authorization"])
def test_a_key_in_the_address_or_a_cookie_is_no_key(keyed: tuple[TestClient, str], name: str) -> None:
    """Addresses end up in logs and histories, and browsers send cookies unasked."""
    client, key = keyed
    assert client.get("/v1/models", params={name: key}).status_code == 401
    assert client.get("/v1/models", headers={"Cookie": f"{name}={key}"}).status_code == 401


def test_of_several_keys_the_first_counts(keyed: tuple[TestClient, str]) -> None:
    """Several are not tried in turn: a bearer token before the header of gateways, the first of two headers before the second."""
    client, key = keyed
    good, bad = ("Authorization", f"Bearer {key}"), ("Authorization", "Bearer edk_unknown")
    for headers, expected in (
        ([good, bad], 200),
        ([bad, good], 401),
        ([good, ("X-API-Key", "edk_unknown")], 200),
        ([bad, ("X-API-Key", key)], 401),
        ([("Authorization", "Basic eDp5"), ("X-API-Key", key)], 200),
    ):
        assert client.get("/v1/models", headers=headers).status_code == expected


def test_a_refusal_does_not_tell_whether_a_key_exists(keyed: tuple[TestClient, str]) -> None:
    """A wrong secret for an id that there is, and an id that there is not, are told in the same words."""
    client, key = keyed
    told = []
    for wrong in (key[:-5] + "aaaaa", "edk_aaaaaaaa_" + "a" * 52, "edk_x"):
        refused = client.get("/v1/clauses", headers={"Authorization": f"Bearer {wrong}"})
        assert refused.status_code == 401
        told.append({name: value for name, value in refused.json().items() if name != "request_id"})
    assert told[0] == told[1] == told[2]


def test_what_is_refused_counts_too(make_desk: MakeDesk) -> None:
    """Whoever tries keys, or sends what cannot be read, is stopped by the rate of the address."""
    desk = make_desk(api_rate="4/minute", api_keys="required")
    with opened(create_app(desk)) as client:
        tried = [status(client, f"edk_{n}") for n in range(2)]
        tried += [client.post("/v1/ask", content=b"{", headers={"Content-Type": t}).status_code for t in ("application/json", "text/plain")]
        assert tried == [401, 401, 400, 415]
        assert status(client) == 429


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_whoever_has_a_network_has_one_rate(one: str, other: str, together: bool) -> None:
    """An address of IPv6 costs nothing: the network of 64 bits counts."""
    assert (network(one) == network(other)) is together


def test_addresses_that_come_no_more_are_forgotten() -> None:
    """The memory does not grow with those who came once."""
    limits = RateLimits("1000000/second")
    for number in range(1_500):
        limits.count("address", str(number))
    assert limits.names == 1_500

    def forgotten() -> bool:
        for _ in range(1_000):
            limits.count("address", "one that comes again")
        return limits.names == 1

    wait_until(forgotten)
