"""A Slack that a bot connects to: it opens a socket, sends one slash command over it, and takes what is sent to the response URL."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


class FakeSlack:
    """What was acknowledged, and what was replied."""

    def __init__(self, question: str) -> None:
        self._question = question
        self._place = ""
        self.tokens: list[str] = []
        self.acknowledged: list[str] = []
        self.replies: list[dict[str, Any]] = []
        self.app = Starlette(
            routes=[
                Route("/api/apps.connections.open", self._open, methods=["POST"]),
                WebSocketRoute("/socket", self._socket),
                Route("/reply", self._reply, methods=["POST"]),
                Route("/health/ready", lambda request: JSONResponse({})),
            ]
        )

    async def _open(self, request: Request) -> JSONResponse:
        self.tokens.append(request.headers["authorization"])
        self._place = request.url.netloc
        return JSONResponse({"ok": True, "url": f"ws://{request.url.netloc}/socket"})

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json({"type": "hello"})
        payload = {
            "command": "/ethics",
            "text": self._question,
            "trigger_id": "1.2.3",
            "response_url": f"http://{self._place}/reply",
        }
        await socket.send_json({"type": "slash_commands", "envelope_id": "env-1", "payload": payload, "accepts_response_payload": True})
        self.acknowledged.append((await socket.receive_json())["envelope_id"])
        while not self.replies:
            await asyncio.sleep(0.02)
        await socket.close()

    async def _reply(self, request: Request) -> JSONResponse:
        self.replies.append(await request.json())
        return JSONResponse({"ok": True})
