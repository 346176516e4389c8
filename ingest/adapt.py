"""Adapts a sentence-transformers model to the guide's labelled ways of asking.

    python -m ingest.adapt --base FOLDER [--epochs 3]

The encoder learns, with a linear layer on top that is thrown away afterwards, to predict the same
outputs as the linear heads (clauses, support, topics, outcome, consultation), with binary
cross-entropy on graded targets. Its lower half is frozen, so that what it makes of each text is
computed once (Lee, Tang & Lin, 2019, "What would Elsa do?", found most of the gain in the upper
layers). The weights go to corpus/embedder/ (ingest/export.py); the runtime needs neither torch nor
this module. Needs the development extras.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from assistant.settings import load_settings
from assistant.types import Example
from ingest.checks import load_corpus
from ingest.export import MAX_TOKENS, export, principal_axes
from ingest.train import output_names, targets

BATCH = 64
ENCODER_RATE = 1e-4
HEAD_RATE = 5e-3
WARM_UP_STEPS = 50
LOWEST_RATE = 0.02
DROPOUT = 0.1
START_SCALE = 16.0
SEED = 20150101
_MASKED = -1e9


class Encoder:
    """A transformer of the MPNet family in two halves: the lower one frozen and cached by text, the upper one trained."""

    def __init__(self, base: str) -> None:
        self.model = SentenceTransformer(base, device="cpu")
        module: Any = self.model[0]
        self._transformer: Any = module.auto_model
        self._layers = list(self._transformer.encoder.layer)
        self._frozen = len(self._layers) // 2
        self._cache: dict[str, torch.Tensor] = {}
        self._transformer.requires_grad_(False)
        for layer in self._layers[self._frozen :]:
            layer.requires_grad_(True)
            layer.attention.attn.dropout.p = 0.0

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.model.get_embedding_dimension() or 0

    def parameters(self) -> list[torch.nn.Parameter]:
        """What is trained."""
        return [p for p in self._transformer.parameters() if p.requires_grad]

    def read(self, texts: Sequence[str]) -> None:
        """Run the lower half over the texts and keep the result, in half precision."""
        self.model.eval()
        missing = sorted({t for t in texts if t not in self._cache}, key=len)
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            encoded = self.model.tokenizer(part, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            with torch.no_grad():
                hidden = self._run(self._transformer.embeddings(input_ids=encoded["input_ids"]), encoded["attention_mask"], upper=False)
            for text, states, length in zip(part, hidden, encoded["attention_mask"].sum(1).tolist(), strict=True):
                self._cache[text] = states[:length].to(torch.bfloat16).clone()

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors of texts that were read, shape (n, d): the mean over the tokens."""
        states = [self._cache[t].float() for t in texts]
        hidden = torch.nn.utils.rnn.pad_sequence(states, batch_first=True)
        mask = torch.arange(hidden.shape[1]) < torch.tensor([len(s) for s in states])[:, None]
        hidden = self._run(hidden, mask, upper=True).float() * mask[:, :, None]
        return torch.nn.functional.normalize(hidden.sum(1) / mask.sum(1, keepdim=True), dim=1)

    def _run(self, hidden: torch.Tensor, mask: torch.Tensor, *, upper: bool) -> torch.Tensor:
        layers = self._layers[self._frozen :] if upper else self._layers[: self._frozen]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            bias = self._transformer.encoder.compute_position_bias(hidden)
            additive = (1.0 - mask[:, None, None, :].float()) * _MASKED
            for layer in layers:
                hidden = layer(hidden, additive, bias)[0]
        return hidden


def train(encoder: Encoder, examples: Sequence[Example], names: Sequence[str], epochs: int) -> None:
    """Adapt the encoder in place; prints the loss of each epoch."""
    y = torch.tensor(np.clip(targets(examples, names), 0, 1))
    head = torch.nn.Linear(encoder.dimension, len(names))
    torch.nn.init.zeros_(head.weight)
    head.bias.data = torch.logit(y.mean(0).clamp(1e-3, 1 - 1e-3))
    scale = torch.nn.Parameter(torch.tensor(START_SCALE))
    drop = torch.nn.Dropout(DROPOUT)
    heads = [*head.parameters(), scale]
    groups = [{"params": encoder.parameters(), "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    texts = [e.text for e in examples]
    steps = epochs * (len(texts) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, s / WARM_UP_STEPS) * max(LOWEST_RATE, 1 - s / steps))
    random = np.random.default_rng(SEED)
    encoder.read(texts)
    for epoch in range(epochs):
        encoder.model.train()
        losses = []
        for rows in _batches(texts, random):
            logits = head(drop(scale * encoder.vectors([texts[i] for i in rows])))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y[rows], reduction="none").sum(1).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *heads], 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}", flush=True)
    encoder.model.eval()


def _batches(texts: Sequence[str], random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Random batches of texts of like length, in random order."""
    order = random.permutation(len(texts))
    pools = [sorted(order[i : i + BATCH * 30], key=lambda j: len(texts[j])) for i in range(0, len(order), BATCH * 30)]
    batches = [np.array(pool[i : i + BATCH]) for pool in pools for i in range(0, len(pool), BATCH)]
    for b in random.permutation(len(batches)):
        yield batches[b]


def main() -> None:
    """Train on the corpus of the settings and write corpus/embedder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="folder of all-mpnet-base-v2, or of another sentence-transformers model of its kind")
    parser.add_argument("--epochs", type=int, default=3)
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    # By default torch leaves one of two hyper-threads idle.
    torch.set_num_threads(os.cpu_count() or 1)
    settings = load_settings()
    corpus = load_corpus(settings.corpus)
    names = output_names([c.id for c in corpus.clauses], [t.id for t in corpus.guide.topics])
    encoder = Encoder(arguments.base)
    train(encoder, corpus.examples, names, arguments.epochs)
    texts = [e.text for e in corpus.examples]
    with torch.no_grad():
        vectors = torch.cat([encoder.vectors(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]).numpy()
    folder = settings.corpus / "embedder"
    export(encoder.model, principal_axes(vectors), "all-mpnet-base-v2 adapted to the guide", folder)
    print(json.dumps({"folder": str(folder), "examples": len(texts)}))


if __name__ == "__main__":
    main()
