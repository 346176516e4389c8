"""Finds foreign matter in a text: orders to the assistant, tasks that have nothing to do with it, other languages, code."""

from __future__ import annotations

import re
import unicodedata
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.text import fold, words

BUCKETS = 1 << 16
_STEP = 1 / 32
_REMEMBERED = 1 << 15
_TOKEN = re.compile(r"\S+")
_MASKED = re.compile(r"\[[a-z]+\]")
_ENDS_SENTENCE = re.compile(r"[.!?…]+[\"'”’)\]*]*$")
_ENDS_PART = re.compile(r"[,;:–—)\]}\"'”’>*-]+$")
_OPENS_PART = re.compile(r"^[(\[{\"'“‘<*#-]")
_QUOTES = re.compile(r"^[\"'“‘«]")
_CODE = re.compile(r"[(){}\[\]=;<>_\\|#^~`@]")
_RULED = re.compile(r"^\s*[-=_]{3,}", re.MULTILINE)
_LONG = 24
_MOST_STRANGE = 6
# What stands before a token.
_LINE, _SENTENCE, _MARK, _CAPITAL, _WORD = range(5)
# What it costs to begin or end foreign matter there.
_COSTS = (0.5, 0.7, 3.0, 3.0, 6.0)
_CODE_BONUS = 1.5
_LEAST_FOREIGN = 2.0
_LEAST_HONEST_SENTENCE = -1.0
_LEAST_HONEST_WORDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWeights:
    """What each hashed feature of a token says for foreign matter, as log-odds in steps: `codes` is base64 of BUCKETS signed bytes."""

    step: float
    codes: str

    def __post_init__(self) -> None:
        if len(b64decode(self.codes, validate=True)) != BUCKETS:
            raise ValueError(f"codes must hold {BUCKETS} bytes")

    @classmethod
    def packed(cls, values: NDArray[np.float64]) -> TokenWeights:
        """Weights of shape (BUCKETS,) rounded to steps; what is out of reach becomes the highest or lowest step."""
        rounded = np.clip(np.rint(values / _STEP), -127, 127).astype(np.int8)
        return cls(step=_STEP, codes=b64encode(rounded.tobytes()).decode())

    def values(self) -> NDArray[np.float32]:
        """The weights, shape (BUCKETS,)."""
        return np.frombuffer(b64decode(self.codes), dtype=np.int8).astype(np.float32) * np.float32(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A stretch without white space, its place, and what stands before it."""

    text: str
    start: int
    end: int
    after: int


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order."""
    found: list[Token] = []
    previous: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        after = _LINE if previous is None else _boundary(text[previous.end() : match.start()], previous.group(), match.group())
        found.append(Token(text=match.group(), start=match.start(), end=match.end(), after=after))
        previous = match
    return found


def _boundary(gap: str, left: str, right: str) -> int:
    if "\n" in gap:
        return _LINE
    if _ENDS_SENTENCE.search(left) or (left.endswith(":") and _QUOTES.match(right)):
        return _SENTENCE
    if _ENDS_PART.search(left) or _OPENS_PART.match(right):
        return _MARK
    return _CAPITAL if right[0].isupper() else _WORD


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The buckets and values of all tokens of a text; a bucket may recur."""
    found = tokens(text)
    of_tokens = [_of_token(t.text) for t in found]
    of_pairs = np.array([b for own in _pairs(found) for b in own], dtype=np.int64)
    buckets = np.concatenate([*(b for b, _ in of_tokens), of_pairs])
    return buckets, np.concatenate([*(v for _, v in of_tokens), np.ones(len(of_pairs), dtype=np.float32)])


@lru_cache(maxsize=_REMEMBERED)
def _of_token(token: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The buckets and values of a token by itself: its words, their character n-grams, its shape; masked identifiers count for nothing."""
    named: dict[str, float] = {}
    bare = _MASKED.sub("", token)
    for word in words(bare):
        named[f"w:{word}"] = 1.0
        named["s:word"] = named.get("s:word", 0.0) + 1.0
        padded = f" {word} "
        grams = [padded[i : i + size] for size in (2, 3, 4) for i in range(len(padded) - size + 1)]
        for gram in grams:
            named[f"c:{gram}"] = named.get(f"c:{gram}", 0.0) + 1.0 / len(grams) ** 0.5
    named |= _shape(bare)
    return np.array([_bucket(n) for n in named], dtype=np.int64), np.array(list(named.values()), dtype=np.float32)


def _shape(token: str) -> dict[str, float]:
    marks = _CODE.findall(token)
    letters = [c for c in token if c.isalpha()]
    found = {
        "s:picture": float(not token.isascii() and any(unicodedata.category(c) == "So" for c in token)),
        "s:code": min(len(marks), 4) / 2,
        f"m:{''.join(dict.fromkeys(marks))}": float(bool(marks)),
        "s:long": float(len(token) > _LONG),
        "s:capitals": float(len(letters) > 2 and all(c.isupper() for c in letters)),
        "s:digits": float(bool(letters) and any(c.isdigit() for c in token)),
        "s:link": float("://" in token or "www." in token),
    }
    return {name: value for name, value in found.items() if value}


def _pairs(found: Sequence[Token]) -> list[list[int]]:
    """For each token the buckets of the word pairs that end in it; the first word of a sentence follows on nothing."""
    buckets: list[list[int]] = []
    previous = ""
    for token in found:
        if token.after <= _SENTENCE:
            previous = ""
        own: list[int] = []
        for word in words(_MASKED.sub("", token.text)):
            own.append(_pair(previous, word))
            previous = word
        buckets.append(own)
    return buckets


@lru_cache(maxsize=_REMEMBERED)
def _pair(first: str, second: str) -> int:
    return _bucket(f"b:{first} {second}")


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % BUCKETS


class ForeignMatter:
    """Takes out of a text what is no part of its question."""

    def __init__(self, weights: TokenWeights, frames: Sequence[str]) -> None:
        """Weights of the features; patterns of lines that only frame a mail or a document, on folded text."""
        self._weights = weights.values()
        self._frames = [re.compile(p) for p in frames]

    def without(self, text: str, orders: Sequence[str] = ()) -> str:
        """The text without its foreign matter; as it is where there is none, or where nothing else would be left.

        Of sentences that are known to be `orders` nothing is left when a part of them is foreign.
        """
        found = tokens(text)
        scores = self._scores(found)
        foreign = _best_path(scores, [_COSTS[t.after] for t in found])
        if all(foreign) or not any(foreign) or _strongest(scores, foreign) < _LEAST_FOREIGN:
            return text
        foreign = self._with_frames(found, _with_orders(found, foreign, orders))
        divides = any(len({foreign[i] for i in part}) > 1 for part in _parts(found))
        if -sum(s for s, f in zip(scores, foreign, strict=True) if not f) < (_LEAST_HONEST_WORDS if divides else _LEAST_HONEST_SENTENCE):
            return text
        return _kept(text, found, foreign)

    def without_rules(self, text: str) -> str:
        """The text without ruled lines that only frame something: "---- forwarded message ----"."""
        return "\n".join(x for x in text.split("\n") if not (_RULED.match(x) and self._is_frame(x))) if _RULED.search(text) else text

    def is_foreign(self, text: str) -> bool:
        """Whether a text is foreign matter from its first token to its last."""
        found = tokens(text)
        scores = self._scores(found)
        return all(_best_path(scores, [_COSTS[t.after] for t in found])) and sum(scores) >= _LEAST_FOREIGN

    def _scores(self, found: Sequence[Token]) -> list[float]:
        own = (self._score(t.text) + float(self._weights[p].sum()) for t, p in zip(found, _pairs(found), strict=True))
        return [s + code + _strange(t.text) for s, code, t in zip(own, _fenced(found), found, strict=True)]

    def _score(self, token: str) -> float:
        buckets, values = _of_token(token)
        return float(self._weights[buckets] @ values)

    def _with_frames(self, found: Sequence[Token], foreign: Sequence[bool]) -> list[bool]:
        """Adds the lines beside foreign matter that do nothing but frame it: "From: ...", "I got this e-mail:"."""
        marked = list(foreign)
        parts = _parts(found)
        for order in (reversed(parts), parts):
            beside = False
            for part in order:
                kept = [i for i in part if not marked[i]]
                if kept and (beside or len(kept) < len(part)) and self._is_frame(" ".join(found[i].text for i in kept)):
                    for i in kept:
                        marked[i] = True
                beside = all(marked[i] for i in part)
        return marked

    def _is_frame(self, part: str) -> bool:
        folded = fold(part)
        return any(p.fullmatch(folded) for p in self._frames)


def _strongest(scores: Sequence[float], foreign: Sequence[bool]) -> float:
    """The highest sum of scores of a stretch that is foreign throughout."""
    best = sum_ = 0.0
    for score, out in zip(scores, foreign, strict=True):
        sum_ = sum_ + score if out else 0.0
        best = max(best, sum_)
    return best


def _with_orders(found: Sequence[Token], foreign: Sequence[bool], orders: Sequence[str]) -> list[bool]:
    """Adds what is left of each order that is foreign in part."""
    marked = list(foreign)
    known = {" ".join(order.split()) for order in orders}
    for part in _parts(found):
        if any(marked[i] for i in part) and " ".join(found[i].text for i in part) in known:
            for i in part:
                marked[i] = True
    return marked


def _parts(found: Sequence[Token]) -> list[list[int]]:
    """The places of the tokens of each line or sentence."""
    parts: list[list[int]] = []
    for i, token in enumerate(found):
        if token.after <= _SENTENCE or not parts:
            parts.append([])
        parts[-1].append(i)
    return parts


def _fenced(found: Sequence[Token]) -> list[float]:
    """What stands between fences counts as foreign a bit more, where it looks like code."""
    bonus = [0.0] * len(found)
    fences = [i for i, t in enumerate(found) if t.text.startswith("```") or t.text.endswith("```")]
    for start, end in zip(fences[::2], [*fences[1::2], len(found) - 1][: len(fences[::2])], strict=True):
        inside = range(start, end + 1)
        if sum(bool(_CODE.search(found[i].text)) for i in inside) * 4 >= len(inside):
            for i in inside:
                bonus[i] = _CODE_BONUS
    return bonus


@lru_cache(maxsize=_REMEMBERED)
def _strange(token: str) -> float:
    """What letters of another script say for foreign matter; no weights are learned for them, since there are too many."""
    if token.isascii():
        return 0.0
    letters = [c for c in token if c.isalpha()]
    strange = sum("LATIN" not in unicodedata.name(c, "") for c in letters)
    return float(min(strange, _MOST_STRANGE)) if 2 * strange > len(letters) else 0.0


def _kept(text: str, found: Sequence[Token], foreign: Sequence[bool]) -> str:
    """The text from which the foreign tokens are cut; the white space before each kept token stays as it was."""
    pieces: list[str] = []
    cut = False
    for i, (token, out) in enumerate(zip(found, foreign, strict=True)):
        if out:
            cut = True
            continue
        gap = text[found[i - 1].end : token.start] if i else ""
        pieces += [" " if cut and pieces and not gap else gap, token.text]
        cut = False
    return "".join(pieces).strip()


def _best_path(scores: Sequence[float], costs: Sequence[float]) -> list[bool]:
    """Which tokens are foreign, so that the sum of their scores less the cost of each change is greatest."""
    honest, foreign = 0.0, float("-inf")
    came: list[tuple[bool, bool]] = []
    for score, cost in zip(scores, costs, strict=True):
        into_foreign = honest - cost
        into_honest = foreign - cost
        came.append((into_honest > honest, foreign >= into_foreign))
        honest, foreign = max(honest, into_honest), max(foreign, into_foreign) + score
    state = foreign - _COSTS[_LINE] > honest
    path: list[bool] = []
    for from_foreign, stayed in reversed(came):
        path.append(state)
        state = stayed if state else from_foreign
    return path[::-1]
