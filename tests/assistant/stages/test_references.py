"""Exact look-up over the real clauses and aliases."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide import Alias
from assistant.stages.references import ReferenceFinder, UnknownReference
from assistant.types import Clause

CORPUS = Path(__file__).parents[3] / "corpus"
CLAUSES = [Clause(**c) for c in json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))["clauses"]]
ALIASES = [
    Alias(phrases=tuple(a["phrases"]), clauses=tuple(a["clauses"]))
    for a in yaml.safe_load((CORPUS / "guide" / "aliases.yaml").read_text(encoding="utf-8"))["aliases"]
]
FINDER = ReferenceFinder(CLAUSES, ALIASES)

RULES = [f"CCMC-RULE-{n}" for n in range(1, 7)]
PRINCIPLES = [f"CCMC-PRINCIPLE-{n}" for n in range(1, 8)]
PURPOSES = [f"NACM-PURPOSE-{n}" for n in range(1, 5)]
VALUES = [c.id for c in CLAUSES if c.kind == "value"]


def commitments(first: int, last: int) -> list[str]:
    """The ids of NACM commitments, both ends included."""
    return [f"NACM-{n}" for n in range(first, last + 1)]


def rule(n: int) -> UnknownReference:
    """A Rule of Conduct that the texts do not hold."""
    return UnknownReference(code="CCMC", kind="rule", label=f"Rule {n}")


def commitment(n: int) -> UnknownReference:
    """A commitment that the texts do not hold."""
    return UnknownReference(code="NACM", kind="commitment", label=f"Commitment {n}")


def standard(label: str, code: str = "CCMC") -> UnknownReference:
    """A Standard, none of which the texts hold."""
    return UnknownReference(code=code, kind="standard", label=f"Standard {label}")


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("rule 5 ccm", ["CCMC-RULE-5"]),
        ("What do NACM 24 and 25 say?", ["NACM-24", "NACM-25"]),
        ("NACM 7-9", commitments(7, 9)),
        ("NACM 7–9", commitments(7, 9)),
        ("read me NACM 7 through 9", commitments(7, 9)),
        ("NACM-7 to NACM-9", commitments(7, 9)),
        ("rules 1 to 3", RULES[:3]),
        ("rules from 1 to 3", RULES[:3]),
        ("rules 2, 4 & 5", ["CCMC-RULE-2", "CCMC-RULE-4", "CCMC-RULE-5"]),
        ("Rules 1,2,3", RULES[:3]),
        ("rule 1, 2, or 3", RULES[:3]),
        ("nacm 7/8", ["NACM-7", "NACM-8"]),
        ("nacm7", ["NACM-7"]),
        ("NACM‑7", ["NACM-7"]),
        ("rule(2)", ["CCMC-RULE-2"]),
        ("CCMC-RULE-2", ["CCMC-RULE-2"]),
        ("ccmc_rule_2", ["CCMC-RULE-2"]),
        ("ccmc-value-justice", ["CCMC-VALUE-JUSTICE"]),
        ("CCMC-CE-POSTTEST", ["CCMC-CE-POSTTEST"]),
        ("show me NACM-SCOPE", ["NACM-SCOPE"]),
        ("NACM-PURPOSE-3", ["NACM-PURPOSE-3"]),
        ("rule four", ["CCMC-RULE-4"]),
        ("rule no. 4", ["CCMC-RULE-4"]),
        ("commitment #7", ["NACM-7"]),
        ("NACM number twelve", ["NACM-12"]),
        ("commitment twenty-one", ["NACM-21"]),
        ("commitment twenty one please", ["NACM-21"]),
        ("the twenty-first NACM commitment", ["NACM-21"]),
        ("commitments seven through nine", commitments(7, 9)),
        ("rule IV", ["CCMC-RULE-4"]),
        ("principle 3", ["CCMC-PRINCIPLE-3"]),
        ("the third principle", ["CCMC-PRINCIPLE-3"]),
        ("the fourth of the seven principles", ["CCMC-PRINCIPLE-4"]),
        ("2nd rule of conduct", ["CCMC-RULE-2"]),
        ("the second and third rules", ["CCMC-RULE-2", "CCMC-RULE-3"]),
        ("first three NACM commitments", commitments(1, 3)),
        ("the last two NACM commitments", commitments(27, 28)),
        ("what is the last rule of conduct", ["CCMC-RULE-6"]),
        ("purpose 2", ["NACM-PURPOSE-2"]),
        ("What's the second purpose of case management?", ["NACM-PURPOSE-2"]),
        ("nacm 4th purpose", ["NACM-PURPOSE-4"]),
        ("third ethical value", ["CCMC-VALUE-EQUITY"]),
        ("NACM rule 7", ["NACM-7"]),
        ("NACM principle 7", ["NACM-7"]),
        ("rule 7 of the NACM code of ethics", ["NACM-7"]),
        ("In the NACM code, what does rule 3 say?", ["NACM-3"]),
        ("Does rule 2 exist in NACM?", ["CCMC-RULE-2"]),
        ("National Association of Case Management commitment 7", ["NACM-7"]),
        ("number 3 of the CCMC rules", ["CCMC-RULE-3"]),
        ("Of the six rules, what does number 4 say?", ["CCMC-RULE-4"]),
        ("clause 12 of NACM", ["NACM-12"]),
        ("nacm code of ethics #12", ["NACM-12"]),
        ("what is #12", ["NACM-12"]),
        ("#2", ["CCMC-RULE-2", "NACM-2"]),
        ("regla 4", ["CCMC-RULE-4"]),
        ("¿Qué dice la regla cuatro?", ["CCMC-RULE-4"]),
        ("la tercera regla", ["CCMC-RULE-3"]),
        ("la regla primera", ["CCMC-RULE-1"]),
        ("compromiso 21", ["NACM-21"]),
        ("el séptimo compromiso", ["NACM-7"]),
        ("compromisos del 7 al 9", commitments(7, 9)),
        ("compromisos veintiuno y veintidós", ["NACM-21", "NACM-22"]),
        ("propósito número 2 de NACM", ["NACM-PURPOSE-2"]),
        ("comitment 7", ["NACM-7"]),
        ("rull 2", ["CCMC-RULE-2"]),
        ("ruel 2", ["CCMC-RULE-2"]),
        ("NCAM 8", ["NACM-8"]),
        ("principal 2 ccmc", ["CCMC-PRINCIPLE-2"]),
        ("NACM 7 and CCMC rule 2", ["NACM-7", "CCMC-RULE-2"]),
        ("Rule 2 and NACM 19 please", ["CCMC-RULE-2", "NACM-19"]),
        ("first, what does commitment 5 say", ["NACM-5"]),
        ("rule 2 and 3 of my staff", ["CCMC-RULE-2"]),
        ("NACM 7 and two of my clients", ["NACM-7"]),
    ],
)
def test_numbers_ids_and_ordinals_name_clauses(question: str, cited: list[str]) -> None:
    """Numbers, words, ranges, lists, ids and slips of the pen resolve to clauses in order of mention."""
    assert list(FINDER.find(question).cited) == cited


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("the felony rule", ["CCMC-RULE-2"]),
        ("What is the falsification rule?", ["CCMC-RULE-1"]),
        ("exam rule", ["CCMC-RULE-6"]),
        ("dual relationship clause", ["NACM-7"]),
        ("what's the conflict of interest commitment", ["NACM-28"]),
        ("is there a clause about conflicts of interest", ["NACM-28"]),
        ("self-care commitment", ["NACM-14"]),
        ("last resort clause", ["NACM-9"]),
        ("duty to warn clause", ["NACM-19"]),
        ("dignity clause", ["NACM-1", "CCMC-PRINCIPLE-2"]),
        ("the CCMC clause on dignity", ["CCMC-PRINCIPLE-2"]),
        ("What four purposes are listed in the purpose statement?", PURPOSES),
        ("all six rules", RULES),
        ("what are the six rules of conduct for CCMs", RULES),
        ("the rules of conduct slide", ["CCMC-RULES-INTRO", *RULES]),
        ("the sentence above rule 1", ["CCMC-RULES-INTRO"]),
        ("list all the principles", PRINCIPLES),
        ("What are the NACM principles?", commitments(1, 10)),
        ("why does it say principles 1-8", ["CCMC-OBJECTIVES"]),
        ("what are principles 1-8", [*PRINCIPLES, "CCMC-OBJECTIVES"]),
        ("ethical principles slide", VALUES),
        ("the seven values", VALUES),
        ("what is beneficence", ["CCMC-VALUE-BENEFICENCE"]),
        ("veracity definition", ["CCMC-VALUE-VERACITY"]),
        ("justice and equity", ["CCMC-VALUE-EQUITY", "CCMC-VALUE-JUSTICE"]),
        ("On the Ethical Principles slide, how is justice worded?", ["CCMC-VALUE-JUSTICE"]),
        ("legal responsibilities section", commitments(18, 19)),
        ("collegial relationships", commitments(20, 23)),
        ("the NACM commitments in the section about coworkers", commitments(20, 23)),
        ("los compromisos sobre colegas de la NACM", commitments(20, 23)),
        ("the commitments on colleagues who drink", []),
        ("duties to the profession", commitments(24, 28)),
        ("What sections does the NACM code have?", ["NACM-SCOPE"]),
        ("discussion questions", ["CCMC-DISCUSSION"]),
        ("CE slide", ["CCMC-CE"]),
        ("posttest slide", ["CCMC-CE-POSTTEST"]),
        ("session objectives", ["CCMC-OBJECTIVES"]),
        ("read me the preamble", ["CCMC-PREAMBLE", "CCMC-PREAMBLE-CONT"]),
        ("procedures for processing complaints slide", ["CCMC-PROCEDURES"]),
        ("la regla del delito grave", ["CCMC-RULE-2"]),
        ("cláusula de conflicto de intereses", ["NACM-28"]),
        ("¿Qué es la beneficencia?", ["CCMC-VALUE-BENEFICENCE"]),
        ("¿Cuáles son las reglas de conducta?", RULES),
    ],
)
def test_names_of_clauses_and_lists_are_known(question: str, cited: list[str]) -> None:
    """The reviewed aliases find what people call a clause, a list, a section or a slide."""
    assert list(FINDER.find(question).cited) == cited


@pytest.mark.parametrize(
    "question",
    [
        "Renewal takes 8 ethics credits within the 80 contact hours",
        "CCMC requires 8 ethics credits, CCMC 8 credits",
        "My 15 year old client waited 7 days",
        "As a rule of thumb I charge $50 for 2 clients",
        "the first rule of nursing is do no harm",
        "my first commitment is to my client",
        "I made a commitment once to 2 clients",
        "commitment 7 days a week",
        "civil commitment 72 hours",
        "a standard 40 hour week",
        "the standard 15 minute visit",
        "in principle 2 visits are fine",
        "she did it on purpose 2 times",
        "there is a rule of three at the shelter",
        "role 4 in the play",
        "house rule 4 says no visitors",
        "NASW standard 5 and ANA provision 3",
        "Principle 4 of the ANA code",
        "section 8 voucher, 42 CFR part 2",
        "L5-S1 fusion patient",
        "my client's 15 visits",
        "my apartment is #7",
        "NACM 2024 conference at 7 pm",
        "the 2015 CCMC code",
        "CCMC one or NACM one",
        "I'm a CCM 5 years now",
        "My client wants justice for what her landlord did",
        "I want to respect her autonomy but she is unsafe",
        "The court convicted my client of a felony, can I still visit?",
        "She has a conflict of interest with the vendor, do I report it",
        "My agency has a privacy rule",
        "He is on a crisis plan already",
        "what are my legal responsibilities if a client threatens someone?",
        "Will they ask me the seven values on the exam?",
        "which of the six rules did I break",
        "Is there a training video on the 28 commitments?",
        "The duty to warn keeps me up at night",
    ],
)
def test_other_numbers_and_subjects_in_stories_are_no_references(question: str) -> None:
    """Counts, units, other bodies' codes and a mere subject name nothing."""
    found = FINDER.find(question)
    assert (found.cited, found.unknown, found.lookup) == ((), (), False)


@pytest.mark.parametrize(
    ("question", "cited", "unknown"),
    [
        ("Rule 9 of the CCM rules says I must report, right?", [], [rule(9)]),
        ("rules 2 and 7", ["CCMC-RULE-2"], [rule(7)]),
        ("rules 8", [], [rule(8)]),
        ("regla once", [], [rule(11)]),
        ("NACM 31", [], [commitment(31)]),
        ("commitment 40", [], [commitment(40)]),
        ("NACM 27-30", ["NACM-27", "NACM-28"], [commitment(29), commitment(30)]),
        ("NACM-29", [], [commitment(29)]),
        ("Principle 8", [], [UnknownReference(code="CCMC", kind="principle", label="Principle 8")]),
        ("purpose 5", [], [UnknownReference(code="NACM", kind="purpose", label="Purpose 5")]),
        ("CCMC commitment 3", [], [UnknownReference(code="CCMC", kind="commitment", label="Commitment 3")]),
        ("ccmc-value-loyalty", [], [UnknownReference(code="CCMC", kind="value", label="Value Loyalty")]),
        ("Standard 5", [], [standard("5")]),
        ("S15", [], [standard("S15")]),
        ("what does Standard S-8 say", [], [standard("S8")]),
        ("Standard for Professional Conduct number 3", [], [standard("3")]),
        ("estándar 5", [], [standard("5")]),
        ("NACM practice standard 3", [], [standard("3", code="NACM")]),
        ("The slide says Principles 1-8. Give me the text of number eight.", ["CCMC-OBJECTIVES"], None),
        ("The objectives say Principles 1-8, so what is Principle 8?", ["CCMC-OBJECTIVES"], None),
    ],
)
def test_what_the_texts_do_not_hold_is_reported(question: str, cited: list[str], unknown: list[UnknownReference] | None) -> None:
    """A number beyond a list, and any Standard, is unknown and never taken for the nearest clause."""
    expected = [UnknownReference(code="CCMC", kind="principle", label="Principle 8")] if unknown is None else unknown
    found = FINDER.find(question)
    assert (list(found.cited), list(found.unknown)) == (cited, expected)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("what does the nacm code say on gifts", {"NACM"}),
        ("ccm rules on gifts", {"CCMC"}),
        ("rule 5 ccm", {"CCMC"}),
        ("the Code of Professional Conduct", {"CCMC"}),
        ("Commission for Case Manager Certification", {"CCMC"}),
        ("NACM vs CCM on honesty", {"NACM", "CCMC"}),
        ("I'm a CCM", set()),
        ("can I call the Commission about my CCM exam", set()),
        ("my agency's code of conduct", set()),
    ],
)
def test_codes_are_named_by_their_names_only(question: str, codes: set[str]) -> None:
    """Holding the CCM, or calling the Commission, does not name the code."""
    assert FINDER.find(question).codes == codes


@pytest.mark.parametrize(
    ("question", "compare"),
    [
        ("Do both codes require self care?", True),
        ("How does each code talk about competence?", True),
        ("Put the two codes side by side on following the law.", True),
        ("NACM vs CCMC on honesty", True),
        ("is HIPAA in either code", True),
        ("compare principle 3 with NACM 7", True),
        ("Stigma: is there anything in the CCMC slides to match NACM?", True),
        ("¿Qué dicen los dos códigos sobre la privacidad?", True),
        ("¿las dos hablan de regalos?", True),
        ("compare NACM 7 and NACM 8", False),
        ("Compare the NASW code with NACM", False),
        ("Do both of my clients need consent?", False),
        ("the two zip codes score lower, is that fair", False),
        ("I'm a CCM and an NACM member, can I accept gifts?", False),
        ("RN and CCM, do I answer to two codes", False),
    ],
)
def test_comparison_is_of_the_two_codes(question: str, compare: bool) -> None:
    """Only a question about both of the codes together compares."""
    assert FINDER.find(question).compare is compare


@pytest.mark.parametrize(
    ("question", "lookup"),
    [
        ("rule 5 ccm", True),
        ("What is rule 2 for CCMs?", True),
        ("I need NACM 7 for a handout, quote it word for word", True),
        ("Rule 9 says I must report, right? Remind me of the exact wording.", True),
        ("explain NACM 7 to me", True),
        ("Which commitments fall under Collegial Relationships?", True),
        ("¿Qué significa la justicia según la CCMC?", True),
        ("quote it please", True),
        ("what does it say", True),
        ("What does NACM 7 say about accepting gifts?", False),
        ("does rule 2 include a DUI", False),
        ("What happens if I break rule 4?", False),
        ("Can I quote NACM 7 on my website?", False),
        ("How many mental health days does commitment 14 give me", False),
        ("Define impaired, as used in commitment 21.", False),
        ("NACM 8 only bans money, so if a client wants to support me that's fine, correct?", False),
        ("what does the code say about gifts", False),
        ("Quote the Hippocratic Oath.", False),
    ],
)
def test_look_up_wants_words_and_nothing_more(question: str, lookup: bool) -> None:
    """A wish for a clause's words is told from a question about a case or a detail."""
    assert FINDER.find(question).lookup is lookup


@pytest.mark.parametrize(
    ("question", "word", "mentions"),
    [
        ("which clauses mention supervisor", "supervisor", ["NACM-15", "NACM-21", "NACM-22"]),
        ("which clauses mention supervisors?", "supervisors", ["NACM-15", "NACM-21", "NACM-22"]),
        ('where does the word "hope" appear', "hope", ["NACM-PURPOSE-2"]),
        ("which rules mention the word felony", "felony", ["CCMC-RULE-2"]),
        ("Does NACM mention a duty to warn at all?", "duty to warn", ["NACM-19"]),
        ('which clauses use the word "conflicts of interest"?', "conflicts of interest", ["NACM-28"]),
        ("¿Qué cláusulas mencionan supervisor?", "supervisor", ["NACM-15", "NACM-21", "NACM-22"]),
        ("does the word gift appear anywhere", "gift", []),
        ("does NACM 7 mention gifts", "gifts", []),
        ("Does the NACM purpose statement really say 'inter-dependent'?", "inter-dependent", ["NACM-PURPOSE-4"]),
        ("¿Dónde se menciona la esperanza?", "", []),
        ("do both codes mention self-help groups", "", []),
        ('do both codes mention "self-help groups"', "self-help groups", []),
        ("my client did not mention her drinking", "", []),
        ("What does Rule 6 say word for word?", "", []),
        ("do the codes mention what to do when a client moves", "", []),
    ],
)
def test_a_word_sought_is_found_in_clause_texts(question: str, word: str, mentions: list[str]) -> None:
    """The word asked for is matched by its stem in the clauses named, of the code named, or in all."""
    found = FINDER.find(question)
    assert (found.mention_word, list(found.mentions)) == (word, mentions)
    assert not found.mention_word or found.lookup is bool(mentions)


@pytest.mark.parametrize(
    ("question", "mentions"),
    [
        ("which rules mention confidentiality", ["NACM-18", "NACM-19", "NACM-27"]),
        ("does NACM 7 use the word privacy", ["NACM-18"]),
        ("does CCMC mention HIPAA", ["NACM-19"]),
        ("which rules mention gifts", []),
    ],
)
def test_a_word_that_is_not_where_it_is_sought_is_sought_in_both_texts(question: str, mentions: list[str]) -> None:
    """Otherwise the answer would say that no clause of either text uses it."""
    assert list(FINDER.find(question).mentions) == mentions


COLLEGIAL, GROWTH, LEGAL, DUTIES = commitments(20, 23), commitments(15, 17), commitments(18, 19), commitments(24, 28)
SENSITIVITY, ALL_COMMITMENTS = commitments(11, 14), commitments(1, 28)
PREAMBLE = ["CCMC-PREAMBLE", "CCMC-PREAMBLE-CONT"]
SUPERVISOR = ["NACM-15", "NACM-21", "NACM-22"]

WORDED_LISTS: list[tuple[str, list[str]]] = [
    ("list all the CCM Rules of Conduct in order", RULES),
    ("I need the commitments from Legal Responsibilities for a slide", LEGAL),
    ("Out of the 28 NACM commitments quote the ones under Collegial Relationships", COLLEGIAL),
    ("what are the commitments in continuous professional growth and development", GROWTH),
    ("the six rules", RULES),
    ("Sorry, could you just list the six rules? My handout got coffee on it.", RULES),
    ("Hi! Can u type out all 6 rules of conduct for me, my printer died", RULES),
    ("need the ccmc rules of conduct, all of them, numbered", RULES),
    ("what are the 6 rules ccms have to follow", RULES),
    ("Rules of Conduct - full list please", RULES),
    ("give me every one of the CCMC rules, one through six", RULES),
    ("all six of the rules of conduct, verbatim", RULES),
    ("Could I get the complete list of the Rules of Conduct for a slide I'm making?", RULES),
    ("rules of condcut list", RULES),
    ("Please list the rules. I have to post them in the break room tomorrow.", RULES),
    ("Listame las seis reglas de conducta en orden", RULES),
    ("¿Me puedes dar las seis reglas de la CCMC? Las necesito para un cartel.", RULES),
    ("dime todas las reglas de conducta del CCM", RULES),
    ("all the NACM commitments under Collegial", COLLEGIAL),
    ("list whats under Collegial Relationships in the nacm code", COLLEGIAL),
    ("which commitments come under legal responsibilities", LEGAL),
    ("what's in the Legal Responsibilities section?", LEGAL),
    ("show me everything listed under Duties to the Profession", DUTIES),
    ("the professional growth commitments please", GROWTH),
    ("commitments under Sensitivity and Self-Awareness, thanks!", SENSITIVITY),
    ("read me the principles/values part of NACM", commitments(1, 10)),
    ("seven ethical principles", VALUES),
    ("what are the seven ethical principles, autonomy and so on?", VALUES),
    ("list the 7 ethical principles from the deck in order pls", VALUES),
    ("the ethical values on the CCMC slides - can you list them", VALUES),
    ("los siete principios éticos", VALUES),
    ("lista los siete valores éticos en orden", VALUES),
    ("list the ccmc principles one by one", PRINCIPLES),
    ("all seven CCMC principles in full", PRINCIPLES),
    ("What are the Principles in the CCMC deck? Just the bullets, nothing else.", PRINCIPLES),
    ("the principles bullets on the ccmc slides", PRINCIPLES),
    ("cuáles son los siete principios de la CCMC", PRINCIPLES),
    ("list every nacm commitment in order", ALL_COMMITMENTS),
    ("all 28 commitments, in sequence", ALL_COMMITMENTS),
    ("Can you list all 28 NACM commitments with their numbers?", ALL_COMMITMENTS),
    ("the four purposes of case management, NACM version", PURPOSES),
    ("NACM purpose list", PURPOSES),
    ("what does NACM say case management is for", PURPOSES),
    ("list the purposes in the nacm purpose statement in order", PURPOSES),
    ("los cuatro propósitos de NACM, por favor", PURPOSES),
    ("hey, lost my cheat sheet. all six ccm rules?", RULES),
    ("could someone paste the seven values for me", VALUES),
    ("which NACM commitments are under Sensitivity?", SENSITIVITY),
]
WORDED_POSITIONS: list[tuple[str, list[str]]] = [
    ("Last bullet on the CCMC principles slide, the one about public comment. Wording?", ["CCMC-PRINCIPLE-7"]),
    ("last bullet on the CCMC principles slide", ["CCMC-PRINCIPLE-7"]),
    ("what's the first bullet on the principles slide say", ["CCMC-PRINCIPLE-1"]),
    ("the very last ccmc principle, word for word", ["CCMC-PRINCIPLE-7"]),
    ("second to last rule of conduct", ["CCMC-RULE-5"]),
    ("The sentence that sits above Rule 1 on the slide, what does it say?", ["CCMC-RULES-INTRO"]),
    ("what is the line right before rule 1", ["CCMC-RULES-INTRO"]),
    ("there's a sentence on top of the rules, before Rule 1. What is it?", ["CCMC-RULES-INTRO"]),
    ("read me the bit that comes before rule one", ["CCMC-RULES-INTRO"]),
    ("qué dice la frase que está antes de la regla 1", ["CCMC-RULES-INTRO"]),
    ("third item in the NACM purpose list", ["NACM-PURPOSE-3"]),
    ("items 1 and 4 of what case management is for", ["NACM-PURPOSE-1", "NACM-PURPOSE-4"]),
    ("In the NACM list of what case management is for, quote me items 1 and 4 only.", ["NACM-PURPOSE-1", "NACM-PURPOSE-4"]),
    ("purpose statement, second bullet", ["NACM-PURPOSE-2"]),
    ("what is the 4th purpose on the nacm list", ["NACM-PURPOSE-4"]),
    ("second commitment under Legal Responsibilities", ["NACM-19"]),
    ("first one listed under collegial relationships?", ["NACM-20"]),
    ("last item under Duties to the Profession pls", ["NACM-28"]),
    ("last of the 28 commitments", ["NACM-28"]),
    ("the third ethical principle on the slide", ["CCMC-VALUE-EQUITY"]),
    ("third one on the ethical principles slide", ["CCMC-VALUE-EQUITY"]),
    ("final bullet of the ethical principles slide", ["CCMC-VALUE-VERACITY"]),
    ("the first two rules of conduct", RULES[:2]),
    ("rules one, three n five", ["CCMC-RULE-1", "CCMC-RULE-3", "CCMC-RULE-5"]),
    ("last two NACM commitments", ["NACM-27", "NACM-28"]),
    ("the last 3 rules of conduct", RULES[3:]),
    ("la última regla de conducta", ["CCMC-RULE-6"]),
    ("el tercer punto de la declaración de propósito", ["NACM-PURPOSE-3"]),
    ("Bullet 2 of the principles slide", ["CCMC-PRINCIPLE-2"]),
    ("statement 5 in the nacm code", ["NACM-5"]),
    ("nr 12 nacm text plz", ["NACM-12"]),
    ("whats rule nummber 4", ["CCMC-RULE-4"]),
    ("Got my notes wet - what was rule 3 again? thanks a million", ["CCMC-RULE-3"]),
    ("My supervisor is making a poster. Could you give me rule 6 word for word?", ["CCMC-RULE-6"]),
    ("commitments 18 & 19, exact wording - it is for my binder", ["NACM-18", "NACM-19"]),
    ("rule of conduct number five plz my kid spilled juice on mine", ["CCMC-RULE-5"]),
    ("what is the sentence over the rules", ["CCMC-RULES-INTRO"]),
    ("4th bullet, principles slide", ["CCMC-PRINCIPLE-4"]),
    ("items 2-4 of the NACM purpose statement", PURPOSES[1:]),
    ("last line of the rules of conduct slide", ["CCMC-RULE-6"]),
]
WORDED_DESCRIPTIONS: list[tuple[str, list[str]]] = [
    ("dule relatonships nacm wich nummber", ["NACM-7"]),
    ("which rule is the felony one", ["CCMC-RULE-2"]),
    ("wich rule is about felonys", ["CCMC-RULE-2"]),
    ("which commitment talks about self care", ["NACM-14"]),
    ("what number is self-care in nacm?", ["NACM-14"]),
    ("Which NACM commitment is the one about stigma?", ["NACM-3"]),
    ("which commitment covers conflicts of interest", ["NACM-28"]),
    ("what's the number of the dual relationships commitment", ["NACM-7"]),
    ("what number is the crisis plan one", ["NACM-9"]),
    ("Which principle is about obeying laws?", ["CCMC-PRINCIPLE-6"]),
    ("which ccmc principle talks about objectivity", ["CCMC-PRINCIPLE-3"]),
    ("which rule covers falsifying an application", ["CCMC-RULE-1"]),
    ("which rule is it that has to do with the certification exam", ["CCMC-RULE-6"]),
    ("which of the nacm commitments is about peer support", ["NACM-6"]),
    ("NACM number for work-life balance?", ["NACM-14"]),
    ("Quick one: which number is holistic perspective?", ["NACM-13"]),
    ("the commitment that talks about research, which number is it", ["NACM-27"]),
    ("what is the number for cultural competence in the NACM code", ["NACM-11"]),
    ("wich comitment is about curiosity / staying curious", ["NACM-16"]),
    ("the NACM commitment on impaired colleagues, what number?", ["NACM-21"]),
    ("which purpose is the one about quality of life", ["NACM-PURPOSE-4"]),
    ("which ethical principle is about doing no harm", ["CCMC-VALUE-NONMALEFICENCE"]),
    ("which value on the slides covers keeping promises", ["CCMC-VALUE-FIDELITY"]),
    ("¿Qué regla es la del delito grave?", ["CCMC-RULE-2"]),
    ("qué número es el compromiso del autocuidado", ["NACM-14"]),
    ("cuál es la regla sobre el examen", ["CCMC-RULE-6"]),
    ("the felony rule - what number is it?", ["CCMC-RULE-2"]),
    ("nacm reputation of the profession, number?", ["NACM-26"]),
    ("which commitment is privacy", ["NACM-18"]),
    ("what number was the advocacy one", ["NACM-10"]),
    ("qué compromiso habla del estigma", ["NACM-3"]),
]
WORDED_SLIDES: list[tuple[str, list[str]]] = [
    ("what's on the Discussion slide", ["CCMC-DISCUSSION"]),
    ("Whats on the discusion slide??", ["CCMC-DISCUSSION"]),
    ("the deck's objectives", ["CCMC-OBJECTIVES"]),
    ("what are the objectives listed in the deck", ["CCMC-OBJECTIVES"]),
    ("what does the preamble say the Code consists of", PREAMBLE),
    ("what does the Code consist of according to the preamble?", PREAMBLE),
    ("preamble, second slide", ["CCMC-PREAMBLE-CONT"]),
    ("read the Purpose of the Code slide to me please", ["CCMC-PURPOSE"]),
    ("what's written on the slide titled Ethics", ["CCMC-ETHICS"]),
    ("what does the slide about complaints procedures say", ["CCMC-PROCEDURES"]),
    ("text of the Procedures for Processing Complaints slide", ["CCMC-PROCEDURES"]),
    ("continuing education slide, what does it say", ["CCMC-CE"]),
    ("show me the post test slide", ["CCMC-CE-POSTTEST"]),
    ("what does the Application of the Code paragraph say", ["NACM-APPLICATION"]),
    ("read me Scope and Purpose from NACM", ["NACM-SCOPE"]),
    ("wording of the incorporating the code section", ["NACM-INCORPORATING"]),
    ("¿Qué dice la diapositiva de discusión?", ["CCMC-DISCUSSION"]),
    ("qué dice el preámbulo", PREAMBLE),
    ("what is on the slide about ethics", ["CCMC-ETHICS"]),
    ("¿Qué dice exactamente el compromiso 28 del código de NACM?", ["NACM-28"]),
    ("principals ccmc list all", [f"CCMC-PRINCIPLE-{n}" for n in range(1, 8)]),
]
WORDED_MENTIONS: list[tuple[str, str, list[str]]] = [
    ("what number is the nacm one that actually says HIPAA in it", "hipaa", ["NACM-19"]),
    ("which clauses mention supervisor", "supervisor", SUPERVISOR),
    ("wich clauses menton supervisor", "supervisor", SUPERVISOR),
    ("which clauses mention superviser", "supervisor", SUPERVISOR),
    ("List every commitment that mentions a supervisor, please and thank you", "supervisor", SUPERVISOR),
    ("does the word gift appear", "gift", []),
    ("Does the word 'gift' show up anywhere in either document?", "gift", []),
    ("where does it say last resort", "last resort", ["NACM-9"]),
    ("where do they talk about last resort in the nacm code", "last resort", ["NACM-9"]),
    ("which commitment says last resort", "last resort", ["NACM-9"]),
    ("which one has the word stigma in it", "stigma", ["NACM-3"]),
    ("In which clause does duty to warn appear?", "duty to warn", ["NACM-19"]),
    ("is the word friendship used anywhere", "friendship", []),
    ("Do any of the rules contain the word felony?", "felony", ["CCMC-RULE-2"]),
    ("what commitments have the word boundaries", "boundaries", ["NACM-7"]),
    ("where is HIPAA mentioned", "hipaa", ["NACM-19"]),
    ("¿en qué cláusulas aparece la palabra HIPAA?", "hipaa", ["NACM-19"]),
    ("find the phrase 'work-life balance'", "work-life balance", ["NACM-14"]),
    ("Sorry to bother you, but which clause uses the term wellness? It's for a crossword, lol", "wellness", ["NACM-PURPOSE-3"]),
    ("which purpose mentions families? read it to me", "families", ["NACM-PURPOSE-2"]),
    ("which of the rules mentions the exam", "exam", ["CCMC-RULE-6"]),
    ("does either code ever use the word telehealth", "telehealth", []),
]
WORDED_UNKNOWNS: list[tuple[str, list[str], list[UnknownReference]]] = [
    ("whats rule 7 of the ccm rules", [], [rule(7)]),
    ("Could you read me rule number twelve? Sorry, my screen is tiny.", [], [rule(12)]),
    ("nacm commitment thirty five", [], [commitment(35)]),
    ("nacm 30 word for word", [], [commitment(30)]),
    ("rules 5, 6 and 7 please", ["CCMC-RULE-5", "CCMC-RULE-6"], [rule(7)]),
    ("the seventh rule of conduct", [], [rule(7)]),
    ("la regla siete", [], [rule(7)]),
    ("eighth CCMC principle", [], [UnknownReference(code="CCMC", kind="principle", label="Principle 8")]),
    ("fifth item on the NACM purpose list", [], [UnknownReference(code="NACM", kind="purpose", label="Purpose 5")]),
    ("compare rule 2 and rule 9", ["CCMC-RULE-2"], [rule(9)]),
]
NARROWING = [
    "Of those, which would concern my losing my RN license",
    "of those which apply to supervisors",
    "which one deals with me getting fired",
    "Out of these, which would I break by lying on a form?",
    "do any of them cover texting clients",
    "de esas, cuál aplica si pierdo mi licencia",
    "and which of them matters most for a new hire?",
]
ALIASES_IN_STORIES = [
    "My landlord says the felony rule keeps my client out of the building, what do I do",
    "our clinic's self-care commitment is a joke, can I complain to HR?",
    "My client kept asking about the last item on her list and I lost patience",
    "a coworker told me the exam rule at her school changed so should I worry",
    "my boss wants all the rules posted, and I told my client about her boundaries",
    "I told my sister the duty to warn clause in her contract was weird",
    "She asked which number to call about her crisis plan",
    "my client asked what number is her case worker",
    "which value meal did my client steal",
    "I have a commitment about self care with my therapist",
    "The first bullet hit my client in the arm, do I report it",
    "The last one my client signed was about research, is her consent valid?",
    "which hospital is about quality of life for my patient",
    "show the rules for documentation",
    "list the rules for a home visit",
    "what rule lets me fire a client",
    "what rules of conduct did my coworker break",
    "do the principles apply to RNs",
    "which commitment is about social media",
    "My client got convicted, which rule is that about",
    "He violated the privacy rule at the shelter and they kicked him out",
]


@pytest.mark.parametrize(("question", "cited"), [*WORDED_LISTS, *WORDED_POSITIONS, *WORDED_DESCRIPTIONS, *WORDED_SLIDES])
def test_look_ups_in_peoples_own_words_are_understood(question: str, cited: list[str]) -> None:
    """Lists, positions, described clauses and slides are found in chatty, misspelt and Spanish questions."""
    found = FINDER.find(question)
    assert (list(found.cited), found.unknown, found.mention_word, found.lookup) == (cited, (), "", True)


@pytest.mark.parametrize(("question", "word", "mentions"), WORDED_MENTIONS)
def test_words_sought_in_peoples_own_words_are_found(question: str, word: str, mentions: list[str]) -> None:
    """A slip of the pen in the question does not hide a word of the texts."""
    found = FINDER.find(question)
    assert (found.mention_word, list(found.mentions), found.lookup) == (word, mentions, bool(mentions))


@pytest.mark.parametrize(("question", "cited", "unknown"), WORDED_UNKNOWNS)
def test_numbers_too_high_in_peoples_own_words_are_reported(question: str, cited: list[str], unknown: list[UnknownReference]) -> None:
    """The list that a wrong number counts in is not offered in its place."""
    found = FINDER.find(question)
    assert (list(found.cited), list(found.unknown)) == (cited, unknown)


@pytest.mark.parametrize("question", NARROWING)
def test_picking_among_earlier_clauses_names_none(question: str) -> None:
    """A turn that narrows an earlier list says so and cites nothing by itself."""
    found = FINDER.find(question)
    assert (found.narrows, found.cited, found.lookup) == (True, (), False)


@pytest.mark.parametrize("question", ALIASES_IN_STORIES)
def test_names_inside_stories_are_no_references(question: str) -> None:
    """A name of a clause or list that comes up in a story names nothing."""
    found = FINDER.find(question)
    assert (found.cited, found.unknown, found.lookup, found.mention_word) == ((), (), False, "")


def test_aliases_are_lower_case_and_name_known_clauses() -> None:
    """Phrases are matched on folded text, so a capital could never fire; ids must exist."""
    known = {c.id for c in CLAUSES}
    assert all(set(a.clauses) <= known for a in ALIASES)
    plain = [re.sub(r"\\.", "", p) for a in ALIASES for p in a.phrases]
    assert [p for p in plain if p != p.lower()] == []


def test_every_clause_has_a_name() -> None:
    """Each clause can be reached by an alias, alone or in its list."""
    assert {c for a in ALIASES for c in a.clauses} == {c.id for c in CLAUSES}


def test_another_document_is_found_by_its_ids() -> None:
    """A code that a user adds is named by its own id and numbers."""
    added = [
        Clause(id=f"ACME-{n}", label=f"ACME {n}", code="ACME", section="", kind="duty", force="", text="Be kind.", start=0, end=8)
        for n in range(1, 4)
    ]
    found = ReferenceFinder([*CLAUSES, *added], ALIASES).find("What do ACME 2 and ACME-3 say?")
    assert (found.cited, found.codes) == (("ACME-2", "ACME-3"), frozenset({"ACME"}))


def test_without_clauses_nothing_is_named() -> None:
    """An empty corpus is no fault."""
    assert ReferenceFinder([], []).find("what is #7 of the last two standards, NACM 7").cited == ()


PIECES = [
    *(
        "rule",
        "rules",
        "NACM",
        "ccmc",
        "principle",
        "the",
        "third",
        "and",
        "to",
        "-",
        "#",
        "7",
        "28",
        "9",
        "of",
        "S5",
        "no.",
        "last",
        "first",
    ),
    *(
        "twenty",
        "one",
        "mention",
        "word",
        "which",
        "clauses",
        "where",
        "does",
        "appear",
        "regla",
        "código",
        "value",
        "justice",
        "?",
        "(",
        '"',
    ),
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)))
def test_any_text_is_answered(text: str) -> None:
    """No text raises, and only known clauses are ever named."""
    found = FINDER.find(text)
    assert {*found.cited, *found.mentions} <= {c.id for c in CLAUSES}
    assert len(set(found.cited)) == len(found.cited)


def test_the_text_of_a_standard_is_no_look_up() -> None:
    """The clause that names the Standards is found, but it does not hold what is asked for."""
    found = FINDER.find("Rule 5 points to the Standards. Read me the Standard on record-keeping.")
    assert (list(found.cited), found.lookup) == (["CCMC-RULE-5"], False)
