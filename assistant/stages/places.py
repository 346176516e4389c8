"""Named places where a client may be: a facility, a school, the town lived in."""

from __future__ import annotations

import re

from assistant.stages.identifiers import STATE
from assistant.stages.name_words import NameWords
from assistant.stages.spans import Span

_WORD = r"(?:(?:St|Ft|Mt|[A-Z])\.|[A-Z][^\W\d_]*(?:['’&-][^\W\d_]+){0,3})"
_SEQUENCE = rf"{_WORD}(?:\s(?:(?:of|de|del|la|the|and|&|for)\s){{0,2}}{_WORD}){{0,4}}"
_NOUN = (
    r"(?:House|Manor|Shelter|Lodge|Villas?|Terrace|Gardens?|Residences?|Towers?|Apartments?|Estates|Hospital|Hosp|Hospice|Clinic|Infirmary"
    r"|Rehab|Rehabilitation|Academy|Elementary|Preschool|Daycare|School|College|University|Jail|Prison|Penitentiary|Correctional|Motel|Inn"
    r"|Hotel|Church|Parish|Temple|Mosque|Synagogue|Ministries|Ranch|Village|Commons|Haven|Home|Center|Centre|Ctr|Medical|Health|Recovery"
    r"|Detox|Landing|Meadows|Pines|Casa|Hogar|Albergue)"
)
_SPANISH_FACILITY = rf"(?:Casa|Hogar|Albergue|Hospital|Escuela)\s(?:de\s|del\s|la\s|las\s|los\s)*{_WORD}(?:\s{_WORD}){{0,2}}"
_STAY = (
    r"(?:liv(?:es?|ed|ing)|resid(?:es?|ed|ing|ent)|stay(?:s|ed|ing)?|moved|placed|housed|sleep(?:s|ing)|admitted|discharged"
    r"|hospitali[sz]ed|treated|treatment|seen|seeing|evaluated|diagnosed|enrolled|detained|incarcerated|attend(?:s|ed|ing)|transferred"
    r"|visit(?:s|ed)?|presented|followed|managed|care|surgery|operated|born|vive|vivia|esta|internad[oa]|ingresad[oa])"
)
_HOME = (
    r"(?!(?:an?|the|his|her|our|my|their|this|that|own|group|nursing|half|halfway|safe|sober|homeless|wom[ae]ns?|mens?|county|local"
    r"|domestic|violence|family|emergency|youth|open|public|veterans?|same|small|big|new|old|another|one|some|any|no|rest|boarding|crack"
    r"|trap|tiny|row|town|rooming|transitional|low)\b)[a-z'’]+(?:\s[a-z]+)?\s(?:house|manor|shelter|apartments|villas?|towers?)"
)
_FACILITY = re.compile(rf"\b(?:{_SEQUENCE}\s{_NOUN}\b|{_SPANISH_FACILITY})")
_IN = re.compile(rf"\b(?P<where>at|in|to|from|near|by|en|a)\s(?:the\s|el\s|la\s)?(?P<it>{_SEQUENCE})")
_STAYING = re.compile(rf"\b{_STAY}\b(?:\s[\w,.'-]+){{0,4}}?\s$", re.IGNORECASE)
_VISITED = re.compile(rf"\b(?:attend(?:s|ed|ing)|visit(?:s|ed)|left)\s(?:the\s)?(?P<it>{_SEQUENCE})")
_SITE = re.compile(
    rf"\b(?P<it>{_WORD}(?:\s{_WORD})?)(?<!['’]s)"
    r"\s(?:clinic|shelter|hospital|campus|facility|nursing home|group home|jail|motel|apartments|office|branch)\b"
)
_CITY_STATE = re.compile(rf"\b(?P<it>[A-Z][a-z]+(?:\s[A-Z][a-z]+){{0,2}},\s{STATE})\b")
_PLAIN_HOME = re.compile(rf"\b(?:liv(?:es?|ed|ing)|stay(?:s|ed|ing)?|resid(?:es|ed|ing)|placed)\sat\s(?:the\s)?(?P<it>{_HOME})\b")
_TREATING = re.compile(
    r"(?:Hospital|Hosp|Clinic|Shelter|Manor|Infirmary|Medical (?:Center|Centre|Ctr)|Elementary|Academy|School|Jail|Prison)\Z"
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+)*\.?|&")
_LEADING = frozenset(
    """of de del la the and & for a an my our your his her their its this that these those is are was were do does did can could
    should would will may must has have had if when while what which who why how where at in on from to by with or but so as after
    before since because then also not no any some all both each every let's please one two three new old another other mi su el los
    las un una en con por para si cuando que quien como""".split()
)
_GENERIC = frozenset(
    """community mental health healthcare medical public private local state county city district federal national veterans veteran va
    psychiatric psych behavioral free urgent methadone suboxone dental eye women's womens men's mens homeless domestic violence emergency
    family youth day adult senior nursing acute care critical access teaching research rural urban referring discharging receiving admitting
    the hospital clinic center centre management case rehab rehabilitation skilled social services service treatment outpatient inpatient
    walk-in group home safe shelter manor jail prison school academy elementary high middle catholic charter law graduate business primary
    secondary""".split()
)
_REACH = 50


def places(text: str, known: NameWords) -> list[Span]:
    """The named places of a text; `known` tells the words that name nothing by themselves."""
    spans = [Span(*m.span("it"), "place") for m in _PLAIN_HOME.finditer(text)]
    if not known.capitals_tell(text):
        return spans
    spans += [Span(*m.span("it"), "place") for m in _CITY_STATE.finditer(text)]
    spans += [s for m in _FACILITY.finditer(text) if (s := _named(text, *m.span(), known, facility=True))]
    for pattern in (_VISITED, _SITE):
        spans += [s for m in pattern.finditer(text) if (s := _named(text, *m.span("it"), known))]
    for match in _IN.finditer(text):
        staying = _STAYING.search(text, max(0, match.start() - _REACH), match.start()) is not None
        if staying or match["where"] in ("at", "en"):
            span = _named(text, *match.span("it"), known, acronyms=staying)
            spans += [span] if span else []
    return spans


def _named(text: str, start: int, end: int, known: NameWords, *, facility: bool = False, acronyms: bool = False) -> Span | None:
    """The match without the small words before it, if a word is left that names something."""
    found = list(_WORDS.finditer(text, start, end))
    while found and found[0][0].lower() in _LEADING:
        found.pop(0)
    if not found or known.ordinary(text[found[0].start() : end]):
        return None
    words = [m[0].rstrip(".").replace("’", "'") for m in found]
    treating = facility and _TREATING.search(text, start, end) is not None
    if any(_tells(w, known, facility=facility, acronyms=acronyms) or (treating and w.lower() not in _GENERIC) for w in words):
        return Span(found[0].start(), end, "place")
    return None


def _tells(word: str, known: NameWords, *, facility: bool, acronyms: bool) -> bool:
    """Whether a word names something: beside a facility's noun a weak name does ("Hope House"), alone it may be a state."""
    if len(word) == 1 or (word.isupper() and not acronyms) or known.ordinary(word):
        return False
    return facility or not known.weak(word.lower())
