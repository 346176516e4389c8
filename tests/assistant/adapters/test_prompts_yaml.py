"""The prompts are files with versions, and each check of the verifier has words for the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.adapters.prompts_yaml import FOLDER, read_prompts
from assistant.errors import InvalidInput

ADR = Path(__file__).parents[3] / "docs" / "adr" / "0014-verifying-generated-sentences.md"


def copied(folder: Path) -> Path:
    """The prompt files in a folder that may be changed."""
    for path in FOLDER.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_every_reason_is_put_into_words() -> None:
    """The model is told in words what is wrong, for each reason that the record of the checks lists."""
    listed = re.search(r"one of these reasons: (.*?)\.\n", ADR.read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) <= set(read_prompts().mend.reasons)


def test_the_newest_version_counts(tmp_path: Path) -> None:
    """v10 is newer than v2."""
    folder = copied(tmp_path)
    for version in ("v2", "v10"):
        (folder / f"write.{version}.yaml").write_text(f"system: of {version}\nuser: u\n", encoding="utf-8")
    assert read_prompts(folder).write.system == "of v10"


def test_a_changed_file_is_another_prompt(tmp_path: Path) -> None:
    """The checksum in the name changes with the text."""
    before = read_prompts(copied(tmp_path)).write.name
    path = tmp_path / "write.v1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# reviewed\n", encoding="utf-8")
    assert read_prompts(tmp_path).write.name != before


@pytest.mark.parametrize("text", ["system: s\n", "system: [\n", "- a\n", "system: s\nuser: u\nother: x\n"])
def test_a_prompt_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    """A missing field, broken YAML and an unknown field are one sentence with the path."""
    (copied(tmp_path) / "mend.v1.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"mend\.v1\.yaml"):
        read_prompts(tmp_path)


def test_a_missing_prompt_is_named(tmp_path: Path) -> None:
    """An installation without its prompts says so."""
    with pytest.raises(InvalidInput, match=r"write\.v1\.yaml"):
        read_prompts(tmp_path)
