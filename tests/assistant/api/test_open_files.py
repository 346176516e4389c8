"""How many connections a process takes."""

from __future__ import annotations

import subprocess
import sys

import pytest

SAY = "from assistant.api.open_files import most_connections; print(most_connections())"


@pytest.mark.parametrize(("soft", "hard", "expected"), [(256, 2048, 2048 - 224), (512, 512, 512 - 224), (9000, 9000, 4096 - 224)])
def test_the_limit_of_open_files_is_raised_as_far_as_it_may_be(soft: int, hard: int, expected: int) -> None:
    """Never above what the system allows, and never beyond what a desk needs."""
    limits = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard})); "
    said = subprocess.run([sys.executable, "-c", limits + SAY], capture_output=True, text=True, check=True)
    assert int(said.stdout) == expected
