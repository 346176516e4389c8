"""The desk of whoever looks after it takes a key of scope admin, on this machine and wherever else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.api.app import create_app
from assistant.api.document import operations
from assistant.api.openapi import current
from tests.assistant.api.conftest import MakeDesk, opened

INSIDE = {"feedback_id": "fb_1", "key_id": "abcdefgh"}
ROUTES = [
    (name.split(" ")[0], name.split(" ")[1].format(**INSIDE))
    for name, _ in operations(current())
    if name.split(" ")[1].startswith("/v1/desk")
]
BODIES: dict[str, Any] = {"/v1/desk/keys": {"name": "another", "scopes": ["admin"]}}


def test_there_are_routes() -> None:
    """So that the tests below test something."""
    assert len(ROUTES) == 13


@pytest.mark.parametrize("policy", ["auto", "required", "off"])
def test_nobody_is_let_in_without_a_usable_key_of_scope_admin(make_desk: MakeDesk, policy: str) -> None:
    """Whatever the policy, and though the caller is on this machine: every route refuses, and nothing is done."""
    desk = make_desk(api_keys=policy)
    keys = desk.keys
    asking = keys.create("bot", ["ask", "facilitate"])[1]
    expired = keys.create("old", ["admin"], datetime.now(UTC) - timedelta(seconds=1))[1]
    gone, revoked = keys.create("gone", ["admin"])
    keys.revoke(gone.id)
    denied = {"": 401, "not-needed": 401, "edk_nobody_knows": 401, asking: 403, expired: 401, revoked: 401}
    before = keys.keys()
    with opened(create_app(desk)) as client:
        for method, path in ROUTES:
            for token, status in denied.items():
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                body = None if method == "GET" else BODIES.get(path, {})
                refused = client.request(method, path, headers=headers, json=body)
                assert refused.status_code == status, (method, path, token[:8])
                assert refused.json()["detail"]
    assert keys.keys() == before


def test_a_page_elsewhere_cannot_use_the_desk_without_the_key(make_desk: MakeDesk) -> None:
    """A browser sends no key unasked: neither in the address nor in a cookie does one count."""
    desk = make_desk()
    token = desk.keys.create("boss", ["admin"])[1]
    with opened(create_app(desk)) as client:
        for sent in ({"params": {"key": token}}, {"headers": {"Cookie": f"key={token}"}}, {"headers": {"Origin": "https://evil.example"}}):
            assert client.get("/v1/desk/keys", **sent).status_code == 401


def test_the_document_says_that_a_key_is_always_needed() -> None:
    """The open door on this machine is not among the ways in."""
    for name, operation in operations(current()):
        assert ({} in operation["security"]) == (bool(operation["security"]) and not name.split(" ")[1].startswith("/v1/desk")), name
