"""Freed memory is kept, where the C library can be told to."""

from __future__ import annotations

import platform

from assistant.api.memory import keep_freed_memory


def test_glibc_is_told_to_keep_it() -> None:
    """On Linux with glibc it takes both settings; elsewhere nothing is tried."""
    assert keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
