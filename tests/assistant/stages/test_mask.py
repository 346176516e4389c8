"""Masking: what identifies a person goes, what the question is about stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.stages.mask import Masker

_LISTS = yaml.load((Path(__file__).parents[3] / "corpus/guide/names.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
_FIRST, _LAST, _OTHER = (tuple(_LISTS[key].split()) for key in ("first_names", "surnames", "not_names"))
MASKER = Masker(_FIRST, _LAST, _OTHER)

# sentence | what must not be left of it | the kinds
IDENTIFYING = [
    ("My client Harold wants to give me his late wife's ring. Can I take it?", "Harold", "name"),
    ("Mr. Perez is gay and my coworker Roger asked Ella to take the case.", "Perez, Roger, Ella", "name"),
    ("Client: Tobias Wren, DOB 7/2/1988, Medicaid ID 55-20913-A, reports drinking.", "Tobias, Wren, 7/2/1988, 20913", "name date number"),
    ("lives at unit 2B, door code 7719, and the key pad pin is 40215", "2B, 7719, 40215", "address number"),
    (
        "Zephyrine Oduya-Marsh, rm 412, asked. Her brother is Quillon Brackwater (ext 4471)",
        "Oduya, Quillon, 412, 4471",
        "name number phone",
    ),
    ("our manager, Oriande Varnham-Ojo, b. 4-Mar-1961", "Oriande, Varnham, 1961", "name date"),
    ("josephine varnham-ojo, d.o.b 4 3 1961, 22 kettle mews", "josephine, varnham, 4 3 1961, kettle", "name date address"),
    ("pt no. HQP-4410-Z, enrollment 118-B-22907, login moss_77", "4410, 22907, moss_77", "number url"),
    ("acct ending 6620, locker 77, plot at 38.1422, -85.6671", "6620, 77, 38.1422", "number address"),
    ("The chart says 王秀兰 and her cell is +44 7700 900 123, 17 Plover Close", "王秀兰, 7700, Plover", "name phone address"),
    ("that's z e p h y r and the number is five five five oh one six four", "z e p h, five oh", "name phone"),
    ("his mother (Alma Wren, 555-0166) says he drove drunk", "Alma, Wren, 555-0166", "name phone"),
    ("Her name is Li-Mei Zhao, she's 34, lives at Harbor House shelter, and she said sure.", "Li-Mei, Zhao, Harbor", "name place"),
    ("my client john smith keeps texting me at night", "john, smith", "name"),
    ("maria lopez told me she stopped her meds", "maria, lopez", "name"),
    ("Maria G. asked me to hold her rent money.", "Maria, G.", "name"),
    ("A client named Xiomara wants me at her wedding", "Xiomara", "name"),
    ("My client J.D. asked for my home number", "J.D.", "name"),
    ("La señora Gómez me regaló una pulsera.", "Gómez", "name"),
    ("Mi cliente Juan quiere que le preste dinero.", "Juan", "name"),
    ("Mi clienta se llama Guadalupe Reyes y nació el 3 de marzo de 1961.", "Guadalupe, Reyes, 1961, marzo", "name date"),
    ("Roger told Ella that he should not be forced to work with gay clients.", "Roger, Ella", "name"),
    ("She was born March 3 1961 and her son cashes her checks.", "March 3, 1961", "date"),
    ("Discharged on 04/22/2023 with no follow up. Is that abandonment?", "04/22/2023", "date"),
    ("Intake was on June 12th, 2024 and nobody has called her since.", "June 12", "date"),
    ("My 93 year old client wants to stay home alone.", "93", "age"),
    ("She is 97, sharp, and refuses the nursing home.", "97", "age"),
    ("Call her son back at (614) 555-0142 and say what, exactly?", "614, 0142", "phone"),
    ("Her cell is 614.555.0188, can I give it to the landlord?", "555.0188", "phone"),
    ("He emailed me from rickyb1974@gmail.com about his wife.", "rickyb1974", "email"),
    (
        "The client lives at 1427 Elmwood Avenue, Apt 3B, Toledo, OH 43604. Can I tell her ex?",
        "1427, Elmwood, 3B, Toledo, 43604",
        "address place",
    ),
    ("Can I mail it to 88 county road 12? P.O. Box 402 came back.", "402", "address"),
    ("412 elm street is where the abuse happened, do I report it", "412, elm", "address"),
    ("MRN 00482913 was opened by a nurse who had no reason to.", "00482913", "number"),
    ("Chart #A-77123 has a note I regret. Can I change it?", "77123", "number"),
    ("Case number 2024-00871 was closed without telling the client.", "00871", "number"),
    ("Her SSN is 412-55-9087 and my coworker wrote it on the whiteboard.", "412, 9087", "number"),
    ("The form shows her SSN ends 4471, is that a breach?", "4471", "number"),
    ("Medicare 1EG4-TE5-MK73 was billed twice by my agency.", "1EG4, MK73", "number"),
    ("His policy number is HZ-987654 and I gave it to the rep.", "987654", "number"),
    ("I saw his license plate 7KLM482 at the bar while he is on probation.", "7KLM482", "number"),
    ("Account 55102938 is hers, but the daughter uses the card.", "55102938", "number"),
    ("She's in room 214 at Sunrise Manor and nobody visits.", "214, Sunrise", "number place"),
    ("I found her on facebook.com/maria.lopez.77 last night.", "maria, lopez", "url"),
    ("His instagram is big_tony_88 and he tagged me.", "big_tony", "url"),
    ("The access log shows 192.168.14.7 opened the chart.", "192.168", "url"),
    ("My supervisor Karen told me to backdate the note.", "Karen", "name"),
    ("Dr. Patel cancelled the referral and his wife owns the agency.", "Patel", "name"),
    ("Mrs. D made me swear I'd never place her.", "D made", "name"),
    ("mrs kowalski pats my cheek every visit", "kowalski", "name"),
    ("Grace Kim is my client and also my landlord's niece. Grace said it was fine.", "Grace, Kim", "name"),
    ("I manage Will Thompson and I told Will I would keep it quiet.", "Will, Thompson", "name"),
    ("The Nguyens gave me lunch, and Mr. Nguyen offered a job to my son.", "Nguyen", "name"),
    ("Harold's daughter hates me. Can HAROLD fire her as payee?", "Harold, HAROLD", "name"),
    ("Deshawn Whitfield, 15, told his mom he is purging. Deshawn trusts me.", "Deshawn, Whitfield", "name"),
    ("I promised Fatima I'd find her an apartment. Now I can't tell Fatima why.", "Fatima", "name"),
    ("Don Efraín me trajo tamales y la doctora Ruiz dice que los devuelva.", "Efraín, Ruiz", "name"),
    ("Mi paciente María de la Cruz vive en la calle Olmos 44.", "María, Cruz, Olmos 44", "name address"),
    ("Tell me if I can text Siobhan O'Malley at 555-0193.", "Siobhan, Malley, 0193", "name phone"),
    ("Team wants to petition on Andre tonight. Nobody's even called Andre.", "Andre", "name"),
    ("He was admitted to St. Mary's Hospital on 10/11/23 under MRN: SJH-987654.", "Mary, 10/11/23, 987654", "place date number"),
    ("My client attends Lincoln Elementary and her teacher wants her file.", "Lincoln", "place"),
    ("My patient, Wei-Lin Chao, asked me not to tell her husband Bao.", "Wei-Lin, Chao, Bao", "name"),
    ("Patient: Okonkwo, Adaeze. She signed nothing.", "Okonkwo, Adaeze", "name"),
    ("The referral says Xavier Montoya-Reyes, ZIP 44109, no phone.", "Xavier, Montoya, Reyes, 44109", "name address"),
    ("Her caseworker Tyrell told her husband where the shelter is.", "Tyrell", "name"),
    ("my coworker jenny is sleeping with a client", "jenny", "name"),
    ("Dwayne relapsed. I found Dwayne's keys and kept them. Is that control?", "Dwayne", "name"),
]

# nothing in these identifies anybody
CLEAN = [
    "Between 2019-2021 we had 3-5 visits a week; is a 1-2-3 rule in the code?",
    "¿Qué dice el código de NACM sobre los niños?",
    "ما هي قواعد السلوك المهني لمديري الحالات",
    "The door code of ethics poster says NACM 18; do we pin 5 of them up?",
    "Is there a NACM rule about gifts at Christmas?",
    "What do NACM 24 and 25 say?",
    "Rule 4 of the CCMC code, what is the wording?",
    "How many of the 80 contact hours must be ethics, 8 credits?",
    "What's the maximum caseload size? I have 58 people.",
    "Does Tarasoff apply to case managers in Texas?",
    "Is HIPAA stricter than NACM 18?",
    "Can I friend a client on Facebook or match on Tinder?",
    "My client has Alzheimer's disease and her Medicaid lapsed on Tuesday.",
    "I only speak Spanish and my Hmong client has no interpreter.",
    "Which is better for us, Epic or a cheaper EHR?",
    "Mom calls me every day and Grandma wants a say too.",
    "Will I lose my CCM if I have a DUI?",
    "May I accept tamales from a client in June?",
    "Hope is not a plan, my boss says. Does the code mention hope?",
    "Mark my words, this will end badly. What does the code say about billing?",
    "Grant money was used for a party. Whom do I tell?",
    "Bill the visit or not? It lasted 12 minutes.",
    "My Christian faith clashes with a client's choices.",
    "I moved from Virginia to New York. Does the code still bind me?",
    "An 84 year old on my caseload has bruises on her arms.",
    "A 24 year old client says her father abused her as a child.",
    "The January 2015 edition of the CCMC code, is it current?",
    "In 2019 my agency changed its policy 3 times.",
    "We see clients 24/7 and 9 to 5 staff complain.",
    "Call 911 or 988? Which comes first for a case manager?",
    "I work at McDonald's on weekends. Is that a conflict?",
    "The Supreme Court changed the law. Does NACM 19 follow?",
    "My client was Baker Acted last night and I was not told.",
    "Is a Ryan White case manager bound by NACM?",
    "Section 8 says no, Medicaid says no. What is my duty to advocate?",
    "The MMSE score was 18 of 30, is that capacity?",
    "Does ICD-10 code F32.1 belong in a letter to the landlord?",
    "Kaiser refused the claim and Aetna did too.",
    "Can I use ChatGPT to write notes if I leave names out?",
    "Our SNF, the ER and CPS all want the file.",
    "Rose to 40 clients a month. Is that safe?",
    "Faith leaders keep visiting. Joy and dignity are in the code?",
    "She takes Zoloft and Suboxone and drives a bus.",
    "His wife, a nurse, works on my unit.",
    "¿Puedo aceptar un regalo de mi cliente en Navidad?",
    "¿Qué dice la Regla 2 de CCMC sobre delitos?",
    "Ella dice que su hijo le quita el cheque. ¿Debo reportarlo?",
    "Mi supervisora me pidió cambiar la fecha de una nota.",
    "¿El código de NACM obliga a guardar el secreto?",
    "What does Provision 4 of the ANA code say?",
    "I closed her case in March. It's October and she wrote to me.",
    "We serve 900 people in three counties.",
    "The client said 'I am fine' and left.",
    "Dual relationships in a small town: what is expected?",
    "Can Client A know that Client B is also mine?",
    "My patient's Medicare Advantage plan owes us $4,500.",
    "I rounded my hours up from 11 to 12 on the CCM form.",
    "He walked 2 miles to the nursing home to see her.",
    "Social Security stopped paying her in 2023.",
    "Do Veterans Affairs nurses count as colleagues?",
    "PLEASE TELL ME WHAT THE CODE SAYS ABOUT GIFTS FROM CLIENTS",
    "What Are The Ethical Duties When A Client Moves To Hospice",
    "My client keeps a gun and says he will kill himself tonight.",
    "Patient Bill of Rights, Client Services, Case Management: who writes them?",
]


@pytest.mark.parametrize(("text", "gone", "kinds"), IDENTIFYING, ids=[t[:40] for t, _, _ in IDENTIFYING])
def test_identifiers_are_replaced_by_their_kind(text: str, gone: str, kinds: str) -> None:
    """Nothing of an identifier is left, and the kinds are told in order of appearance."""
    masked = MASKER.mask(text)
    assert [part for part in gone.split(", ") if part in masked.text] == []
    assert set(masked.kinds) == set(kinds.split())


@pytest.mark.parametrize("text", CLEAN)
def test_texts_without_identifiers_are_left_alone(text: str) -> None:
    """Bodies, codes, laws, places of no one's and ordinary words stay."""
    assert MASKER.mask(text).text == text


def test_a_name_once_found_is_masked_everywhere() -> None:
    """Also its first or its last part alone, in either case."""
    masked = MASKER.mask("Client: Zebulon Threlkeld. I told zebulon no, and Threlkeld's wife called.")
    assert masked.text == "Client: [name]. I told [name] no, and [name]'s wife called."


def test_words_of_danger_survive() -> None:
    """Masking leaves what the screening for danger looks for."""
    masked = MASKER.mask("Harold Perez says he will kill himself tonight, he has a gun, call 911 or 988?")
    assert masked.text == "[name] says he will kill himself tonight, he has a gun, call 911 or 988?"


def test_masking_twice_changes_nothing_more() -> None:
    """The brackets that stand for identifiers are no identifiers."""
    once = MASKER.mask("Maria G., DOB 7/2/1988, lives at 412 Elm Street, MRN 00482913.")
    assert MASKER.mask(once.text).text == once.text


def test_kinds_are_told_once_and_in_order() -> None:
    """Each kind is named once, in the order of appearance."""
    assert MASKER.mask("Call 555-0166 for Roger Blake, not 555-0167 for Ella Blake.").kinds == ("phone", "name")


@given(st.text(max_size=400))
def test_masking_takes_any_text(text: str) -> None:
    """No input makes the masking fail."""
    MASKER.mask(text)


_GIVEN = st.sampled_from([w for w in _FIRST if len(w) > 3 and w.isalpha() and w not in set(_OTHER)])
_FAMILY = st.sampled_from([w for w in _LAST if len(w) > 3 and w.isalpha() and w not in set(_OTHER)])
_FRAMES = st.sampled_from(
    [
        "My client {name} wants to give me a ring. Can I take it from {first}?",
        "{name} told me about her divorce, and Mr. {last} wants the file.",
        "Her name is {name}, she was born {date}.",
        "Patient: {name}, phone {phone}, MRN {number}. May I share this?",
        "my client {lower} said no, so i told {lower} to call {phone}",
        "Mi clienta {name} nació el {date} y su correo es {email}.",
        "I saw {name} at the gym on {date}; {first}'s SSN is {ssn}.",
    ]
)


@given(
    frame=_FRAMES,
    first=_GIVEN,
    last=_FAMILY,
    date=st.dates().map(lambda d: f"{d.month}/{d.day}/{max(d.year, 1900)}"),
    digits=st.integers(min_value=1_000_000, max_value=9_999_999),
)
def test_no_identifier_of_a_sentence_is_left(frame: str, first: str, last: str, date: str, digits: int) -> None:
    """Names, dates and numbers in usual sentences go, wherever and however often they stand."""
    given_name, family = first.title(), last.title()
    phone, ssn = f"614-{digits // 10000}-{digits % 10000:04d}", f"{digits // 10000}-55-{digits % 10000:04d}"
    email = f"{first}.{last}@example.org"
    text = frame.format(
        name=f"{given_name} {family}",
        first=given_name,
        last=family,
        lower=f"{first} {last}",
        date=date,
        phone=phone,
        number=digits,
        ssn=ssn,
        email=email,
    )
    masked = MASKER.mask(text).text.lower()
    left = [x for x in (first, last, date, phone, str(digits), ssn, email) if re.search(rf"(?<!\w){re.escape(x)}(?!\w)", masked)]
    assert left == []
