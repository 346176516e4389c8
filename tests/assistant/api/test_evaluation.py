"""The published evaluation over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adapters.evaluation_json import EVALUATION
from assistant.api.app import create_app
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.wire_evaluation import EvaluationOut
from tests.assistant.api.conftest import MakeDesk, opened
from tests.published import corpus_with_evaluation


def test_it_says_whether_it_is_of_the_corpus_that_answers(make_desk: MakeDesk, small_assistant: Assistant, tmp_path: Path) -> None:
    """Of this corpus it is current, of another one it is shown all the same; the folder is not needed once the desk has started."""
    for number, (version, current) in enumerate([(small_assistant.parts.version, True), ("0123456789ab", False)]):
        folder = corpus_with_evaluation(tmp_path / f"corpus-{number}", corpus_version=version)
        desk = make_desk(corpus=folder)
        (folder / EVALUATION).unlink()
        with opened(create_app(desk)) as client:
            told = EvaluationOut.model_validate(client.get("/v1/evaluation").json())
        assert (told.current, told.corpus_version) == (current, version)
        assert [m.rate for m in told.measures] == [0.9]


def test_where_none_was_published_the_problem_says_how(make_desk: MakeDesk, tmp_path: Path) -> None:
    """404, with the commands."""
    with opened(create_app(make_desk(corpus=tmp_path))) as client:
        response = client.get("/v1/evaluation")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:ethics-desk:problem:no-evaluation"
    assert "ethics-desk evals publish" in response.json()["hint"]


def test_it_needs_the_scope_ask(make_desk: MakeDesk) -> None:
    """A key for something else does not open it."""
    desk = make_desk(api_keys="required")
    _, key = desk.keys.create("boss", ["admin"])
    with opened(create_app(desk)) as client:
        assert client.get("/v1/evaluation").status_code == 401
        assert client.get("/v1/evaluation", headers={"Authorization": f"Bearer {key}"}).status_code == 403


def test_a_damaged_file_is_told_at_the_start(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Before the first request, as any other damaged file of the corpus."""
    (tmp_path / EVALUATION).write_text("{", encoding="utf-8")
    with pytest.raises(InvalidInput, match="no published evaluation"):
        make_desk(corpus=tmp_path)
