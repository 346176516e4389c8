"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from assistant.errors import InvalidInput


@contextmanager
def replacing(target: Path, mode: int = 0o666) -> Iterator[TextIO]:
    """A stream of text to a file, as `replacing_bytes` gives it for bytes."""
    with replacing_bytes(target, mode) as raw, TextIOWrapper(raw, encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def replacing_bytes(target: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A stream to a file beside the target that takes the target's place once all is written; InvalidInput when that cannot be.

    `mode` is what the file may be used for by whom, less what the process's mask forbids.
    """
    final = target.resolve()
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    if final.exists() and not (final.is_file() and os.access(final, os.W_OK)):
        raise InvalidInput(f"{target} cannot be written: it is a folder, a device or read-only.", "Give another path to --out.")
    try:
        opened = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        with open(opened, "wb") as stream:
            yield stream
        os.replace(part, final)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be written: {error.strerror}.", "Give another path to --out.") from error
    finally:
        with suppress(OSError):
            part.unlink()
