"""The address that the API listens on: taken before anything is loaded, so that one that cannot be had is told at once."""

from __future__ import annotations

import errno
import socket
import sys

import structlog

from assistant.errors import InvalidInput
from assistant.hosts import is_loopback
from assistant.settings import Settings

_UNHEARD_SECONDS = 60
"""For how long what was sent may stay unreceived until the connection is given up; connections have it from the listening socket."""
_log = structlog.get_logger(__name__)


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address of a host; InvalidInput where there is none, or the port cannot be had."""
    try:
        found = dict.fromkeys((family, address) for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (socket.gaierror, UnicodeError) as error:
        raise InvalidInput(f"{host!r} is no address to listen on.", "Correct --host or ETHICS_DESK_API_HOST.") from error
    sockets: list[socket.socket] = []
    for family, address in found:
        try:
            sockets.append(_bound(family, address))
        except OSError as error:
            # "localhost" may have an address of IPv6 where there is no IPv6.
            if error.errno == errno.EADDRNOTAVAIL and (sockets or address != next(reversed(found))[1]):
                continue
            for taken in sockets:
                taken.close()
            raise _refused(host, port, error) from error
    return sockets


def _bound(family: socket.AddressFamily, address: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]) -> socket.socket:
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if unheard := getattr(socket, "TCP_USER_TIMEOUT", None):
            # A phone that is put away says no goodbye; its stream would count as a connection for a quarter of an hour.
            bound.setsockopt(socket.IPPROTO_TCP, unheard, _UNHEARD_SECONDS * 1000)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return bound


def _refused(host: str, port: int, error: OSError) -> InvalidInput:
    if error.errno == errno.EADDRINUSE:
        return InvalidInput(
            f"Port {port} of {host} is taken by another program.", "End that one, or choose another with --port or ETHICS_DESK_API_PORT."
        )
    if error.errno == errno.EACCES:
        return InvalidInput(f"Port {port} may not be used by this user.", "Choose one from 1024 with --port or ETHICS_DESK_API_PORT.")
    return InvalidInput(f"{host!r} is no address of this machine.", "Correct --host or ETHICS_DESK_API_HOST.")


def announce(settings: Settings, *, has_keys: bool) -> None:
    """Say in one line where the API is, and warn in another where the network finds it open, or closed to all."""
    host = f"[{settings.api_host}]" if ":" in settings.api_host else settings.api_host
    address = f"http://{host}:{settings.api_port}"
    if sys.stderr.isatty() and settings.log_level in ("debug", "info"):
        print(f"Ethics Desk listens on {address}; its documentation is at {address}/docs. Ctrl+C ends it.", file=sys.stderr)
    else:
        _log.info("listening", address=address, docs=f"{address}/docs", workers=settings.api_workers)
    if is_loopback(settings.api_host):
        return
    if settings.api_keys == "off":
        _log.warning('Anybody on the network may ask without a key, because ETHICS_DESK_API_KEYS is "off".')
    elif not has_keys:
        _log.warning("Nobody can ask from the network yet: there is no key; `ethics-desk keys create NAME --scope ask` makes one.")
