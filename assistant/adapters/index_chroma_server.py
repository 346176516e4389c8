"""Collections on a Chroma server, by its HTTP interface (httpx).

chromadb's own client waits without a limit, reads settings of its own from the environment, and puts a server's whole reply into its
errors; the few requests that an index needs are made here, each within a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.errors import IndexUnavailable
from assistant.hosts import is_loopback_url
from assistant.ports import Vector

_API = "/api/v2"
_DATABASE = f"{_API}/tenants/default_tenant/databases/default_database"
_MAJOR = "1."
_SHORT, _LONG = 5.0, 60.0
"""Seconds to wait for a connection and for a small reply; and for vectors to be stored or read."""
_READ_LOG = "Read the server's log, or try again later."
_REBUILD = "Run `ethics-desk ingest --rebuild` to store the vectors again."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChromaServer:
    """A server at `url`, whose token, if it wants one, goes out in the two headers that such servers read.

    No connection is kept. Every method raises IndexUnavailable in one sentence, without the token and without the server's words.
    """

    url: str
    token: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The host, with its port if the address names one."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        shown = f"[{host}]" if ":" in host else host
        return f"{shown}:{parts.port}" if parts.port else shown

    @property
    def encrypted(self) -> bool:
        """Whether the connection is."""
        return self.url.startswith("https:")

    def version(self) -> str:
        """The version of the server's interface, which must be one that is known here."""
        found = self.ask("GET", f"{_API}/version")
        if not isinstance(found, str) or not found.startswith(_MAJOR):
            raise self.unlike_chroma()
        return found

    def create(self, name: str, configuration: Mapping[str, Any]) -> ServerCollection:
        """A new collection."""
        self.version()
        made = self.ask("POST", f"{_DATABASE}/collections", {"name": name, "configuration": configuration})
        return ServerCollection(server=self, id=self.field_of(made, "id"))

    def open(self, name: str) -> ServerCollection:
        """A collection that is there."""
        self.version()
        found = self.ask("GET", f"{_DATABASE}/collections/{name}")
        if found is None:
            raise IndexUnavailable(f"The Chroma server at {self.host} has no collection {name}, which the index names.", _REBUILD)
        return ServerCollection(server=self, id=self.field_of(found, "id"))

    def remove(self, name: str) -> None:
        """Remove a collection; one that is not there is removed already."""
        self.version()
        self.ask("DELETE", f"{_DATABASE}/collections/{name}")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, seconds: float = _SHORT) -> Any:
        """The JSON of a reply, None where what is asked for is not there."""
        timeout = httpx.Timeout(seconds, connect=_SHORT)
        try:
            # A server on this machine is not asked by way of a proxy.
            with httpx.Client(headers=self._headers(), timeout=timeout, trust_env=not is_loopback_url(self.url)) as client:
                reply = client.request(method, self.url + path, json=body)
                found = reply.json() if reply.is_success or reply.status_code == 404 else None
        except httpx.TimeoutException:
            raise IndexUnavailable(f"The Chroma server at {self.host} did not answer within {seconds:g} seconds.", _READ_LOG) from None
        # Not chained: the error of a header that cannot be sent holds the token.
        except (httpx.HTTPError, OSError):
            hint = "Start it, or correct ETHICS_DESK_CHROMA_URL."
            raise IndexUnavailable(f"The Chroma server at {self.host} cannot be reached.", hint) from None
        except ValueError:
            raise self.unlike_chroma() from None
        return self._accepted(reply, found)

    def field_of(self, document: Any, name: str) -> Any:
        """A field that a Chroma server's reply has."""
        if not isinstance(document, dict) or name not in document:
            raise self.unlike_chroma()
        return document[name]

    def _accepted(self, reply: httpx.Response, found: Any) -> Any:
        """What was asked for, unless the reply is a refusal."""
        status = reply.status_code
        if reply.is_success:
            return found
        if status in (401, 403):
            hint = "Set ETHICS_DESK_CHROMA_TOKEN to a token that it takes."
            raise IndexUnavailable(f"The Chroma server at {self.host} refused the token (status {status}).", hint)
        if status == 404 and isinstance(found, dict) and found.get("error") == "NotFoundError":
            return None
        if status in (404, 405, 410):
            raise self.unlike_chroma()
        raise IndexUnavailable(f"The Chroma server at {self.host} failed (status {status}).", _READ_LOG)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else {}

    def unlike_chroma(self) -> IndexUnavailable:
        """The error for a reply that no Chroma server gives."""
        hint = "Correct ETHICS_DESK_CHROMA_URL, or use a Chroma server of version 1."
        return IndexUnavailable(f"What answers at {self.host} is no Chroma server of version 1.", hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCollection:
    """One collection on a server, with those methods of an embedded one that an index uses."""

    server: ChromaServer
    id: str

    def add(self, *, ids: Sequence[str], embeddings: Vector, metadatas: Sequence[Mapping[str, Any]]) -> None:
        """Store vectors, shape (n, d), with what is known of each."""
        body = {"ids": list(ids), "embeddings": embeddings.tolist(), "metadatas": list(metadatas)}
        self._ask("POST", "add", body, seconds=_LONG)

    def get(self, *, include: Sequence[str], limit: int, offset: int) -> dict[str, Any]:
        """A page of what is stored: its ids, and of each what is to be included."""
        page = self._ask("POST", "get", {"include": list(include), "limit": limit, "offset": offset}, seconds=_LONG)
        return {name: self.server.field_of(page, name) for name in ("ids", *include)}

    def count(self) -> int:
        """How many vectors are stored."""
        found = self._ask("GET", "count")
        if not isinstance(found, int):
            raise self.server.unlike_chroma()
        return found

    def _ask(self, method: str, verb: str, body: Mapping[str, Any] | None = None, seconds: float = _SHORT) -> Any:
        found = self.server.ask(method, f"{_DATABASE}/collections/{self.id}/{verb}", body, seconds)
        if found is None:
            raise IndexUnavailable(f"The collection was removed from the Chroma server at {self.server.host} meanwhile.", _REBUILD)
        return found
