"""Any sentence-transformers model as embedder; an extra, because it brings torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.ports import Vector


class SentenceTransformersEmbedder:
    """Wraps a SentenceTransformer; its own prompts, if it has any, tell queries from passages."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                "The embedder setting names a sentence-transformers model, but that extra is not installed.",
                'Run `pip install ".[sentence-transformers]"`, or set ETHICS_DESK_EMBEDDER=onnx.',
            ) from error
        try:
            self._model = SentenceTransformer(model, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"The sentence-transformers model {model!r} cannot be loaded: {' '.join(str(error).split())[:200]}",
                "Give the folder of a model that is on this machine, or set ETHICS_DESK_EMBEDDER=onnx.",
            ) from error
        self._name = model

    @property
    def name(self) -> str:
        """Names the model as the setting does."""
        return f"sentence-transformers:{self._name}"

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, shape (d,)."""
        vector: Vector = np.asarray(self._model.encode_query([text], normalize_embeddings=True), dtype=np.float32)[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The vectors of texts, shape (n, d)."""
        vectors: Vector = np.asarray(self._model.encode_document(list(texts), normalize_embeddings=True), dtype=np.float32)
        return vectors
