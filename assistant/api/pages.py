"""Whether a request was sent by a web page, and which: a browser lets every page send some, even to this machine."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers


def is_foreign_page(headers: Headers, origins: Collection[str]) -> bool:
    """Whether a page sent this that is neither on this server nor of these origins; following a link to here is not meant."""
    given = headers.getlist("origin")
    if given:
        host = headers.get("host", "").lower()
        # A proxy that ends TLS leaves the host as it was, and speaks http to us.
        return any(origin not in origins and origin.lower() not in (f"http://{host}", f"https://{host}") for origin in given)
    # Pictures and scripts are fetched without an origin; browsers say of those where they come from.
    return headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate"
