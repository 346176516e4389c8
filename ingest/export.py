"""Writes a sentence-transformers model as 8-bit ONNX weights that the runtime loads without torch.

The graph holds the transformer, mean pooling and a projection onto the principal axes of the guide's
vectors (Deerwester et al., 1990), which keeps their angles and takes half the room. Weights are
quantized in blocks (Dettmers et al., 2022): one scale for a whole tensor of activations turned the
vectors by a cosine of .89, blocks by .999. Needs the development extras.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from sentence_transformers import SentenceTransformer

from assistant.adapters.embedder_onnx import SPECIFICATION, Specification, digest

MAX_TOKENS = 256
DIMENSION = 384
BITS, BLOCK = 8, 128
# Multiplies in 8-bit integers; onnxruntime calls this level 4.
_INTEGERS = 4
TABLE = "tokens.bin"
_INPUTS = ("input_ids", "attention_mask")


def principal_axes(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The DIMENSION axes along which unit vectors (n, d) extend most, shape (d, DIMENSION)."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :DIMENSION], dtype=np.float32)


class _Pooled(torch.nn.Module):
    """The transformer with mean pooling and the projection, as one graph."""

    def __init__(self, transformer: Any, axes: NDArray[np.float32]) -> None:
        super().__init__()
        self.transformer = transformer
        self.register_buffer("axes", torch.tensor(axes))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        projected: torch.Tensor = ((hidden * mask).sum(1) / mask.sum(1)) @ self.axes
        return projected


def export(model: SentenceTransformer, axes: NDArray[np.float32], name: str, folder: Path) -> None:
    """Write model.onnx with its part, tokenizer.json and the specification with their checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    module: Any = model[0]
    example = module.tokenizer(["a question", "another, longer question"], padding=True, return_tensors="pt")
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    with tempfile.TemporaryDirectory() as work:
        full = Path(work) / "full.onnx"
        torch.onnx.export(
            _Pooled(module.auto_model, axes).eval(),
            tuple(example[i] for i in _INPUTS),
            str(full),
            input_names=list(_INPUTS),
            output_names=["sentence_vector"],
            dynamic_shapes={i: {0: batch, 1: length} for i in _INPUTS},
            dynamo=True,
        )
        save(_quantized(full), folder)
        model.save(work + "/saved")
        shutil.copy(Path(work) / "saved" / "tokenizer.json", folder / "tokenizer.json")
    specification = Specification(
        name=name,
        pooling="none",
        query_prefix="",
        max_tokens=MAX_TOKENS,
        model_sha256=digest(folder / "model.onnx"),
        tokenizer_sha256=digest(folder / "tokenizer.json"),
        parts={TABLE: digest(folder / TABLE)},
    )
    (folder / SPECIFICATION).write_text(specification.model_dump_json(indent=1) + "\n", encoding="utf-8")


def save(model: onnx.ModelProto, folder: Path) -> None:
    """Write model.onnx, and its largest table as a part: many hosts of repositories take no file of more than 100 MB."""
    _forget_origin(model.graph)
    table = max(model.graph.initializer, key=lambda t: len(t.raw_data))
    (folder / TABLE).write_bytes(table.raw_data)
    onnx.external_data_helper.set_external_data(table, TABLE)
    table.ClearField("raw_data")
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def _forget_origin(graph: onnx.GraphProto) -> None:
    """Take out the notes of the exporter, which tell where on whose machine each step was traced."""
    for part in (*graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        del part.metadata_props[:]
    del graph.metadata_props[:]


def _quantized(source: Path) -> onnx.ModelProto:
    """The embeddings to 8 bits by table, the layers by block; the projection, last, stays as it is."""
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    tables = source.with_name("tables.onnx")
    quantize_dynamic(str(source), str(tables), op_types_to_quantize=["Gather"], weight_type=QuantType.QInt8)
    model = onnx.load(str(tables))
    projection = [node.name for node in model.graph.node if node.op_type == "MatMul"][-1]
    quantizer = MatMulNBitsQuantizer(
        model, bits=BITS, block_size=BLOCK, is_symmetric=True, accuracy_level=_INTEGERS, nodes_to_exclude=[projection]
    )
    quantizer.process()
    quantized: onnx.ModelProto = quantizer.model.model
    return quantized
