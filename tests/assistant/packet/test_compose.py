"""A packet holds the answer, what the asker adds, room to write, and by what it can be checked; in this order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.errors import AnswerChanged, AnswerOutdated
from assistant.packet.blocks import Handout, Listed, Quoted, Said, Table
from assistant.packet.compose import Wanted, compose
from assistant.pipeline import Assistant
from assistant.receipts import checksum
from assistant.schemas import AnswerOut
from assistant.settings import Settings
from assistant.verification import receipt_in
from assistant.wiring import with_model
from tests.assistant.packet.made import DANGER, DAY, DRUNK, GIFT, answered, packed, part, texts, told
from tests.assistant.scripted import NOTHING, output, statement
from tests.fakes import ScriptedChatModel

HEADINGS = [
    "The question",
    "Short answer",
    "The clauses, word for word",
    "What the codes leave open",
    "Questions to bring",
    "Whom to talk to",
    "Who else may need to know",
    "What was agreed",
    "Editions and receipt",
]


@pytest.fixture(scope="module")
def packet(small_assistant: Assistant) -> Handout:
    """The packet of a question about a colleague."""
    return packed(small_assistant, DRUNK)


def test_the_parts_come_in_the_order_in_which_they_are_needed(packet: Handout) -> None:
    """The question first, what to do with it after what the codes say, the small print last."""
    assert [p.heading for p in packet.parts] == HEADINGS
    assert (packet.date, packet.facts[1].name, packet.language) == ("2026-01-31", "Receipt", "en")


def test_every_clause_stands_there_word_for_word_with_where_it_is_from(packet: Handout, small_assistant: Assistant) -> None:
    """Whole, also where the answer quotes a part; with section, force, edition and place in the source."""
    register = {c.label: c for c in small_assistant.parts.clauses}
    files = {c.id: c for c in small_assistant.parts.codes}
    quoted = [b for b in part(packet, "The clauses, word for word").blocks if isinstance(b, Quoted)]
    cited = [c.label for c in answered(small_assistant).citations]
    assert [q.label for q in quoted][: len(cited)] == cited
    for block in quoted:
        clause = register[block.label]
        assert (block.text, block.stem, block.code) == (clause.text, clause.stem, files[clause.code].title)
        place = f"{files[clause.code].file}, characters {clause.start} to {clause.end}"
        assert [value for _, value in block.facts] == [clause.section, clause.force, files[clause.code].edition, place]


@pytest.mark.parametrize("question", [GIFT, DRUNK, DANGER])
def test_no_clause_is_named_whose_words_are_not_there(small_assistant: Assistant, question: str) -> None:
    """Whom to talk to and who else may need to know may rest on clauses that the answer does not quote; the page has their words too."""
    blocks = [b for p in packed(small_assistant, question).parts for b in p.blocks]
    marked = {mark for b in blocks if isinstance(b, Said | Listed) for line in b.lines for mark in line.marks}
    assert marked
    assert marked <= {b.label for b in blocks if isinstance(b, Quoted)}


def test_the_kinds_of_sentences_are_told_apart(packet: Handout) -> None:
    """What explains the codes is not what quotes them, and not what is ours."""
    said = next(b for b in part(packet, "Short answer").blocks if isinstance(b, Said))
    assert {line.tag for line in said.lines} == {"Explained", "From the desk"}
    assert all(line.marks for line in said.lines if line.tag == "Explained")


def test_what_a_chat_model_wrote_is_told_apart_too(small_assistant: Assistant) -> None:
    """It is verified, and still not the project's reviewed wording."""
    urge = statement("NACM asks you to urge any colleague who appears impaired to seek help.", "NACM-21")
    assistant = with_model(small_assistant, ScriptedChatModel(output(urge), NOTHING), Settings())
    answer = answered(assistant, DRUNK)
    assert any(s.source == "model" for s in answer.statements)
    made = compose(Wanted(answer=answer, date=DAY), assistant.parts)
    assert "Explained by a language model" in texts(made)


def test_in_danger_the_safety_steps_come_before_all_else(small_assistant: Assistant) -> None:
    """Before the question itself."""
    first = packed(small_assistant, DANGER).parts[0]
    (steps,) = first.blocks
    assert (first.heading, first.urgent) == ("Safety first", True)
    assert isinstance(steps, Listed)
    assert steps.kind == "numbered"
    assert "911" in steps.lines[0].text
    assert not any("after consultation" in text for text in texts(packed(small_assistant, DANGER)))


def test_what_the_text_does_not_say_stands_under_a_heading_of_its_own(small_assistant: Assistant) -> None:
    """And that the decision is the reader's."""
    made = packed(small_assistant, "Rule 9?")
    open_ones = [line.text for b in part(made, "What the codes leave open").blocks if isinstance(b, Listed) for line in b.lines]
    assert open_ones == ["The CCMC text holds six Rules of Conduct, Rule 1 to Rule 6; there is no Rule 9 in it."]


def test_a_plain_look_up_names_nobody_who_may_need_to_know(small_assistant: Assistant) -> None:
    """Nothing has happened."""
    headings = [p.heading for p in packed(small_assistant, "What does NACM 7 say?").parts]
    assert "Who else may need to know" not in headings
    assert "Whom to talk to" not in headings


def test_whoever_may_need_to_know_is_named_with_a_clause_or_as_our_suggestion(packet: Handout) -> None:
    """Never as a duty that no text holds; and privacy comes first."""
    caution, listed = part(packet, "Who else may need to know").blocks
    assert isinstance(caution, Said)
    assert isinstance(listed, Listed)
    assert caution.lines[0].marks == ("NACM 18",)
    assert all(bool(line.marks) != bool(line.aside) for line in listed.lines)
    assert 1 <= len(listed.lines) <= 4


def test_there_is_room_to_write_what_was_agreed(packet: Handout) -> None:
    """What, the next steps, by whom and by when."""
    tables = [b for b in part(packet, "What was agreed").blocks if isinstance(b, Table)]
    assert [t.head for t in tables] == [("What was agreed, and why",), ("Next step", "By whom", "By when"), ("Present, and date",)]
    assert not any(cell for t in tables for row in t.rows for cell in row)


def test_it_says_by_what_it_can_be_checked(packet: Handout, small_assistant: Assistant) -> None:
    """Editions, the version of the corpus, the receipt, and the command."""
    said = " ".join(texts(packet))
    assert small_assistant.parts.version in said
    assert f"ethics-desk verify {packet.mark}" in said
    for code in small_assistant.parts.codes:
        assert code.edition in said


def test_the_askers_words_are_masked(small_assistant: Assistant) -> None:
    """The question, the turns before it and the note; also where something that cannot be seen hides an identifier."""
    turns = ("My client Ann Smith called from 555-867-5309.", DRUNK)
    made = packed(small_assistant, *turns, note="Ask John Brown, 555-8\u200b67-53\x0709.\n\nHe saw it.")
    assert told(made) == [DRUNK, "My client [name] called from [phone].", "Ask [name], [phone].", "He saw it."]


def test_a_question_that_was_sent_back_unmasked_is_masked(small_assistant: Assistant) -> None:
    """Somebody may have put the words back in."""
    answer = answered(small_assistant).model_copy(update={"question": "Ann Smith drinks. Call 555-867-5309."})
    made = compose(Wanted(answer=answer, date=DAY), small_assistant.parts)
    assert told(made) == ["[name] drinks. Call [phone]."]


def test_the_headings_are_in_the_language_of_the_answer_or_in_the_one_asked_for(small_assistant: Assistant) -> None:
    """The clauses stay as they are."""
    spanish = packed(small_assistant, GIFT)
    english = packed(small_assistant, GIFT, language="en")
    assert (spanish.language, english.language) == ("es", "en")
    assert [p.heading for p in spanish.parts][:2] == ["La pregunta", "Respuesta breve"]
    assert [p.heading for p in english.parts][:2] == ["The question", "Short answer"]
    quoted = [[b for p in made.parts for b in p.blocks if isinstance(b, Quoted)] for made in (spanish, english)]
    assert [q.text for q in quoted[0]] == [q.text for q in quoted[1]]
    assert ("Fuerza", "vinculante para los miembros de NACM") in [f for q in quoted[0] for f in q.facts]


@pytest.mark.parametrize(
    ("field", "doctored", "why"),
    [
        ("markdown", lambda a: "The NACM code allows it.", "markdown"),
        ("citations", lambda a: [a.citations[0].model_copy(update={"quote": "Do as you like."}), *a.citations[1:]], "citations"),
        ("bring", lambda a: [*a.bring, "Why ask?"], "bring"),
        ("statements", lambda a: a.statements[1:], "markdown"),
        ("generator", lambda a: "The Commission", "does not fit its receipt"),
    ],
)
def test_what_the_desk_did_not_say_is_not_printed(small_assistant: Assistant, field: str, doctored: Any, why: str) -> None:
    """The refusal says what is wrong and what to do."""
    answer = answered(small_assistant)
    changed = AnswerOut.model_validate({**answer.model_dump(), field: doctored(answer)})
    with pytest.raises(AnswerChanged, match="is not as the desk gave it") as refused:
        compose(Wanted(answer=changed, date=DAY), small_assistant.parts)
    assert why in refused.value.message
    assert "Ask the question again" in refused.value.hint


def test_a_statement_that_does_not_stand_is_not_printed(small_assistant: Assistant) -> None:
    """Also when its receipt was made to fit; it is named, in characters that can be seen."""
    answer = answered(small_assistant)
    first = answer.statements[0].model_copy(update={"text": "The NACM code lets you\x1b[2J keep quiet."})
    changed = answer.model_copy(update={"statements": [first, *answer.statements[1:]]})
    changed = changed.model_copy(update={"receipt": changed.receipt.model_copy(update={"id": checksum(receipt_in(changed))})})
    with pytest.raises(AnswerChanged) as refused:
        compose(Wanted(answer=changed, date=DAY), small_assistant.parts)
    assert "“The NACM code lets you[2J keep quiet.”" in refused.value.message


@pytest.mark.parametrize("name", ["register_version", "guide_version"])
def test_an_answer_of_another_version_is_not_printed(small_assistant: Assistant, name: str) -> None:
    """Its clauses or its wordings may be others now; the asker can ask again."""
    answer = answered(small_assistant)
    old = answer.model_copy(update={"receipt": answer.receipt.model_copy(update={name: "0123"})})
    with pytest.raises(AnswerOutdated, match="another version of the corpus"):
        compose(Wanted(answer=old, date=DAY), small_assistant.parts)


@given(words=st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
@hypothesis_settings(max_examples=50, deadline=None)
def test_no_words_of_the_askers_change_anything_else(small_assistant: Assistant, packet: Handout, words: str) -> None:
    """Whatever is in the question and in the note, all the rest of the packet is the same."""
    answer = answered(small_assistant).model_copy(update={"question": words})
    made = compose(Wanted(answer=answer, date=DAY, note=words), small_assistant.parts)
    assert made.parts[1:] == packet.parts[1:]
    assert all(line == " ".join(line.split()) and line.isprintable() for line in told(made))
