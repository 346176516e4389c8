"""The app as it is served: what browsers are told, who may connect, and what a fault of ours looks like."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.ui.browser.conftest import serving
from tests.ui.desks import free_port
from ui.processes import Child

OpenPage = Callable[..., Page]
TYPED = "what the reader typed"
BROKEN = f"""
import streamlit as st
st.title("Broken")
raise ValueError({TYPED!r})
"""
SERVED = """
from streamlit.starlette import App
from ui.served import tell_fault
app = App("broken.py", on_script_error=tell_fault)
"""


def test_pages_of_others_may_not_frame_it_nor_learn_its_address(chat_url: str) -> None:
    """A page that frames this one could have a reader click on what she does not see."""
    headers = httpx.get(chat_url).headers
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_of_others_may_not_connect(chat_url: str) -> None:
    """A page elsewhere cannot ask in a reader's name, nor under a name that leads to this machine."""
    stream = chat_url.replace("http", "ws") + "/_stcore/stream"
    for origin in ("http://evil.example", f"http://evil.example:{chat_url.rpartition(':')[2]}"):
        with pytest.raises(InvalidStatus, match="403"), connect(stream, origin=origin, subprotocols=["streamlit"]):
            pass
    with connect(stream, origin=chat_url, subprotocols=["streamlit"]):
        pass


def test_a_fault_of_ours_is_a_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    """No traceback and nothing of what went on inside."""
    (tmp_path / "broken.py").write_text(BROKEN)
    (tmp_path / "served.py").write_text(SERVED)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(tmp_path / "served.py"), "--server.headless=true", f"--server.port={port}"]
    with serving(Child(name="Broken", command=command, health=f"http://127.0.0.1:{port}/_stcore/health", starts_within=60)):
        page = open_page(f"http://127.0.0.1:{port}")
        expect(page.get_by_text("This page has a fault of ours.")).to_be_visible()
        assert TYPED not in page.content()
        assert "Traceback" not in page.content()
