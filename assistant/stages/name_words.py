"""Words that are names, words that are not, and words that stand beside a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.stages.spans import flat

TITLES = frozenset(
    "mr mrs ms miss mx dr sr sra srta prof professor rev reverend pastor father sister nurse officer judge senor senora senorita don dona"
    " doctor doctora tia tio aunt uncle".split()
)
SHORT_TITLES = frozenset("mr mrs ms mx dr sr sra srta prof rev".split())
TITLES_OF_NAMES_ONLY = frozenset("mr mrs ms sra srta".split())
NAMING = frozenset("named called llama llamado llamada aka alias".split())
RELATIONS = frozenset(
    """client clients clt patient pt resident consumer member participant tenant caregiver coworker co-worker colleague supervisor boss
    manager director nurse doctor therapist counselor aide caseworker son daughter mother father mom dad husband wife brother sister aunt
    uncle grandmother grandfather grandma grandpa grandson granddaughter nephew niece cousin friend boyfriend girlfriend partner roommate
    neighbor guardian landlord ex kid child baby boy girl man woman guy lady male female veteran vet stepson stepdaughter stepfather
    stepmother fiance fiancee spouse sibling twin mum cm intern supervisee yo old f m cliente clienta paciente hijo hija mama papa esposo
    esposa hermano hermana abuelo abuela tio tia primo prima sobrino sobrina novio novia vecino vecina senor senora joven muchacho muchacha
    nino nina jefe jefa supervisora companero companera madre padre""".split()
)
TELLING = frozenset(
    "told said says asked asks texted cried begged hugged confided relapsed insists insisted replied replies whispered yelled screamed"
    " called".split()
)
TELLING_ANY = TELLING | frozenset("dijo dice pregunto conto".split())
ACTING = TELLING_ANY | frozenset(
    """wants wanted refuses refused lives lived moved died drinks disclosed emailed explained admitted threatened denies denied complained
    thinks thought feels felt believes hates loves knows knew keeps kept likes needs needed got came comes went left showed started stopped
    lost has had is was isn't wasn't doesn't didn't never quiere vive tiene esta es""".split()
)
ADDRESSED = frozenset(
    "told asked asks called texted emailed met visited hugged saw helped gave let thanked invited reported tell ask call give".split()
)
PARTICLES = frozenset("de del la las los van von der den bin al el da dos di y".split())
EPONYMS = frozenset(
    """disease syndrome score scores criteria scale sign reflex law laws act rule rules test disorder palsy esophagus decision ruling
    doctrine hierarchy method theory warning rights catheter lift chorea lymphoma trial study index inventory protocol risk dementia body
    program programs foundation institute fund angina contracture""".split()
)
OWNED_EPONYMS = frozenset("disease syndrome law laws act rules esophagus palsy disorder lymphoma angina contracture sign hierarchy".split())
MONTHS = frozenset("january february march april may june july august september october november december".split())

_ORDINARY_ENDING = re.compile(
    r"[^ ]{2,}(?:ing|tion|sion|ment|ness|ity|ous|ive|able|ible|ally|ful|less|ship|ism|ology|ics|cion|dad|mente|ed|ly|ance|ence|ary|ical"
    r"|graphy|pathy|itis|osis)s?\Z"
)
_CONTRACTED = re.compile(r"'(?:d|m|ll|ve|re|t|s)\Z")
_FEW_WORDS = 4
_MOSTLY = 0.6


class NameWords:
    """The word lists and what they tell of a folded word.

    A strong word is a name by itself, a weak one only beside words that say so, an ordinary one never.
    """

    def __init__(self, names: Iterable[str], surnames: Iterable[str], not_names: Iterable[str]) -> None:
        first, last, other = frozenset(names), frozenset(surnames), frozenset(not_names)
        self.first, self.last = first - other, last - other
        self.weak_first, self.weak_last = first & other, last & other
        self.never = other - first - last
        self._set_phrases = frozenset(w.replace("_", " ") for w in other if "_" in w or w.endswith("'s"))
        self.phrases: dict[str, list[str]] = {}
        for phrase in self._set_phrases:
            self.phrases.setdefault(phrase.split(" ")[0].removesuffix("'s"), []).append(phrase)

    def strong(self, key: str) -> bool:
        """Whether a word is a name by itself; a part of a double name will do."""
        return key in self.first or self.strong_last(key)

    def strong_last(self, key: str) -> bool:
        """Whether a word is a family name by itself, or the double of one."""
        if key in self.last or key.replace("'", "") in self.last:
            return True
        return "-" in key and any(part in self.first or part in self.last for part in key.split("-"))

    def weak(self, key: str) -> bool:
        """Whether a word is a name only beside other words that say so."""
        return key in self.weak_first or key in self.weak_last

    def ordinary(self, word: str) -> bool:
        """Whether a word, or a set phrase, names nothing by itself."""
        folded = flat(word)
        key = folded.removesuffix("'s")
        if not key or key in self.never or key in RELATIONS or folded in self._set_phrases or _CONTRACTED.search(key):
            return True
        if self.weak(key) or self.strong(key):
            return False
        return all(part in self.never or _ORDINARY_ENDING.match(part) for part in key.split("-"))

    def capitals_tell(self, text: str) -> bool:
        """Whether a capital means anything: not in a text where ordinary words have one too."""
        words = [w for w in text.split() if flat(w) in self.never]
        return len(words) < _FEW_WORDS or sum(w[0].isupper() for w in words) < _MOSTLY * len(words)
