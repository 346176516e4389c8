"""Faithful sentences and what they become when one thing in them is made wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.guide import Gloss, Premise, Topic
from assistant.types import Clause

KINDS = ("negation", "number", "modality", "body", "clause", "invented", "scope", "actor")
_UNRELATED = (13, 29)
_WORD = re.compile(r"[a-z]{5,}")

# Kind, pattern, replacement. Every match in a sentence gives one mutated claim.
_EDITS: tuple[tuple[str, str, str], ...] = (
    ("negation", r"\bcommit to\b", "do not commit to"),
    ("negation", r"\bcommits case managers to\b", "does not commit case managers to"),
    ("negation", r"\basks you to\b", "asks you not to"),
    ("negation", r"\bwill not\b", "will"),
    ("negation", r"\bwill\b(?! not)", "will not"),
    ("negation", r"\bmust\b(?! not)", "must not"),
    ("negation", r"\bshould\b(?! not)", "should not"),
    ("negation", r"\bmay\b(?! not)", "may not"),
    ("negation", r"\bare not (?=exploited|manipulated|taken)", "are "),
    ("negation", r"\bdoes not\b(?=,? (however, )?(warrant|detract))", "does"),
    ("negation", r"\bby avoiding\b", "by not avoiding"),
    ("negation", r"\bto avoid\b", "to seek"),
    ("negation", r"\bis not of itself\b", "is of itself"),
    ("negation", r"\bis not intended\b", "is intended"),
    ("negation", r"\bdo no harm\b", "do harm"),
    ("negation", r"\bwhile maintaining\b", "without maintaining"),
    ("number", r"\b8 (?=continuing|ethics|credits)", "10 "),
    ("number", r"\b8 (?=continuing|ethics|credits)", "two "),
    ("number", r"\b80\b", "60"),
    ("number", r"\b[Tt]wo (?=additional|more)", "four "),
    ("number", r"\b2015\b", "2018"),
    ("number", r"\b1-8\b", "1-6"),
    ("number", r"\b[Ee]ight\b", "twelve"),
    ("number", r"\.$", " within 30 days."),
    ("number", r"\.$", " at least twice a year."),
    ("number", r"\.$", " for 5 years."),
    ("modality", r"\bmust\b(?! not)", "may"),
    ("modality", r"\bmust\b(?! not)", "can"),
    ("modality", r"\bmay\b(?= (result|notify|often|look|be))", "must"),
    ("modality", r"\bmay\b(?= (result|notify))", "will"),
    ("modality", r"\bwill (?=place|respect|always|act|maintain|obey|help)", "may "),
    ("modality", r"\bwill not\b", "may"),
    ("modality", r"\b[Yy]ou commit to\b", "You may"),
    ("modality", r"\basks you to\b", "allows you to"),
    ("modality", r"\bcommits case managers to\b", "permits case managers to"),
    ("modality", r"\bare obligated to\b", "are free to"),
    ("modality", r"\badvisory\b", "mandatory"),
    ("modality", r"\b(is|are) mandatory\b", r"\1 advisory"),
    ("modality", r"\b(is|are) mandatory\b", r"\1 optional"),
    ("modality", r"\bstrive to\b", "always"),
    ("modality", r"\bas needed\b", "in every case"),
    ("modality", r"\blast resort\b", "first choice"),
    ("body", r"\bThe NACM code\b", "The CCMC code"),
    ("body", r"\bNACM\b(?! \d)", "CCMC"),
    ("body", r"\bCCMC\b", "NACM"),
    ("body", r"\bthe Commission\b", "NACM"),
    ("body", r"\bthe Commission\b", "the state board"),
    ("body", r"^You commit\b", "The CCMC text says that you commit"),
    ("body", r"^Board certified case managers\b", "The NACM code says that board certified case managers"),
    ("body", r"^(?:The NACM code|The CCMC (?:text|slides?))", "The NASW code"),
    ("invented", r"^", "Under Standard 15, "),
    ("invented", r"^", "Rule 9 says: "),
    ("invented", r"^", "According to NACM 34, "),
    ("invented", r"^", "As Principle 8 puts it: "),
    ("invented", r"\.$", ", as section 164 of HIPAA requires."),
    ("scope", r"\ball\b", "some"),
    ("scope", r"\ball\b", "only some"),
    ("scope", r"\bany\b", "only"),
    ("scope", r"\beach\b", "some"),
    ("scope", r"\balways\b", "sometimes"),
    ("scope", r"\bat all times\b", "usually"),
    ("scope", r"\bthe people (you|they) serve\b", "all people in the country"),
    ("scope", r"\bthe individuals (you serve|served)\b", "every individual"),
    ("scope", r"\ba board certified case manager\b", "every case manager"),
    ("scope", r"\.$", ", except with the supervisor's permission."),
    ("scope", r"\.$", ", unless the client agrees."),
    ("scope", r"\.$", " in writing."),
    ("scope", r"\.$", ", but only for new clients."),
    ("scope", r"\.$", " under federal law."),
    ("actor", r"^You commit\b", "Clients commit"),
    ("actor", r"^You commit\b", "Employers commit"),
    ("actor", r"\basks you to\b", "asks clients to"),
    ("actor", r"\basks you to\b", "asks your employer to"),
    ("actor", r"\bcommits case managers to\b", "commits organizations to"),
    ("actor", r"\b[Bb]oard [Cc]ertified [Cc]ase [Mm]anagers (?=will|must|are obligated)", "employers "),
    ("actor", r"\b[Bb]oard [Cc]ertified [Cc]ase [Mm]anager (?=will|must)", "client "),
    ("actor", r"\byour supervisor\b", "your client"),
    ("actor", r"\byour supervisor\b", "your physician"),
    ("actor", r"(?<=with )colleagues|(?<=any )colleague\b", "client"),
    ("actor", r"\bthe Commission\b", "the employer"),
    ("actor", r"\bmembers\b", "employers"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that its clauses entail; `source` says where it comes from."""

    text: str
    clauses: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A faithful sentence with one thing made wrong: the claim, or the clauses that it cites."""

    kind: str
    claim: str
    clauses: tuple[str, ...]
    original: str


def brief_sentence(gloss: Gloss, clause: Clause) -> str:
    """A gloss's brief as an answer says it."""
    if clause.kind == "commitment":
        return f"The NACM code asks you to {gloss.brief}."
    if clause.kind == "purpose" and clause.code == "NACM":
        return f"One purpose of case management in the NACM text is to {gloss.brief}."
    return f"The NACM code says {gloss.brief}." if clause.code == "NACM" else f"The CCMC text says that {gloss.brief}."


def guide_sentences(
    clauses: Sequence[Clause], glosses: Iterable[Gloss], topics: Iterable[Topic], premises: Iterable[Premise]
) -> list[Sentence]:
    """Every English sentence of the guide that stands as a paraphrase of clauses."""
    by_id = {c.id: c for c in clauses}
    found: list[Sentence] = []
    for gloss in glosses:
        found.append(Sentence(text=gloss.gloss, clauses=(gloss.id,), source="gloss"))
        found.append(Sentence(text=brief_sentence(gloss, by_id[gloss.id]), clauses=(gloss.id,), source="brief"))
    for topic in topics:
        found.extend(Sentence(text=s.text, clauses=s.clauses, source="says") for s in topic.says)
        if topic.compare is not None:
            found.append(Sentence(text=topic.compare.text, clauses=topic.compare.clauses, source="compare"))
    found.extend(Sentence(text=p.text, clauses=p.clauses, source="premise") for p in premises)
    return found


def mutations(clauses: Sequence[Clause], sentences: Iterable[Sentence]) -> list[Mutation]:
    """Every mutation of the sentences, each once; comparisons are left out, as half of what they say is an absence."""
    found: dict[tuple[str, tuple[str, ...]], Mutation] = {}
    sound = [s for s in sentences if s.source != "compare"]
    true = {(s.text, s.clauses) for s in sound}
    for sentence in sound:
        for mutation in (*_edited(sentence), *_misplaced(sentence, clauses)):
            if (mutation.claim, mutation.clauses) not in true:
                found.setdefault((mutation.claim, mutation.clauses), mutation)
    return list(found.values())


def _edited(sentence: Sentence) -> Iterable[Mutation]:
    for kind, pattern, replacement in _EDITS:
        for match in re.finditer(pattern, sentence.text):
            claim = sentence.text[: match.start()] + match.expand(replacement) + sentence.text[match.end() :]
            if claim != sentence.text:
                yield Mutation(kind=kind, claim=claim, clauses=sentence.clauses, original=sentence.text)


def _misplaced(sentence: Sentence, clauses: Sequence[Clause]) -> Iterable[Mutation]:
    """The same sentence on clauses further down the register that share little with the right ones."""
    place: Mapping[str, int] = {c.id: n for n, c in enumerate(clauses)}
    said = set(_WORD.findall(sentence.text.lower()))
    for step in _UNRELATED:
        other = clauses[(place[sentence.clauses[0]] + step) % len(clauses)]
        if len(said & set(_WORD.findall(other.text.lower()))) <= len(said) / 3:
            yield Mutation(kind="clause", claim=sentence.text, clauses=(other.id,), original=sentence.text)
