"""The interactive documentation, which must work in a network that reaches nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.testclient import TestClient


def test_the_page_loads_from_here_only(client: TestClient) -> None:
    """Whatever the page refers to is served by the desk itself."""
    page = client.get("/docs")
    places = re.findall(r"""(?:src|href|url)(?:=|: )["']([^"']+)["']""", page.text)
    assert len(places) >= 4
    assert [p for p in places if not p.startswith("/") or client.get(p).status_code != 200] == []


def test_the_policy_lets_the_pages_own_scripts_run_and_no_other(client: TestClient) -> None:
    """Each script in the page is named by its hash, and nothing may be loaded or asked elsewhere."""
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    for script in scripts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_the_page_names_its_language_and_its_title(client: TestClient) -> None:
    """A screen reader knows how to speak it, and a tab what it is."""
    page = client.get("/docs").text
    assert '<html lang="en">' in page
    assert "<title>Ethics Desk: the API</title>" in page
