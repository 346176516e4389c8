"""The words around a numbered reference: what lists are called, what may stand between, what only counts."""

from __future__ import annotations

import difflib


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = {
    "rule": "rule rules regla reglas",
    "commitment": "commitment commitments compromiso compromisos",
    "principle": "principle principles principal principals principio principios",
    "purpose": "purpose purposes proposito propositos",
    "standard": "standard standards estandar estandares",
    "value": "value values valor valores",
    "item": "clause clauses item items bullet bullets statement statements entry line article articles point points "
    "clausula clausulas articulo articulos punto puntos",
}
_KIND_OF = {word: kind for kind, listed in _KINDS.items() for word in listed.split()}
LIST_NAMES = {
    "rule": r"rules(?: of (?:professional )?conduct)?|reglas(?: de conducta)?",
    "commitment": r"(?:commitments|(?<=every )(?:nacm )?commitment)|compromisos(?: de(?: la)? nacm)?+",
    "principle": r"(?<!ethical )principles(?! ?/| and values)|principios(?! eticos| ?/| y valores)",
    "purpose": r"purposes|propositos",
    "value": r"(?:ethical|core) (?:principles|values)|principios eticos|valores eticos|(?<=seven )values|(?<=siete )valores",
}
NOT_THE_WHOLE_LIST = (
    r"\b(?!'|:? ?#?[0-9]| (?:number|numero|no\.|about|on (?!the\b)|regarding|concerning|against|that|which|who|sobre|bajo|hacia"
    r"|mentions?|contain|towards?|to (?!me\b|us\b|you\b)|dealing|related|de la (?:seccion|parte)"
    r"|for (?!me\b|ccms?\b|(?:a|my|our) (?:slide|poster|handout|class|training|binder)\b)|de (?!la\b|conducta\b|ccmc?\b|nacm\b)"
    r"|say|have|use|apply|cover|deal|talk|did|do|does|would|should|under|i|we|my)\b)"
)
# What people call the subject of a section instead of its title.
SECTION_SUBJECTS = _words("colleague colleagues coworker coworkers peers colegas companeros law laws leyes crecimiento")
SECTION_NOUNS = r"\b(?:commitments?|sections?|headings?|compromisos?|secci(?:on|ones))\b"
BARE_ITEMS = _words("one ones thing uno una")
_OFTEN_MISSPELT = sorted(_words("rule rules commitment commitments principle principles standard standards compromiso principio"))
_LOOKALIKES = _words("role roles rude ruse ruled ruler rulers ruling compromise compromises compromised")
_SHORT, _SHORT_LIKENESS, _LONG_LIKENESS = 5, 0.75, 0.8

SPANISH_NOUNS = _words("regla reglas compromiso compromisos principio principios proposito estandar valor clausula clausulas articulo")
NUMBER_SIGNS = _words("# nr nbr num number numbers numero numeros")
LOOSE_MARKS = _words(": - – — ‐ del from")
MARKS = NUMBER_SIGNS | LOOSE_MARKS | _words('no n _ ( [ "')
CONDUCT = _words("conduct conducta professional profesional of for de")
BETWEEN_NOUN_AND_CODE = _words(
    "code codes codigo of de del la el los las en in on under for by from per the ethics etica ethical conduct conducta professional "
    "profesional practice case management what is does do say says dice que have has a ' , : - _ ( list slide slides commitments"
)
BETWEEN_ORDINAL_AND_NOUN = _words(
    "of the de del la los las code codigo ethics etica ethical conduct professional case management number numbered six seven four "
    "seis siete 28 7 6 4"
)
RANGE_SIGNS = _words("- – — ‐ to through thru until al a hasta")
LIST_SIGNS = _words(", and n & + / or y e o u plus vs versus")
UNITS = _words(
    "% percent dollars dollar usd credit credits ceu ceus hour hours hrs hr minute minutes mins min day days week weeks month months "
    "year years yr yrs yo times cfr usc dias dia horas creditos anos meses semanas veces"
)
BEFORE_UNITS = _words("- ethics contact continuing ce calendar business additional more")
COUNTED = UNITS | _words(
    "education client clients patient patients people persons person individuals members member families family kids children "
    "coworkers colleagues staff visits calls appointments sessions others other more things items cases case rules rule commitments "
    "commitment principles principle values value purposes standards sections clauses statements questions options clientes pacientes "
    "personas reglas compromisos principios colegas"
)
ALSO_PRONOUNS = _words("one uno once")  # "once" is eleven in Spanish
OWNERS = _words("my our his her their your a an another every mi su un una otra otro tu nuestra nuestro")
ELSEWHERE = _words(
    "ana nasw aca apa cmsa acma aota apta nbcc crcc cdms hipaa cms social nursing nurses counseling agency state federal court house "
    "company clinic program shelter home hospital department employer golden unit board"
)
OF_THE_CODE = _words("conduct code ethics ethical ccm ccms commission slide slides list deck six seven conducta codigo etica")
OF_STANDARDS = _words("standard standards conduct")
AFTER_STANDARD = _words("say says mean means of in on about and or require requires for from under exist exists apply applies")
ASKING = _words("what whats which que cual")
BEFORE_BARE_NUMBER = BETWEEN_NOUN_AND_CODE | _words("are was whats quote read show me give about and or see find explain es cita")


def kind_named(word: str) -> str:
    """The list that a noun means, misspelt or not ("comitment", "rull"); "" if it means none."""
    return _KIND_OF.get(word) or _misspelt_kind(word)


def _misspelt_kind(word: str) -> str:
    if len(word) < 3 or not word.isalpha() or word in _LOOKALIKES:
        return ""
    short = len(word) <= _SHORT
    choices = [w for w in _OFTEN_MISSPELT if w[0] == word[0] and (len(w) <= _SHORT) == short and abs(len(w) - len(word)) <= 2]
    close = difflib.get_close_matches(word, choices, 1, _SHORT_LIKENESS if short else _LONG_LIKENESS) if choices else []
    return _KIND_OF[close[0]] if close else ""
