"""What a folded question wants: the wording of a clause rather than its bearing on a case, or both codes together."""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    """Any of the phrases, each from the start of a word."""
    return re.compile("|".join(rf"\b(?=\w)(?:{p})" for p in phrases))


_PEOPLE = r"(?:clients?|patients?|supervisor|boss|cowork\w+|colleagues?|client[ea]s?|pacientes?|jef[ea]|coleg\w+)"
_READING = r"(?: (?:see|read|find|get|have (?:the|a copy))\b)"
_STORY = _any(
    rf"(?:my|our|mi|mis) (?:\w+ )?{_PEOPLE}\b",
    rf"(?:can|should|am|may|must) i\b(?!{_READING})",
    r"if (?:a|an|my|i|the|someone)\b",
    r"(?:puedo|debo)\b",
)
_SITUATION = _any(
    rf"(?:my|our|mi|mis) (?:\w+ )?(?:{_PEOPLE}|manager|agency|company|employer|friend|sister|brother|husband|wife|team|caseload)\b",
    r"(?:my|our|mi) (?:\w+ )?(?:license|agencia|licencia)\b",
    rf"(?:can|could|may|should|must|would|am|shall|did|do|will) (?:i|we)\b(?!{_READING})",
    r"(?:if|when|because|since) (?:i|i'm|we|my|a|an|the|he|she|they|someone|somebody|clients?)\b(?! needs? (?:the|a) )",
    r"(?:does|do|would|did|is) (?:that|this|it|these|those)\b(?! say)",
    r"(?:violat|breach|breaking|broke|allow|permit|appl(?:y|ies)|enforc|punish|affect)\w*",
    r"(?:happens?|matter|examples?|mean for|draft|help me|why)\b",
    r"(?:i was|i am|i'm|i've|i had|he|she) (?!need|looking|writing|making|preparing|trying|updating|studying|want)\w+",
    r"(?:puedo|debo|tengo que|podria|deberia|si (?:un|una|mi|el|la|me)|viola|aplica)\b",
)
_OTHERS = _any(
    rf"(?:a|an|the|some|her|his|their|your|my|our|un|una|mi|su) (?:\w+ )?(?:{_PEOPLE}|landlord|sister|brother|clinic|shelter|contract"
    r"|therapist|school|patient|lawyer|nurse|doctor)\b",
    r"(?:i|he|she|they|we|someone|somebody) (?:told|said|asked|violated|kept|lost|got|did|went|signed|kicked|wants?|keeps?)\b",
)
_NARROWING = _any(
    r"(?:out of|of|among|from) (?:those|these|them)\b",
    r"which ones?\b(?! of the\b)",
    r"de (?:esas|esos|estas|estos|ellas|ellos)\b",
    r"(?:cual|cuales) de (?:ellas|ellos|esas|esos)\b",
)
_WORD_FOR_WORD = _any(
    r"(?:quote|verbatim|word for word|recite|copy and paste)\b",
    r"exact(?:ly)? (?:\w+ )?(?:words?|wording|language|text|quote|phras\w+|say)\b",
    r"(?:full|actual|original) (?:text|wording|language)\b",
    r"(?:text|wording) of\b",
    r"(?:exactamente|palabra por palabra|texto (?:exacto|completo|de|del)|redaccion (?:exacta|de|del)|al pie de la letra|textualmente)\b",
)
_QUOTE_THE_CODE = re.compile(
    r"^(?:please |pls |can you |could you |i need |need )*(?:to )?"
    r"(?:quote|recite|read me|copy|cita(?:me)?|what(?:'s| is) the (?:exact|full|actual)"
    r"|(?:give me |show me )?(?:the )?(?:exact|full|actual) (?:text|wording|words|language))\b"
    r"[^?.!]*\b(?:codes?|nacm|ccmc|codigos?)\b"
)
_SAYS = _any(  # read without the reference, so that nothing but it may stand between
    r"what (?:exactly )?(?:do|does) (?:the |ccmc |ccm |nacm |and |it |they )*says?(?=[?.,;:!]|$| (?:exactly|in full|please|pls|and)\b)",
    r"que dicen? (?:el |la |los |las |y |de |del )*(?=[?.,;:!]|$)",
)
_LISTS = r"(?:rules|commitments|principles|values|purposes|sections|clauses|objectives)"
_WORDING = _any(
    r"(?:exact )?(?:wording|worded|phrased|enumerate)\b",
    r"list (?:all|the|every|each|of|them|out)\b",
    r"(?:(?:type|write|print) (?:out|up|them)|paste)\b",
    r"(?:full|complete|whole|entire) (?:list|text)\b",
    r"(?:give|get|send|show)(?: me)? (?:every|all|each)\b",
    r"consists? of\b",
    rf"what (?:are|were) (?:the |all |these |of )*(?:\w+ ){{0,2}}{_LISTS}\b",
    rf"(?:which|what) {_LISTS} (?:are |come |fall )?(?:in|under|listed)\b",
    r"what(?:'s| is) (?:written |listed |said )?(?:on|in|under)\b",
    r"(?:what|which) (?:is|was|were|are) [^?.!]{0,40}\bagain\b",
    r"(?:puedes|podrias) (?:dar|listar|citar|leer|mostrar)\w*",
    r"listed (?:in|on|under)\b",
    rf"name (?:all|each|every|them|the (?:\w+ )?{_LISTS})\b",
    r"(?:read (?:me|out|back|it)|spell out|pull up|copy of|remind me what)\b",
    rf"(?:show|give|tell) me (?:the )?(?:text|wording|list|all|both|nacm|ccmc|rules?|commitments?|principles?|{_LISTS})\b",
    rf"how many (?:\w+ )?{_LISTS}\b",
    r"(?:lista(?:me|r)?|enumera\w*|cuales son|muestra(?:me)?|leeme|cita(?:me|r)?|transcrib\w+)\b",
    r"cuant[oa]s (?:reglas|compromisos|principios|valores|propositos|secciones|clausulas)\b",
)
_SENTENCE = re.compile(r"(?:[^.?!]|\.(?! ))+?(?:[.?!]+(?= |$)|\b(?:please|pls|plz|thanks|thx|gracias)\b|$)")
_QUESTION = _any(r"(?:what|which|how|why|can|could|may|should|must|que|como|puedo|debo|is it|do i|am i)\b")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_STARTS_WITH_LIST = re.compile(r"^(?:please |can you |could you |pls )*list\b")
_FILLING = """
    the of in on a an to for and or me my us please pls plz thanks hi hello ok okay can could would you i we need want see read look
    up find get tell about explain show give remind what whats which is are was does do did that this say says said mean means state
    states go goes again exactly text txt wording word words full exact quote cite clause clauses section slide slides deck
    presentation part list rule rules commitment commitments principle principles purpose purposes standard standards value values
    number numbers no s code codes ethics ethical conduct professional profession case management manager managers ccm ccms ccmc nacm
    certified certification commission statement definition define meaning how many all each wat wats thats name them it its there
    have has from out copy verbatim recite enumerate que dice dicen el la los las de del y e un una por favor codigo etica conducta
    regla reglas compromiso compromisos principio principios es son cual cuales cuantos cuantas texto cita dame muestrame leeme
    explica explicame significa exacto proposito clausula lista enumera definicion todas todos difference differences different
    differently between compare with versus vs diferencia diferencias entre compara fall falls under belong belongs exist exists
    really include includes included covered called titled listed written pull actual numbered complete completo completa by segun en
    lists according as per order sequence thank numbered number nummer reciting put type print post bullet bullets item items just only
    paragraph page line sentence bit version nothing else place frase linea antes esta me dar puedes six seven four
    twenty eight seis siete cuatro veintiocho 4 6 7 28 sorry quick full one
"""
EMPTY_WORDS = frozenset(_FILLING.split())

_BOTH = _any(
    r"(?:both|each|(?:the|these|our|my|your) two)(?: of)?(?: the| these| those| my| our| your)?(?: ethics| professional| sets of)? "
    r"(?:codes?|texts?|documents?|sets)\b(?! of conduct)",
    r"both (?:nacm|ccmc|ccm)\b",
    r"do(?:es)? both (?:say|require|mention|cover|address|have|include|prohibit|ban|talk|agree|allow)\b",
    r"(?:one|this|that) code (?:or|and|versus|vs) the other\b",
    r"codes (?:\w+ )?(?:differ|overlap|agree|disagree|conflict|clash|contradict)\b",
    r"(?:ambos|cada(?: uno de los)?|los dos|las dos) (?:codigos?|normas|textos|documentos|codes?|organizaciones)\b",
    r"(?:las|los) dos(?= (?:dicen|exigen|piden|tratan|hablan|obligan|mencionan)\b|[?.!,]|$)",
    r"ambos (?:dicen|exigen|piden)\b",
)
_EITHER = _any(r"either(?: of)?(?: the| these| those| my| our)? (?:codes?|texts?|documents?)\b")
_COMPARED = _any(
    r"(?:compar\w+|contrast\w*|differ(?:s|ences?|ent(?:ly)?)?|side[- ]by[- ]side|versus|vs|similar\w*|in common)\b",
    r"(?:diferencian?|diferencias|distint[oa]s?|frente a|lado a lado|semejan\w+|en comun)\b",
)
_OF_CODES = _any(r"(?:codes|codigos|the two|nacm|ccmc|side[- ]by[- ]side|lado a lado)\b")
_JOINED = r",? ?(?:vs\.?|versus|and|or|with|to|/|&|\+|y|o|against|compared (?:to|with)|nor|than) ?(?:the )?"
_PAIRED = _any(
    rf"nacm(?:'s)?(?: code)?(?: of ethics)?{_JOINED}ccmc?\b",
    rf"ccmc?(?:'s)?(?: code)?(?: of (?:professional )?conduct)?{_JOINED}nacm\b(?! members?)",
)
_MEMBERSHIP = _any(
    r"nacm[- ]?(?:members?|membership|affiliat\w+|conference)\b",
    r"(?:members? of (?:the )?nacm|miembros? de (?:la )?nacm|i(?:'m| am) (?:an? )?ccm)\b",
    r"ccmc[- ]?(?:certif\w+|exam|renewal|credential)\b",
    r"certified (?:by|through) (?:the )?ccmc\b",
)


def asks_wording(text: str, rest: str, *, names_clause: bool) -> bool:
    """Whether a question wants a text itself, not its bearing on a case.

    `rest` is the question without its references; `names_clause` tells whether it had any. "Quote it" wants
    wording too, of what an earlier turn named.
    """
    if names_clause:
        text, rest = _without_remarks(text, rest)
    says_nothing_else = EMPTY_WORDS.issuperset(_WORD.findall(rest))
    wants_words = _WORD_FOR_WORD.search(text) is not None
    asks = any(p.search(text) for p in (_WORDING, _STARTS_WITH_LIST)) or _SAYS.search(" ".join(rest.split())) is not None
    if not names_clause:
        return _QUOTE_THE_CODE.search(text) is not None or (says_nothing_else and (wants_words or asks))
    if wants_words:
        return says_nothing_else or not tells_story(text)
    return says_nothing_else or (asks and not _SITUATION.search(text))


def _without_remarks(text: str, rest: str) -> tuple[str, str]:
    """Both without sentences that neither name anything, ask for words nor put a question: "My handout got coffee on it."."""
    spans = [m.span() for m in _SENTENCE.finditer(text)]
    kept = [(a, b) for a, b in spans if text[a:b] != rest[a:b] or _asks_something(text[a:b])]
    if not kept or len(kept) == len(spans):
        return text, rest
    return " ".join(text[a:b] for a, b in kept), " ".join(rest[a:b] for a, b in kept)


def _asks_something(sentence: str) -> bool:
    return "?" in sentence or any(p.search(sentence) for p in (_WORD_FOR_WORD, _WORDING, _STARTS_WITH_LIST, _QUESTION))


def narrows_earlier(text: str) -> bool:
    """Whether a question picks among what an earlier turn brought up: "of those, which ..."."""
    return bool(_NARROWING.search(text))


def names_people(text: str) -> bool:
    """Whether a question tells of persons or of what someone did."""
    return bool(_OTHERS.search(text) or _STORY.search(text))


def tells_case(text: str) -> bool:
    """Whether a question bears on persons, a workplace or what someone did, may do or must do."""
    return bool(_SITUATION.search(text)) or names_people(text)


def tells_story(text: str) -> bool:
    """Whether a question speaks of a person or of what the asker may do, so that words alone will not answer it."""
    return bool(_STORY.search(text))


def asks_both_codes(text: str, named: frozenset[str], cited: frozenset[str]) -> bool:
    """Whether a question is about both codes together; `named` and `cited` are code ids."""
    if _BOTH.search(text) or _PAIRED.search(text) or (_EITHER.search(text) and not _SITUATION.search(text)):
        return True
    if len(cited) == 1 and len(named) < 2:
        return False
    if len(named) > 1:
        return not _MEMBERSHIP.search(text)
    return bool(_COMPARED.search(text)) and (len(cited) > 1 or (not named and bool(_OF_CODES.search(text))))
