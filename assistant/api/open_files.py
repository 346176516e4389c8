"""How many connections a process can hold: each is an open file, and a hall of phones has many."""

from __future__ import annotations

import sys

_MOST_FILES = 4096
_OWN_FILES = 224
"""For the database, the index, logs, and what libraries open."""
_USUAL_FILES = 1024


def most_connections() -> int:
    """As many as this process may open files, its own ones aside; the limit is raised as far as the system lets it."""
    return _raised() - _OWN_FILES


def _raised() -> int:
    """The limit of open files, after it was raised."""
    if sys.platform == "win32":
        return _USUAL_FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
