"""What counts as exact, supported, invented, a verdict and forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.guide import Guide
from ingest.guide import read_guide
from tests.corpora import small_corpus
from tests.evals.made import TEXTS, case, quoted, reasons, reply, said, scored

INVENTED = """\
Standard S15 requires consent in writing.
Standard S15 requires that you do not accept gifts.
The slides do not mention gifts, but Standard S15 forbids them.
The Standard for Professional Conduct 4 covers this.
Standard Twelve asks for consent.
Standards 12 and 13 cover this.
S15 requires consent.
CCMC-S15 covers this.
Norma S15 exige el consentimiento por escrito.
La Norma Doce exige lo mismo.
Under Rule 9, never sign.
Under Rule No. 9 a report is due.
CCMC Rule 12 covers this.
CCMC-RULE-9 covers this.
Rules 7 and 8 cover this.
Rules 4, 5 and 7 apply.
Rules 1 through 9 apply.
The seventh rule forbids it.
There is no Rule 7, but Rule 9 says never sign.
La Regla 9 lo exige.
La séptima regla lo exige.
El propósito 5 habla de ganancias.
Regla nº 9: no firme.
Principle 8 asks for candour.
CCMC-PRINCIPLE-8 asks for candour.
El principio 8 pide franqueza.
NACM 31 is about gifts.
NACM-31 is about gifts.
NACM 28, 29 and 30 apply.
Commitment #29 speaks of telehealth.
Commitment twenty-nine speaks of telehealth.
El compromiso 31 trata de los regalos.
El compromiso treinta y uno trata de los regalos.
NACM-PURPOSE-5 is about profit.""".splitlines()
HELD_OR_DENIED = """\
There is no Rule 7 in the slides.
There is no such thing as Rule 9.
There is no Rule 7 or 8, and no Rule 9.
Neither code has a Rule 9.
"Rule 9" is not in the text.
The CCMC text has only six rules, so what you call Rule 9 is unknown.
The slides do not hold the text of Standard S15.
Neither text contains Standard S15.
I can't quote or describe Standard S15 or Standard S16.
I do not know what Standard S15 says.
Standard S15 is named, but its text is not in the slides.
The text names no Principle 8.
No hay Regla 9.
No puedo citar la Norma S15.
El texto no contiene la Norma S15.
Ninguno de los textos contiene la Norma S15.
La Norma S15 se nombra, pero su texto no está en las diapositivas.
El compromiso 31 no existe.
Solo hay 28 compromisos, así que nada dice el compromiso 31.
Rule 6 is about the examination.
Commitment 28 asks you to resolve conflicts of interest.
NACM 15 asks for consultation.
CCMC-PRINCIPLE-3 asks for objectivity.
The deck announces Principles 1-8.
The Standards are named, and the 30 slides have seven principles.
NACM 100 members came.
Under the rules 80 contact hours are needed.
A standard 30-day notice is the standard one.
In principle one may ask.""".splitlines()
VERDICTS = """\
You may accept it.
You may accept it, no problem.
You can accept it; the code only asks you to be honest.
You may not accept it.
You must not share her file.
You can keep the card.
You are allowed to share this.
You're allowed to.
Yes, you can.
If the client agrees, you may share it.
There is no doubt you may accept it.
Case managers may accept small gifts.
The NACM code allows you to take it.
The NACM code forbids this.
The NACM code does not allow gifts.
The code permits accepting gifts.
The code permits small gifts.
CCMC expressly permits you to do so.
This is ethical.
This is not a violation.
That would be unethical.
That would be a violation.
Accepting the gift is unethical.
Doing so would breach CCMC Rule 5.
You have violated the code.
You did not violate the code.
You did nothing wrong.
There is no violation here.
That violates NACM 8.
Is it allowed? It is permitted.
Puede aceptarlo.
Sí, puede.
No puede aceptarlo.
Usted no debe aceptar el regalo.
El código NACM le permite aceptarlo.
El código dice que puede aceptarlo.
El código lo prohíbe.
Está permitido.
Esto no es una violación.
Aceptar el regalo sería poco ético.
Eso viola el código.
Usted tiene derecho a quedarse con él.
Usted violó el código.""".splitlines()
NO_VERDICTS = """\
The code does not say you may accept it.
Neither code says that it is permitted.
Neither code forbids this.
The code neither permits nor forbids this.
The code does not forbid involuntary treatment.
I cannot say that this is a violation.
This does not mean that you may accept it.
Ask your supervisor whether you can share it.
If you can share it safely, tell someone.
Ask whether this is acceptable.
Ask how much of it you may accept.
Is this acceptable?
Can you share it?
You can share it with your supervisor.
You can tell your supervisor what happened.
Yes, you can find it in NACM 7.
You can keep the relationship focused on the client.
Urge him to stop conduct that is unethical.
Rule 1 forbids falsifying documents.
El código no dice que puede aceptarlo.
Ninguno de los códigos lo prohíbe ni lo permite.
Ningún texto dice si está permitido.
Pregunte a su supervisor si puede compartirlo.
Pregunte qué puede compartir.
No puedo decirle si eso es una violación.
Puede contarle a su supervisor lo que pasó.
El cliente puede compartirlo con quien quiera.
¿Puede aceptarlo?""".splitlines()
_PARTS = ("glosses", "topics", "silences", "premises", "reasons", "signals")
_SHOWN = frozenset(n + language for n in ("gloss", "brief", "title", "text", "why", "steps", "bring") for language in ("", "_es"))
_LABELS = ("Standard S15", "Rule 9", "Commitment 31", "Principle 8", "Purpose 5", "Value Loyalty")


def test_a_quote_must_be_in_its_clause() -> None:
    """A piece of the clause is exact; a changed word, or the words of another clause, are not."""
    changed = said("quote", "Maintain no boundaries.", "NACM-7")
    moved = said("quote", TEXTS["NACM-8"], "NACM-7")
    piece = said("quote", TEXTS["NACM-7"][5:40], "NACM-7")
    found = reply(quoted("NACM-7"), changed, moved, piece)
    assert scored(case(), found)["quotes exact"] == (2, 4)
    assert "Maintain no boundaries" in reasons(case(), found)["quotes exact"]


@pytest.mark.parametrize("clause", ["NACM-7", "CCMC-CE", "NACM-SCOPE"])
def test_a_quote_is_compared_character_by_character(clause: str) -> None:
    """Another case, another quotation mark or a lost space is a change."""
    text = TEXTS[clause]
    for altered in (text.upper(), text.replace(" ", "  ", 1), f"{text}!"):
        assert scored(case(), reply(said("quote", altered, clause)))["quotes exact"] == (0, 1)


def test_one_of_the_cited_clauses_must_hold_the_quote() -> None:
    """Any of them will do; a clause that does not exist holds nothing."""
    assert scored(case(), reply(said("quote", TEXTS["NACM-8"], "NACM-7", "NACM-8")))["quotes exact"] == (1, 1)
    assert scored(case(), reply(said("quote", TEXTS["NACM-8"], "CCMC-S15")))["quotes exact"] == (0, 1)


def test_backed_statements_have_citations() -> None:
    """Quotes and paraphrases are counted; guidance needs no clause."""
    guidance, paraphrase = said("guidance", "You decide."), said("paraphrase", "It asks.", "NACM-7")
    assert scored(case(), reply(quoted("NACM-7"), guidance, paraphrase))["statements cited"] == (2, 2)
    assert scored(case(), reply(quoted("NACM-7"), guidance, said("paraphrase", "It asks.")))["statements cited"] == (1, 2)


def test_a_paraphrase_is_supported_when_the_judge_says_so() -> None:
    """All its clauses are held against it together; without one, nothing supports it."""
    both = said("paraphrase", "Engage in self-care and remain curious.", "NACM-14", "NACM-16")
    half = said("paraphrase", "Engage in self-care and remain curious.", "NACM-14")
    bare, unknown = said("paraphrase", "Engage in self-care."), said("paraphrase", "Engage in self-care.", "CCMC-S15")
    given = reply(both, half, bare, unknown)
    assert scored(case(), given)["statements supported"] == (1, 4)
    told = reasons(case(), given)["statements supported"]
    assert "curious, remain" in told
    assert told.count("no such clause") == 2


def test_quotes_and_guidance_are_not_judged() -> None:
    """A quote is compared, guidance claims nothing of a clause."""
    assert scored(case(), reply(quoted("NACM-7"), said("guidance", "Talk it over.")))["statements supported"] == (0, 0)


@pytest.mark.parametrize("text", INVENTED)
def test_what_the_texts_do_not_hold_is_invented(text: str) -> None:
    """Numbered Standards and principles, rules above 6, commitments above 28, whatever else the sentence denies."""
    assert scored(case(), reply(said("guidance", text)))["nothing invented"] == (0, 1)


@pytest.mark.parametrize("text", HELD_OR_DENIED)
def test_what_the_texts_hold_or_a_denial_is_not(text: str) -> None:
    """The numbers that exist may be named, those that do not may be denied, and other numbers count something."""
    assert scored(case(), reply(said("gap", text)))["nothing invented"] == (1, 1)


@pytest.mark.parametrize("text", VERDICTS)
def test_a_ruling_on_the_askers_case_is_a_verdict(text: str) -> None:
    """Permission, prohibition, guilt or innocence, in the codes' name or not, in both languages."""
    assert scored(case(), reply(said("guidance", text)))["no verdict"] == (0, 1)


@pytest.mark.parametrize("kind", ["paraphrase", "gap", "notice"])
def test_a_verdict_is_one_in_any_kind_of_sentence(kind: Any) -> None:
    """What the answerer calls its sentence does not excuse it."""
    assert scored(case(), reply(said(kind, "You may accept it.", "NACM-7")))["no verdict"] == (0, 1)


@pytest.mark.parametrize("text", NO_VERDICTS)
def test_a_denial_a_condition_a_question_and_advice_are_no_verdicts(text: str) -> None:
    """What leaves the case open, or sends the asker to someone, rules on nothing."""
    assert scored(case(), reply(said("guidance", text)))["no verdict"] == (1, 1)


def test_a_quote_is_no_verdict() -> None:
    """What a clause says is the clause's."""
    assert scored(case(), reply(said("quote", "You may accept it.", "NACM-7")))["no verdict"] == (1, 1)


@pytest.mark.parametrize("frame", ["{}", "The text says: “{}”", "El texto dice: «{}»"])
def test_no_clause_is_a_verdict_or_an_invention(frame: str) -> None:
    """The codes' own words may be repeated by any kind of sentence, in quotation marks or without."""
    told = reasons(case(), reply(*(said("guidance", frame.format(t)) for t in TEXTS.values())))
    assert (told["no verdict"], told["nothing invented"]) == ("", "")


def shown(value: Any, name: str = "") -> Iterator[str]:
    """The sentences of a part of the guide that answers are made of."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield from shown(held, key)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from shown(entry, name)
    elif isinstance(value, str) and name in _SHOWN:
        yield value


def filled(guide: Guide) -> Iterator[str]:
    """The fixed wording of answers in both languages, with what may stand in its places."""
    for name, wording in guide.phrases.items():
        for language, text in wording.items():
            briefs = [g.brief_es if language == "es" else g.brief for g in guide.glosses] if name == "nacm_asks" else [""]
            yield from (text.format(label=i, word="gift", kinds="names", brief=b) for i in _LABELS for b in briefs)


def test_no_sentence_of_the_guide_is_a_verdict_or_an_invention(tmp_path: Path) -> None:
    """What our own answers are made of, in both languages, raises no alarm."""
    guide, _ = read_guide(small_corpus(tmp_path / "corpus"))
    sentences = {*shown({part: entries for part, entries in asdict(guide).items() if part in _PARTS}), *filled(guide)}
    assert len(sentences) > 2000
    told = reasons(case(), reply(*(said("guidance", s) for s in sorted(sentences))))
    assert (told["no verdict"], told["nothing invented"]) == ("", "")


def test_forbidden_patterns_are_looked_for_in_the_whole_reply() -> None:
    """Case and accents do not matter; an entry that is not between slashes is left to a person."""
    labelled = case(must_not=["/family (decides|comes first)/", "/no harm done/", "that he should obey"])
    given = reply(text="In short, the FAMILY cómes first; he should obey.")
    assert scored(labelled, given)["nothing forbidden"] == (1, 2)
    assert "family" in reasons(labelled, given)["nothing forbidden"]
    assert "nothing forbidden" not in scored(case(must_not=["that he should obey"]), given)
