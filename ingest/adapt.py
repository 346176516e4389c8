"""Adapts a small sentence-transformers model to the guide's labelled ways of asking.

    python -m ingest.adapt --base FOLDER [--epochs 5]

The encoder learns, with a linear layer on top that is thrown away afterwards, to predict the same
outputs as the linear heads (clauses, support, topics, outcome, consultation), with binary
cross-entropy on graded targets. The weights go to corpus/embedder/ as int8 ONNX with their
checksums; the runtime needs neither torch nor this module. Needs the development extras.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer

from assistant.adapters.embedder_onnx import SPECIFICATION, Specification, digest
from assistant.settings import load_settings
from assistant.types import Example
from ingest.checks import load_corpus
from ingest.train import output_names, targets

BATCH = 32
MAX_TOKENS = 256
ENCODER_RATE = 1.5e-4
HEAD_RATE = 5e-3
WARM_UP_STEPS = 100
DROPOUT = 0.1
START_SCALE = 16.0
SEED = 20150101


class _Network(torch.nn.Module):
    """The encoder with a scaled linear layer over its unit vectors."""

    def __init__(self, encoder: SentenceTransformer, rates: torch.Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(encoder.get_embedding_dimension() or 0, len(rates))
        torch.nn.init.zeros_(self.head.weight)
        self.head.bias.data = torch.logit(rates.clamp(1e-3, 1 - 1e-3))
        self.scale = torch.nn.Parameter(torch.tensor(START_SCALE))

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        vectors = self.encoder(self.encoder.preprocess(list(texts)))["sentence_embedding"]
        unit = torch.nn.functional.normalize(vectors, dim=1)
        logits: torch.Tensor = self.head(torch.nn.functional.dropout(unit * self.scale, DROPOUT, self.training))
        return logits


def train(base: str, examples: Sequence[Example], names: Sequence[str], epochs: int) -> SentenceTransformer:
    """The adapted encoder; prints the loss of each epoch."""
    torch.manual_seed(SEED)
    # By default torch leaves one of two hyper-threads idle.
    torch.set_num_threads(os.cpu_count() or 1)
    encoder = SentenceTransformer(base, device="cpu")
    encoder.max_seq_length = MAX_TOKENS
    y = torch.tensor(np.clip(targets(examples, names), 0, 1))
    network = _Network(encoder, y.mean(0))
    groups = [
        {"params": encoder.parameters(), "lr": ENCODER_RATE},
        {"params": [*network.head.parameters(), network.scale], "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(examples) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, s / WARM_UP_STEPS) * max(0.02, 1 - s / steps))
    random = np.random.default_rng(SEED)
    texts = [e.text for e in examples]
    for epoch in range(epochs):
        network.train()
        losses = []
        for rows in _batches(texts, random):
            logits = network([texts[i] for i in rows])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y[rows], reduction="none").sum(1).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}", flush=True)
    return encoder.eval()


def _batches(texts: Sequence[str], random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Random batches of texts of like length, in random order."""
    order = random.permutation(len(texts))
    pools = [sorted(order[i : i + BATCH * 30], key=lambda j: len(texts[j])) for i in range(0, len(order), BATCH * 30)]
    batches = [np.array(pool[i : i + BATCH]) for pool in pools for i in range(0, len(pool), BATCH)]
    for b in random.permutation(len(batches)):
        yield batches[b]


class _Pooled(torch.nn.Module):
    """The transformer with mean pooling, as one graph for the export."""

    def __init__(self, transformer: Any) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled: torch.Tensor = (hidden * mask).sum(1) / mask.sum(1)
        return pooled


def export(encoder: SentenceTransformer, name: str, folder: Path) -> None:
    """Write model.onnx (int8), tokenizer.json and the specification with both checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    module: Any = encoder[0]
    example = module.tokenizer(["a question", "another, longer question"], padding=True, return_tensors="pt")
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    with tempfile.TemporaryDirectory() as work:
        full = Path(work) / "full.onnx"
        torch.onnx.export(
            _Pooled(module.auto_model),
            tuple(example[i] for i in inputs),
            str(full),
            input_names=list(inputs),
            output_names=["sentence_vector"],
            dynamic_shapes={i: {0: batch, 1: length} for i in inputs},
            dynamo=True,
        )
        quantize_dynamic(str(full), str(folder / "model.onnx"), weight_type=QuantType.QInt8)
        encoder.save(work + "/saved")
        shutil.copy(Path(work) / "saved" / "tokenizer.json", folder / "tokenizer.json")
    specification = Specification(
        name=name,
        pooling="none",
        query_prefix="",
        max_tokens=MAX_TOKENS,
        model_sha256=digest(folder / "model.onnx"),
        tokenizer_sha256=digest(folder / "tokenizer.json"),
    )
    (folder / SPECIFICATION).write_text(specification.model_dump_json(indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train on the corpus of the settings and write corpus/embedder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="folder or name of the sentence-transformers model to start from")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--out", type=Path, help="where the weights go; corpus/embedder by default")
    arguments = parser.parse_args()
    settings = load_settings()
    corpus = load_corpus(settings.corpus)
    names = output_names([c.id for c in corpus.clauses], [t.id for t in corpus.guide.topics])
    encoder = train(arguments.base, corpus.examples, names, arguments.epochs)
    folder = arguments.out or settings.corpus / "embedder"
    export(encoder, "all-MiniLM-L6-v2 adapted to the guide", folder)
    print(json.dumps({"folder": str(folder), "examples": len(corpus.examples)}))


if __name__ == "__main__":
    main()
