"""The offline judge of paraphrases: the product's verifier, held against texts instead of clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.claims import Lexicon
from assistant.stages.verify import Verifier
from assistant.text import stem, words
from assistant.types import Clause, Statement

_KEPT = 8192


class OfflineJudge:
    """Judges with the rules of the verifier: token support, negation, numbers, modality, who is bound, which body.

    It is the verifier that the assistant itself uses, so that on our own answers it can only agree; `twins` are reviewed
    sentences in another language with the English ones that they translate. `evals judge-check` measures it on labels of others.
    """

    name = "verifier"

    def __init__(self, clauses: Sequence[Clause], lexicon: Lexicon, twins: dict[str, str] | None = None) -> None:
        self._by_text = {c.text: c.id for c in clauses}
        self._clauses = tuple(clauses)
        self._lexicon = lexicon
        self._function = function_words(lexicon)
        self._twins = twins or {}
        self._own = Verifier(clauses, lexicon, self._twins)
        self._other = lru_cache(maxsize=_KEPT)(self._verifier_of)

    def support(self, claim: str, evidence: Sequence[str]) -> tuple[bool, float, str]:
        """Whether the evidence together entails the claim, how far, and the check that failed."""
        known = [self._by_text[e] for e in evidence if e in self._by_text]
        if evidence and len(known) == len(evidence):
            verdict = self._own.paraphrase(claim, known)
            return verdict.passed, verdict.score, verdict.reason
        texts = tuple(evidence)
        verdict = self._other(texts).paraphrase(claim, [f"TEXT-{n}" for n in range(len(texts))])
        # The verifier weighs words by how rare they are among our clauses, which says little of other texts: half of the
        # score is the plain share of words there.
        return verdict.passed, (verdict.score + overlap(claim, texts, self._function)) / 2, verdict.reason

    def _verifier_of(self, texts: tuple[str, ...]) -> Verifier:
        made = [
            Clause(id=f"TEXT-{n}", label="", code="TEXT", section="", kind="text", force="", text=t, start=0, end=len(t))
            for n, t in enumerate(texts)
        ]
        return Verifier(made, self._lexicon, self._twins)


class WrittenJudge:
    """Judges a sentence of a chat model by the verifier's checks for such sentences; `reviewed` are sentences of the project's own.

    The evidence must be clauses: no other text is known to the checks.
    """

    name = "verifier of generated sentences"

    def __init__(self, clauses: Sequence[Clause], lexicon: Lexicon, twins: Mapping[str, str], reviewed: Sequence[str]) -> None:
        self._by_text = {c.text: c.id for c in clauses}
        self._verifier = Verifier(clauses, lexicon, twins, reviewed)

    def support(self, claim: str, evidence: Sequence[str]) -> tuple[bool, float, str]:
        """Whether the sentence might be shown with these clauses, the share of it that they hold, and the check that failed."""
        cited = tuple(self._by_text[e] for e in evidence)
        verdict = self._verifier.generated(Statement(text=claim, kind="paraphrase", citations=cited), cited)
        return verdict.passed, verdict.score, verdict.reason


def function_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that carry no content."""
    return frozenset(w for phrases in lexicon.function.values() for phrase in phrases for w in words(phrase))


def overlap(claim: str, evidence: Sequence[str], function: frozenset[str]) -> float:
    """The share, 0 to 1, of the claim's different words that the evidence has: stemmed, and without the `function` words."""
    said = {stem(w) for w in words(claim) if w not in function}
    return len(said & {stem(w) for text in evidence for w in words(text)}) / len(said) if said else 0.0
