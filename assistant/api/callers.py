"""Who calls, and what that caller may do: keys, scopes, and the open door on this machine."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime

from cachetools import TTLCache
from fastapi import Request
from starlette.datastructures import Headers

from assistant.api.limits import RateLimits
from assistant.api.pages import is_foreign_page
from assistant.errors import Forbidden, Unauthorized
from assistant.hosts import is_loopback
from assistant.ports import KeyStore
from assistant.records import ApiKey, Scope, Surface
from assistant.service import Caller
from assistant.settings import KeyPolicy

_OPEN_SCOPES: frozenset[Scope] = frozenset({"ask", "facilitate"})
_ANYBODY = ApiKey(id="", name="", scopes=_OPEN_SCOPES, created=datetime.min.replace(tzinfo=UTC))
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
KEY_PREFIX = "edk_"
_REMEMBERED_SECONDS = 10
"""For how long a key that was revoked by another process may still open the door."""


class Doorkeeper:
    """Lets callers in by their key, within their rate; somebody on this machine needs none, if the policy is "auto".

    `local` says whether the server listens on a loopback address only, `origins` which pages elsewhere may call.
    """

    def __init__(self, keys: KeyStore, policy: KeyPolicy, limits: RateLimits, *, local: bool, origins: Collection[str] = ()) -> None:
        self._keys = keys
        self._policy = policy
        self._limits = limits
        self._local = local
        self._origins = origins
        self._known = _no_keys()

    async def admit(self, request: Request, scope: Scope, surface: Surface) -> Caller:
        """The caller of a request; Unauthorized, Forbidden or TooManyRequests."""
        self.count_address(request)
        return self._admitted(request, await self._key(token(request.headers), request), scope, surface)

    async def admit_operator(self, request: Request) -> Caller:
        """Whoever looks after the desk: a key of scope admin, or somebody on this machine where callers from there need no key."""
        if token(request.headers) or self._policy == "required" or not is_loopback_request(request):
            return await self.admit(request, "admin", "http")
        if self._policy == "auto" and not self._local:
            return await self.admit(request, "admin", "http")
        self.count_address(request)
        self._refuse_foreign_pages(request)
        return Caller(surface="http", request_id=request.scope.get("request_id", ""))

    async def admit_by_key(self, request: Request, scope: Scope) -> Caller:
        """The caller of a request that takes a key wherever it comes from and whatever the policy; errors as for `admit`."""
        self.count_address(request)
        key = await self._usable(token(request.headers))
        return self._admitted(request, key, scope, "http")

    def forget(self) -> None:
        """Look each key up anew, after one was revoked; what was being looked up meanwhile is not remembered."""
        self._known = _no_keys()

    def count_address(self, request: Request) -> None:
        """Count a request for the address that it comes from, once; TooManyRequests when it is one too many."""
        if not getattr(request.state, "counted", False):
            request.state.counted = True
            self._limits.count("address", address_of(request))

    def _admitted(self, request: Request, key: ApiKey, scope: Scope, surface: Surface) -> Caller:
        request.state.key_id = key.id
        if key.id:
            self._limits.count("key", key.id)
        if scope not in key.scopes:
            named = f"The key {key.name!r} lacks" if key.id else "A call without a key lacks"
            raise Forbidden(
                f"{named} the scope {scope!r}.",
                f"Use a key that was made with `ethics-desk keys create NAME --scope {scope}`.",
            )
        return Caller(surface=surface, key_id=key.id, scopes=key.scopes, request_id=request.scope.get("request_id", ""))

    async def _key(self, given: str, request: Request) -> ApiKey:
        # Where no key is needed, clients that must send some are let in with any; one of ours that is spent is not passed over.
        if self._opens(request) and not given.startswith(KEY_PREFIX):
            self._refuse_foreign_pages(request)
            return _ANYBODY
        return await self._usable(given)

    async def _usable(self, given: str) -> ApiKey:
        """The key of a token; Unauthorized where none is given, and for one that is unknown, expired or revoked."""
        if not given:
            raise Unauthorized(
                "A key is needed.", "Send `Authorization: Bearer KEY`; whoever runs the desk makes one with `ethics-desk keys create`."
            )
        key = await self._found(given)
        if key is None or not key.usable(datetime.now(UTC)):
            raise Unauthorized("The key is unknown, expired or revoked.", "Ask whoever runs the desk for a new one.")
        return key

    async def _found(self, given: str) -> ApiKey | None:
        known = self._known
        try:
            # In one step: between two, what was there may be too old.
            return known[given]
        except KeyError:
            found = known[given] = await asyncio.to_thread(self._keys.find, given)
            return found

    def _refuse_foreign_pages(self, request: Request) -> None:
        """Forbidden for a page elsewhere: where a key is needed it would have to know one, where none is needed it must not come in."""
        if is_foreign_page(request.headers, self._origins):
            hint = "Whoever runs the desk can name the page's origin in ETHICS_DESK_API_ORIGINS."
            raise Forbidden("Web pages of another origin may not call the desk without a key.", hint)

    def _opens(self, request: Request) -> bool:
        """Whether this request needs no key: a page elsewhere that names us, or a proxy, is not somebody on this machine."""
        if self._policy == "off":
            return True
        return self._policy == "auto" and self._local and is_loopback_request(request)


def _no_keys() -> TTLCache[str, ApiKey | None]:
    return TTLCache(1024, _REMEMBERED_SECONDS)


def is_loopback_request(request: Request) -> bool:
    """Whether a request comes from this machine, by a name of this machine, and not by way of a proxy."""
    host = request.headers.get("host", "").lower()
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    forwarded = any(h in request.headers for h in _FORWARDED)
    return request.client is not None and is_loopback(request.client.host) and name in _LOCAL_NAMES and not forwarded


def address_of(request: Request) -> str:
    """What is counted as the address that a request comes from."""
    return network(request.client.host if request.client else "")


def network(host: str) -> str:
    """What is counted as one address: of IPv6 the network of 64 bits, because whoever has one has all its addresses."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(address), 64), strict=False))


def token(headers: Headers) -> str:
    """The key that a request brings, "" for none."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else headers.get("x-api-key", "").strip()


def caller(scope: Scope, surface: Surface = "http") -> Callable[[Request], Awaitable[Caller]]:
    """A dependency that gives the caller of a request who has this scope."""

    # Takes the request only: every other parameter of a dependency would be read from the query, for the caller to choose.
    async def admitted(request: Request) -> Caller:
        doorkeeper: Doorkeeper = request.app.state.doorkeeper
        return await doorkeeper.admit(request, scope, surface)

    return admitted


async def operator(request: Request) -> Caller:
    """A dependency that lets in whoever looks after the desk."""
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    return await doorkeeper.admit_operator(request)


async def administrator(request: Request) -> Caller:
    """A dependency that lets in a key of scope admin, and nobody without one, on this machine either."""
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    return await doorkeeper.admit_by_key(request, "admin")
