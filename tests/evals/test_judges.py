"""A judge that is not on this machine reads nothing without consent."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from evals.judge import OfflineJudge
from evals.judges import choose_judge
from tests.assistant.scripted import CLAUSES, GUIDE


def test_a_hosted_judge_needs_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences of answers go nowhere unless that was consented to; the message names the host and the setting."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InvalidInput, match=r"api\.openai\.com") as refused:
        choose_judge("openai:gpt", CLAUSES, GUIDE, tmp_path, consent=False)
    assert "ETHICS_DESK_CHAT_CONSENT" in refused.value.hint


def test_a_judge_on_this_machine_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loopback address is no other machine."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert choose_judge("openai:here", CLAUSES, GUIDE, tmp_path, consent=False).name.startswith("openai:here")


def test_without_a_model_the_judge_is_offline(tmp_path: Path) -> None:
    """The default asks nobody."""
    assert isinstance(choose_judge("", CLAUSES, GUIDE, tmp_path, consent=False), OfflineJudge)
