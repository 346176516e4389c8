"""Identifiers that have a shape of their own: numbers, dates, addresses of every sort, high ages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.stages.record_numbers import record_numbers
from assistant.stages.spans import Span, flat


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern on the flat text (`cased`: on the text itself); its group `it`, if there is one, is what to mask.

    It is tried only where one of the `triggers` stands in the flat text with every digit made a 0: a quick test before a slow one.
    """

    kind: str
    pattern: re.Pattern[str]
    group: int
    triggers: tuple[str, ...]
    cased: bool


def _shape(kind: str, pattern: str, triggers: str = "", *, cased: bool = False) -> _Shape:
    compiled = re.compile(pattern)
    return _Shape(kind, compiled, compiled.groupindex.get("it", 0), tuple(filter(None, triggers.split("|"))), cased)


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\b\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|ro|o)?\b"
_YEAR = r"(?:\d{4}|'\d{2})\b"
_BIRTH = r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born|fecha de nacimiento|nacio)\b"
_STREET = (
    r"(?:(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|highway|hwy|parkway|pkwy|mews|crescent)"
    r"|Dr|Court|Ct|Way|Place|Pl|Terrace|Ter|Circle|Cir|Trail|Trl|Loop|Square|Sq|Turnpike|Pike|Alley|Route"
    r"|Close|Row|Walk|Grove|Glade|Glen|Hill|Rise|Landing|Crossing|Bend)"
)
_STREET_WORD = (
    r"(?!(?:to|a|the|of|in|for|from|and|or|is|at|on|per|with|by|minutes?|mins?|hours?|miles?|days?|weeks?|months?|years?|blocks?"
    r"|feet|way|step|lane|story|people|clients?)\b)[^\W\d_][\w'’-]*\.?"
)
STATE = (
    r"(?:AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|PR|RI|SC|SD"
    r"|TN|TX|UT|VT|VA|WA|WV|WI|WY)"
)
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_NINETIES = r"ninety[- ](?:one|two|three|four|five|six|seven|eight|nine)|noventa y (?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_HIGH_AGE = r"(?P<it>9\d|1[0-2]\d)"
_CONTACT = (
    r"(?:phone|cell|mobile|tel|telephone|fax(?:ed)?|call(?:ed)?|text(?:ed)?|whatsapp|contact|number|reach(?:ed)?|answering|telefono"
    r"|celular|cel|llam\w+)"
)

_WORDED = (
    _shape("email", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", "@"),
    _shape("url", r"\b(?:https?://|www\.)[^\s<>\"']*[^\s<>\"').,;:!?\]]", "http|www."),
    _shape(
        "url",
        r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|org|net|me|gov|edu|io|info|us)/[^\s<>\"']*[^\s<>\"').,;:!?\]]",
        "com/|org/|net/|me/|gov/|edu/|io/|info/|us/",
    ),
    _shape("url", r"(?<![\w@.])@[a-z_][\w.]*\w", "@"),
    _shape(
        "url",
        r"\b(?:username|user name|screen name|handle|insta(?:gram)?|snap(?:chat)?|tiktok|ig)"
        r"(?:\s(?:is|name|handle|account))*\s?[:=]?\s?\"?(?P<it>\w+[\d_.]\w+)",
        "user|screen name|handle|insta|snap|tiktok|ig |ig:",
    ),
    _shape("url", r"\b(?:user|usuario|login)\s(?P<it>[a-z]\w*[\d_]\w*)\b", "user|usuario|login"),
    # Spelled out: "p t o l e m y", "five five five oh one six four".
    _shape("name", r"(?<![\w'’-])(?:[a-z] ){3,}[a-z](?![\w'’-])", cased=True),
    _shape("phone", rf"\b(?:{_DIGIT_WORD}[ -]){{5,}}{_DIGIT_WORD}\b", "one|two|three|four|five|six|seven|eight|nine|uno|dos|tres|cinco"),
    _shape("age", rf"\b(?:{_NINETIES})\b(?!\s(?:days?|percent|dollars|hours|minutes|clients|dias|por))", "ninety|noventa"),
    _shape("address", r"\b(?:Apt|Apartment|Apto|Suite)\.?\s#?[A-Z]\d{0,4}\b", "apt|apart|suite", cased=True),
    _shape(
        "address",
        r"\b(?:on|at|near|off|of|along)\s(?P<it>(?:[NSEW]\.?\s)?(?:[A-Z][\w'’-]*\s){1,3}"
        r"(?:Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Highway|Parkway)\b)",
        "street|ave|road|rd|boulev|blvd|lane|highway|parkway",
        cased=True,
    ),
)
_NUMERIC = (
    _shape("url", r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b", "0.0|0:|:0"),
    _shape(
        "date",
        r"(?<![\d/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}/(?:\d{4}|'?\d{2})"
        r"|\d{1,2}(?P<sep>[-.])\d{1,2}(?P=sep)(?:\d{4}|\d{2}))\b",
        "0/0|0-0|0.0",
    ),
    _shape("date", rf"\b{_MONTH}\s?{_DAY}(?:,?\s(?:of\s|de\s|del\s)?{_YEAR})?", _MONTHS),
    _shape("date", rf"(?<![\w-])\d{{1,2}}-{_MONTH}-(?:\d{{4}}|\d{{2}})\b", _MONTHS),
    _shape("date", rf"(?<!\d){_DAY}\s?(?:of\s|de\s)?{_MONTH}(?:,?\s(?:of\s|de\s|del\s)?{_YEAR})?", _MONTHS),
    _shape("date", rf"{_BIRTH}[^\d\n]{{0,12}}?\b(?P<it>{_MONTH}\s(?:de\s|of\s)?\d{{4}})\b", "dob|d.o.b|birth|born|naci"),
    _shape("date", rf"{_BIRTH}(?<!born)\W{{0,3}}(?:is |es )?(?P<it>\d[\d/. -]{{2,8}}\d)\b", "dob|d.o.b|birth|naci"),
    _shape("date", r"\b(?:on|since|until|by|dated|born|seen|el)\s(?P<it>\d{1,2}/\d{1,2})\b(?!\s?(?:of|de|hours?|off|tsp|cup|\d))", "0/0"),
    _shape(
        "phone",
        r"(?<![\w#/-])(?:\+?\d{1,3}[-. ]?)?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:\s?(?:x|ext\.?)\s?\d+)?(?![\w-])",
        "000-0000|000.0000|000 0000",
    ),
    _shape("phone", r"(?<![\w#-])\d{3}[-.]\d{4}(?![\w-])", "000-0000|000.0000"),
    _shape("phone", r"(?<!\w)\+\d{1,3}(?:[-. ]\d{2,4}){2,4}(?![\w-])", "+0"),
    _shape("phone", r"\b(?:ext|extension)\b\.?\s?#?\d{2,6}\b", "ext"),
    _shape(
        "phone",
        rf"\b{_CONTACT}\b[^\d\n]{{0,25}}?(?P<it>\+?\(?\d[\d .)-]{{5,}}\d)\b",
        "phone|cell|mobile|tel|fax|call|text|whats|contact|number|reach|answering|celu|llam",
    ),
    _shape("number", r"(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])", "00-0000|00 0000"),
    _shape(
        "number",
        r"\b(?:ssn|ss ?#|social security (?:number|no\.?|#)|seguro social)[^\d\n]{0,25}?(?P<it>\d[\d -]{2,10}\d)",
        "ssn|ss#|ss #|social",
    ),
    _shape("number", r"\b(?:last (?:four|4)|ultimos (?:cuatro|4))\b[^\d\n]{0,40}?(?P<it>\d{4})\b", "last four|last 0|ultimos"),
    _shape("number", r"\b(?:ends (?:in|with)|ending(?: in)?|ends|termina en)\s(?!(?:19|20)\d\d)(?P<it>\d{4})\b", "ends|ending|termina"),
    _shape("number", r"(?<![\w$.,-])(?:(?:\d{4}[ -]){3}\d{4}(?![\w-])|\d{7,19}(?![\w,-]))", "0000000|0000 0000|0000-0000"),
    _shape("number", r"\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b|\b[A-Z]{4}\d{6}[A-Z0-9]{6,8}\b", cased=True),
    # A number in groups, letters among them or not, is some file's: "HSP-4410-Z", "9C-44-1F-A0-7731". Years are left.
    _shape(
        "number",
        r"(?<![\w$.-])(?!(?:19|20)\d\d-(?:19|20)\d\d\b)(?=(?:[a-z-]*\d){5})[a-z\d]{1,6}(?:-[a-z\d]{1,8}){1,5}(?![\w-])",
        "0-|-0",
    ),
    _shape("number", r"\bno\. ?(?P<it>\d{3,4}(?: \d{3,4}){1,3})\b", "no."),
    _shape("address", r"(?<![\w.])-?\d{1,2}\.\d{3,},\s?-?\d{1,3}\.\d{3,}\b", ".000"),
    _shape(
        "number",
        r"\b(?:licen[cs]e plates?|plates?|tag|placas?)\b[^\d\n]{0,12}?"
        r"\b(?P<it>[a-z]{1,4}[ -]?\d{2,5}[a-z]{0,3}|\d{1,4}[ -]?[a-z]{2,4}\d{0,4})\b",
        "plate|tag|placa",
    ),
    _shape(
        "number",
        r"\b(?:(?:home)?room|rm|locker|cuarto|habitacion|(?:bed|cell)(?=\D{1,3}\d{3}))\.?\s?#?\s?(?P<it>\d{1,5}[a-z]?)\b",
        "room|rm |rm.|rm#|locker|cuarto|habitacion|bed|cell",
    ),
    _shape(
        "number",
        r"\b(?:(?:door|gate|alarm|lock ?box|entry|access|building|garage|key ?pad|voicemail)\s(?:code|pin|combo|combination)"
        r"|pin(?:\scode|\snumber)?|passcode|password|clave|codigo de (?:la )?(?:puerta|entrada|alarma))\b"
        r"[^\d\n]{0,10}?(?P<it>#?\d{3,8}[a-z]?)\b",
        "code|pin|combo|combination|password|clave|codigo",
    ),
    _shape("address", r"\bp\.? ?o\.? box \d+", "box"),
    _shape(
        "address",
        rf"\b\d{{1,6}}[A-Za-z]?,?\s(?:{_STREET_WORD}\s|\d{{1,3}}(?:st|nd|rd|th)\s){{1,4}}?{_STREET}\b\.?"
        r"(?:,?\s#\s?\d+[A-Za-z]?\b)?(?:,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\b)?(?!\s(?:ago|later|from|away|per|each)\b)",
        cased=True,
    ),
    _shape(
        "address",
        r"\b(?:calle|avenida|av\.|carrera|camino|rua|rue|via)\s(?:[^\W\d_][\w.'-]*\s){0,4}?(?:num(?:ero)?\.?\s)?#?\d+[a-z]?\b",
        "calle|avenida|av.|carrera|camino|rua|rue|via",
    ),
    _shape(
        "address",
        r"\b(?:apt|apartment|apto|apartamento|departamento|ste|suite|unit|lot)\b\.?\s?#?\s?\d{1,5}-?[a-z]?\b",
        "apt|apart|departamento|ste |ste.|suite|unit|lot ",
    ),
    _shape("address", r"\b(?:zip|zip code|zipcode|codigo postal)\b\W{0,3}(?:is\s|es\s)?(?P<it>\d{4,5}(?:-\d{4})?)\b", "zip|postal"),
    _shape("address", rf"\b{STATE},?\s{{1,2}}\d{{5}}(?:-\d{{4}})?\b", "00000", cased=True),
    _shape("age", rf"(?<![\d.$]){_HIGH_AGE}(?=[- ]?(?:years?|yrs?|y/?o|yo|anos)\b)", "00"),
    _shape(
        "age",
        rf"\b(?:age[ds]?|is|he's|she's|turn(?:ed|s|ing)|tiene|cumplio)[: ]\s?{_HIGH_AGE}"
        r"(?=\s?(?:$|[,.;)!?]|(?:and|but|with|now|or|y|pero)\b))(?!\.\d)",
        "00",
    ),
)
_DIGIT = re.compile(r"\d")
# Letters of other scripts than the Latin one; amid Latin text they are a person's name, seldom anything else.
_FOREIGN = re.compile(r"(?:(?![\x00-\u024f\u1e00-\u1eff])[^\W\d_])+(?:[ ·-](?:(?![\x00-\u024f\u1e00-\u1eff])[^\W\d_])+)*")
_AMID = 0.3
_OUTLINE = str.maketrans("123456789", "000000000")


def shaped(text: str) -> list[Span]:
    """The identifiers of a text that a pattern can tell, in no order; spans may overlap."""
    folded = flat(text)
    shapes = _WORDED if not _DIGIT.search(folded) else _NUMERIC + _WORDED
    outline = folded.translate(_OUTLINE)
    # first comes what a label says, for where two spans are alike the first one names the kind
    spans = record_numbers(folded) if shapes is not _WORDED else []
    spans += _foreign_names(text)
    for shape in shapes:
        if not shape.triggers or any(trigger in outline for trigger in shape.triggers):
            found = shape.pattern.finditer(text if shape.cased else folded)
            spans += [Span(*match.span(shape.group), shape.kind) for match in found]
    return spans


def _foreign_names(text: str) -> list[Span]:
    """The words in another script, where most of the text is in Latin letters."""
    if text.isascii():
        return []
    found = [Span(*m.span(), "name") for m in _FOREIGN.finditer(text)]
    letters = sum(c.isalpha() for c in text)
    return found if sum(s.end - s.start for s in found) < _AMID * letters else []
