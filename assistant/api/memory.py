"""Has the C library keep memory that was freed, so that the next answer need not ask the system for the same again."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of <malloc.h>
_KEPT_BYTES = 256 << 20
_LARGEST_BYTES = 32 << 20


def keep_freed_memory() -> bool:
    """Whether it could be done: on Linux with glibc.

    In threads other than the first one glibc gives large blocks back at once. An answer takes and frees a few megabytes again and
    again, which cost it a tenth of its time in page faults (`python -m evals.load` has the measure).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _LARGEST_BYTES) and mallopt(_TRIM_THRESHOLD, _KEPT_BYTES))
