"""Writes the answer without a language model, from glosses, topics, silences and verbatim quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.guide import Absence, Guide, Premise, Say, Silence, Topic
from assistant.text import sentences, stem, words
from assistant.types import Clause, Language, Statement, Status

MAX_SENTENCES = 3
_LONG_CLAUSE = 420
_QUOTE_WINDOW = 2
_SHORT = 3
# Stems of words that tell no question from another.
_EVERYWHERE = frozenset(("client", "case", "manag", "manager", "neither", "text", "mention", "anyth", "what"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the earlier stages decided, for the composer to put into words."""

    question: str
    language: Language
    status: Status
    cited: tuple[str, ...] = ()
    lookup: bool = False
    compare: bool = False
    situation: bool = False
    topics: tuple[Topic, ...] = ()
    silences: tuple[Silence, ...] = ()
    premises: tuple[Premise, ...] = ()
    opening: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The composed parts, in reading order; `lead`, `explanations` and `close` are the short answer."""

    lead: tuple[Statement, ...] = ()
    explanations: tuple[Statement, ...] = ()
    close: tuple[Statement, ...] = ()
    quotes: tuple[Statement, ...] = ()
    gaps: tuple[Statement, ...] = ()


class Composer:
    """Composes from one corpus; deterministic."""

    def __init__(self, guide: Guide, clauses: Sequence[Clause]) -> None:
        self._guide = guide
        self._clauses = {c.id: c for c in clauses}
        self._glosses = {g.id: g for g in guide.glosses}

    def phrase(self, name: str, language: Language, **values: str) -> str:
        """A fixed wording of the guide, filled in."""
        return self._guide.phrases[name][language].format(**values)

    def compose(self, plan: Plan, written: Sequence[Statement] = ()) -> Draft:
        """The answer's statements; where a chat model has `written` some, ours explain only the clauses that it left out."""
        gaps = self._gaps(plan)
        if plan.status in ("out_of_scope", "declined"):
            return Draft(lead=plan.opening or (self._guidance(plan.status, plan.language),))
        quotes = self._quotes(plan.cited, plan)
        if plan.status == "not_in_codes":
            return self._absent(plan, gaps, quotes)
        if plan.lookup:
            return Draft(lead=plan.opening, quotes=quotes)
        explanations = (*written, *self._explanations(plan, written))
        used = dict.fromkeys([*plan.cited, *(c for s in explanations for c in s.citations)])
        decide = (self._guidance("decide", plan.language),) if plan.situation else ()
        return Draft(
            lead=(*plan.opening, *self._premises(plan), *gaps[:1]),
            explanations=explanations,
            close=(*self._one_sided(plan, explanations), *decide),
            quotes=self._quotes(used, plan),
            gaps=gaps[1:3],
        )

    def _absent(self, plan: Plan, gaps: tuple[Statement, ...], quotes: tuple[Statement, ...]) -> Draft:
        opening = plan.opening or gaps[:1] or (_gap(self.phrase("not_in_codes", plan.language)),)
        rest = gaps[1:2] if not plan.opening else ()
        if quotes:
            opening = (*opening, self._guidance("nearest", plan.language))
        return Draft(lead=opening, quotes=quotes, gaps=rest)

    def _one_sided(self, plan: Plan, explanations: Sequence[Statement]) -> list[Statement]:
        """Of a comparison that found clauses of one code only: that the other was found silent, unless a topic's sentence says so."""
        codes = {self._clauses[c].code for s in explanations for c in s.citations}
        said = {text for t in plan.topics if t.compare for text in (t.compare.text, t.compare.text_es)}
        if not plan.compare or len(codes) != 1 or said & {s.text for s in explanations}:
            return []
        return [_gap(self.phrase(f"only_{codes.pop().lower()}", plan.language))]

    def _guidance(self, name: str, language: Language) -> Statement:
        return Statement(text=self.phrase(name, language), kind="guidance")

    def _premises(self, plan: Plan) -> list[Statement]:
        return [_paraphrase(_in(plan.language, p.text, p.text_es), p.clauses) for p in plan.premises[:1]]

    def _gaps(self, plan: Plan) -> tuple[Statement, ...]:
        """What was asked and is not in the text, most specific first."""
        if plan.status not in ("partial", "not_in_codes"):
            return ()
        found: list[Silence | Absence] = list(plan.silences[:2])
        if plan.status == "partial" and not found:
            found += best_absences(plan.question, plan.topics)
        texts = list(dict.fromkeys(_in(plan.language, s.text, s.text_es) for s in found))
        if not texts and plan.status == "partial":
            texts = [self.phrase("case_open", plan.language)]
        return tuple(_gap(t) for t in texts)

    def _explanations(self, plan: Plan, written: Sequence[Statement]) -> list[Statement]:
        """Up to three sentences that cover the cited clauses, from topics first, then glosses."""
        done: set[str] = {c for p in plan.premises[:1] for c in p.clauses} | {
            c for s in written if s.kind == "paraphrase" for c in s.citations
        }
        chosen: list[Statement] = []
        if plan.compare:
            compare = next((t.compare for t in plan.topics if t.compare and set(t.compare.clauses) & set(plan.cited)), None)
            if compare is not None:
                chosen.append(_say(compare, plan.language))
        for clause in plan.cited:
            if len(chosen) >= MAX_SENTENCES:
                break
            if clause in done:
                continue
            say = self._topic_say(clause, plan)
            statement = _say(say, plan.language) if say is not None else self._gloss(clause, plan.language, follows=bool(chosen))
            done |= set(statement.citations)
            chosen.append(self._linked(statement, chosen[-1].text if chosen else "", plan.language))
        if len(chosen) == 1 and plan.topics and not written:
            chosen += [_say(s, plan.language) for s in self._further_says(plan, chosen[0].text)[:1]]
        return chosen

    def _further_says(self, plan: Plan, shown: str) -> list[Say]:
        """What else the main topic says on the one clause that is cited."""
        says = [s for t in plan.topics[:1] for s in t.says if set(s.clauses) <= set(plan.cited)]
        return [s for s in says if shown not in (s.text, s.text_es)]

    def _linked(self, statement: Statement, before: str, language: Language) -> Statement:
        """The statement without its subject repeated, where the one before has the same."""
        opening = self.phrase("asks_you", language)
        if not statement.text.startswith(opening) or not before.startswith((opening, self.phrase("also_asks_you", language))):
            return statement
        return replace(statement, text=statement.text.replace(opening, self.phrase("also_asks_you", language), 1))

    def _topic_say(self, clause: str, plan: Plan) -> Say | None:
        """The main topic's sentence on a clause, where every clause that it rests on is cited."""
        says = [s for t in plan.topics[:1] for s in t.says if clause in s.clauses and set(s.clauses) <= set(plan.cited)]
        return says[0] if says else None

    def _gloss(self, clause_id: str, language: Language, *, follows: bool) -> Statement:
        clause, gloss = self._clauses[clause_id], self._glosses[clause_id]
        brief = _in(language, gloss.brief, gloss.brief_es)
        if clause.kind in ("commitment",) and follows:
            text = self.phrase("nacm_asks", language, brief=brief)
        else:
            text = _in(language, gloss.gloss, gloss.gloss_es)
        return _paraphrase(text, (clause_id,))

    def _quotes(self, clause_ids: Iterable[str], plan: Plan) -> tuple[Statement, ...]:
        # Who asks for a clause gets it whole; who asks which clauses hold a word has an opening and gets where it stands.
        whole = plan.lookup and not plan.opening
        found = ((c, self._clauses[c].text) for c in clause_ids)
        texts = ((c, text if whole else excerpt(text, plan.question)) for c, text in found)
        return tuple(Statement(text=text, kind="quote", citations=(c,), verdict="verbatim") for c, text in texts)


def excerpt(text: str, question: str) -> str:
    """The clause whole, or of a long one the neighbouring sentences that share most words with the question."""
    if len(text) <= _LONG_CLAUSE:
        return text
    asked = {stem(w) for w in words(question) if len(w) > _SHORT}
    parts = sentences(text)
    windows = [(i, min(i + _QUOTE_WINDOW, len(parts))) for i in range(len(parts))]
    overlap = [len(asked & {stem(w) for p in parts[a:b] for w in words(p)}) for a, b in windows]
    if max(overlap) == 0:
        return text
    first, last = windows[overlap.index(max(overlap))]
    start = text.index(parts[first])
    end = text.index(parts[last - 1], start) + len(parts[last - 1])
    return text[start:end]


def best_absences(question: str, topics: Sequence[Topic]) -> list[Absence]:
    """The main topic's true sentence on what is not said that shares most words with the question.

    Where none shares any, and the texts do not name the topic's subject, it is the first one, which says so.
    """
    asked = {stem(w) for w in words(question) if len(w) > _SHORT} - _EVERYWHERE
    silent = [a for t in topics[:1] for a in t.silent]
    if not silent:
        return []
    overlap: Mapping[int, int] = {i: len(asked & {stem(w) for w in words(a.text)}) for i, a in enumerate(silent)}
    best = max(overlap, key=lambda i: (overlap[i], -i))
    return [silent[best]] if overlap[best] or not topics[0].subject_named else []


def _in(language: Language, english: str, spanish: str) -> str:
    return spanish if language == "es" else english


def _say(say: Say, language: Language) -> Statement:
    return _paraphrase(_in(language, say.text, say.text_es), say.clauses)


def _paraphrase(text: str, clauses: Sequence[str]) -> Statement:
    return Statement(text=text, kind="paraphrase", citations=tuple(clauses), verdict="entailed")


def _gap(text: str) -> Statement:
    return Statement(text=text, kind="gap")
