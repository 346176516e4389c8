"""The app as it is served: Streamlit's, with what browsers should know, and a sentence where a page of ours has a fault."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.starlette import App

from ui.language import text

_HEADERS = {
    # Only pages of the same host may frame this one, and no other host learns the address, which may name a conversation.
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class BrowserHeaders:
    """Adds these headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def tell_fault(error: Exception) -> bool:
    """Say in a sentence that a page has a fault; what it is stands in the log."""
    st.error(text("common", "fault"))
    return True


app = App(Path(__file__).parent / "app.py", middleware=[Middleware(BrowserHeaders)], on_script_error=tell_fault)
