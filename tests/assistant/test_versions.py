"""A version changes with what it stands for, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

from assistant.types import Versions
from assistant.versions import versions_of
from tests.assistant.scripted import CLAUSES, GUIDE

PRESENT = versions_of(CLAUSES, GUIDE)


def changed(now: Versions) -> set[str]:
    """Which versions are others now."""
    return {name for name in ("register", "guide", "verifier") if getattr(now, name) != getattr(PRESENT, name)}


def test_the_same_content_has_the_same_versions() -> None:
    """Where a clause stands in its file does not matter."""
    assert changed(versions_of([replace(c, start=c.start + 1, end=c.end + 1) for c in CLAUSES], GUIDE)) == set()


def test_a_clause_is_part_of_the_register() -> None:
    """Its text, and its id."""
    for other in (replace(CLAUSES[0], text=CLAUSES[0].text + "."), replace(CLAUSES[0], id="NACM-99")):
        assert changed(versions_of([other, *CLAUSES[1:]], GUIDE)) == {"register"}


def test_a_wording_is_part_of_the_guide() -> None:
    """Any of them."""
    gloss = replace(GUIDE.glosses[0], gloss="Something else.")
    assert changed(versions_of(CLAUSES, replace(GUIDE, glosses=(gloss, *GUIDE.glosses[1:])))) == {"guide"}


def test_the_lexicon_is_part_of_the_verifier_as_well() -> None:
    """It decides what passes."""
    lexicon = replace(GUIDE.lexicon, negators={})
    assert changed(versions_of(CLAUSES, replace(GUIDE, lexicon=lexicon))) == {"guide", "verifier"}
