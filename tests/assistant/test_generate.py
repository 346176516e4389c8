"""A chat model writes; what is shown is what the verifier passes, the main clause first, and a model that fails costs nothing but prose."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.adapters.prompts_yaml import read_prompts
from assistant.budget import TokenBudget
from assistant.errors import ChatModelFailed
from assistant.events import Writing
from assistant.generate import Explained, StatementGenerator
from assistant.stages.prompts import MOST_STATEMENTS, Instructions
from assistant.types import Question, Statement
from tests.assistant.scripted import CLAUSES, NOTHING, VERIFIER, output, statement, told
from tests.fakes import ScriptedChatModel

CITED = ("NACM-12", "CCMC-RULE-1")
HONEST = statement("NACM asks you to be honest with yourself and your colleagues.", "NACM-12")
RULE = statement("A board certified case manager will not intentionally falsify an application or other documents.", "CCMC-RULE-1")
QUESTION = Question(text="May I keep quiet?", standalone="May I keep quiet?", language="en", turns=("May I keep quiet?",))
FAILED = ChatModelFailed("The model scripted:model did not answer.")


def generator(model: ScriptedChatModel, **changes: Any) -> StatementGenerator:
    """A generator with the real prompts, clauses and verifier."""
    options: dict[str, Any] = {"budget": TokenBudget(0), "seconds": 30.0, **changes}
    return StatementGenerator(model, Instructions(read_prompts(), CLAUSES, 8192), VERIFIER, CLAUSES, **options)


def explain(model: ScriptedChatModel, question: Question = QUESTION, **changes: Any) -> tuple[list[Statement], Explained]:
    """The statements as they come, and what became of the explanation."""
    return told(generator(model, **changes).explain(question, CITED))


def test_verified_sentences_are_shown_as_written() -> None:
    """Text, citations and verdict; the model's hand is marked."""
    shown, explained = explain(ScriptedChatModel(output(HONEST, RULE)))
    assert [(s.text, s.citations, s.verdict, s.source) for s in shown] == [
        (HONEST["text"], ("NACM-12",), "entailed", "model"),
        (RULE["text"], ("CCMC-RULE-1",), "entailed", "model"),
    ]
    assert explained.outcome == "shown"
    assert explained.statements == tuple(shown)
    assert explained.dropped == ()


def test_a_sentence_is_shown_before_the_model_has_finished() -> None:
    """The first comes while the second is still being written."""
    model = ScriptedChatModel(output(HONEST, RULE), size=9)
    statements = generator(model).explain(QUESTION, CITED)
    assert next(s for s in statements if isinstance(s, Statement)).citations == ("NACM-12",)
    assert model.ended == 0
    statements.close()
    assert model.abandoned == 1


def test_each_piece_and_each_moment_without_one_is_told() -> None:
    """A sign for every chunk, the empty ones too, and the statements where they are complete."""
    whole = output(HONEST)
    pieces = list(generator(ScriptedChatModel(["", whole[:30], "", "", whole[30:]], tokens=(0, 0))).explain(QUESTION, CITED))
    assert [type(p) for p in pieces] == [Writing] * 5 + [Statement, Writing]


def test_a_reader_who_leaves_a_silent_model_ends_the_call() -> None:
    """Before the first word: the call is closed, and is not counted, because nothing was written."""
    model = ScriptedChatModel(["", "", output(HONEST)], tokens=(90, 20))
    budget = TokenBudget(100)
    for made in (generator(model, budget=budget).explain(QUESTION, CITED), generator(model, budget=budget).rewrite(FOLLOW_UP)):
        assert next(made) == Writing()
        made.close()
    assert model.abandoned == 2
    later = (*QUESTION.turns, "And now?")
    assert not budget.exhausted(later)


def test_a_reader_who_leaves_while_the_model_writes_has_used_its_tokens() -> None:
    """What was read and written until then counts in the conversation."""
    budget = TokenBudget(100)
    made = generator(ScriptedChatModel(output(HONEST), size=9), budget=budget).explain(QUESTION, CITED)
    next(made)
    made.close()
    assert budget.exhausted((*QUESTION.turns, "And now?"))


def test_sentences_wait_for_the_main_clause() -> None:
    """What is said of the second clause first is shown after the first clause's sentence."""
    shown, _ = explain(ScriptedChatModel(output(RULE, HONEST)))
    assert [s.citations[0] for s in shown] == ["NACM-12", "CCMC-RULE-1"]


def test_without_the_main_clause_the_others_wait_for_ours() -> None:
    """True sentences on other clauses are not told before one on the main clause, which has to be ours."""
    shown, explained = explain(ScriptedChatModel(output(RULE), NOTHING))
    assert shown == []
    assert [s.text for s in explained.waiting] == [RULE["text"]]
    assert explained.outcome == "shown"


def test_what_fails_is_asked_for_once_more_with_the_reason() -> None:
    """The second try is shown, the first is in the trace; there is no third."""
    wrong = statement("NACM asks you to be honest with the Commission.", "NACM-12")
    model = ScriptedChatModel(output(wrong), output(HONEST, wrong), output(HONEST))
    shown, explained = explain(model)
    assert [s.text for s in shown] == [HONEST["text"]]
    assert [r.purpose for r in model.requests] == ["write", "mend"]
    assert "honest with the Commission" in model.requests[1].user
    assert [d.text for d in explained.dropped] == [wrong["text"], wrong["text"]]


def test_what_passes_at_once_is_not_asked_for_again() -> None:
    """One call, where nothing failed."""
    model = ScriptedChatModel(output(HONEST, RULE))
    explain(model)
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (statement("NACM asks you to be honest.", "NACM-41"), "no_such_clause"),
        (statement("Be honest with everyone.", "NACM-13"), "not_offered"),
        (statement("NACM asks you to be honest."), "no_citation"),
        (statement("Neither code speaks of gifts.", "NACM-12", kind="gap"), "kind"),
        (statement("Talk to nobody.", kind="guidance"), "kind"),
        (statement("Be honest with myself and my colleague", "NACM-12", kind="quote"), "not_verbatim"),
    ],
)
def test_what_may_not_be_written_is_dropped_by_name(written: dict[str, object], reason: str) -> None:
    """Ids that do not exist or were not offered, kinds that are ours, altered quotes."""
    shown, explained = explain(ScriptedChatModel(output(written), NOTHING))
    assert shown == []
    assert [d.reason for d in explained.dropped] == [reason]


def test_an_exact_quote_may_be_shown() -> None:
    """Words copied from the clause are a quote, letter for letter, beside a sentence that explains."""
    words = statement("Be honest with myself, my colleagues", "NACM-12", kind="quote")
    shown, _ = explain(ScriptedChatModel(output(words, HONEST)))
    assert [(s.kind, s.verdict) for s in shown] == [("paraphrase", "entailed"), ("quote", "verbatim")]


def test_a_quote_alone_explains_nothing() -> None:
    """A quote waits for a sentence on the main clause, of the model's or of ours."""
    words = statement("Be honest with myself, my colleagues", "NACM-12", kind="quote")
    shown, explained = explain(ScriptedChatModel(output(words)))
    assert (shown, len(explained.waiting)) == ([], 1)


def test_a_model_that_repeats_itself_is_heard_once() -> None:
    """The same sentence again, and a third on the same clause, are dropped and not asked for again."""
    more = statement("NACM asks you to be honest with the people you serve.", "NACM-12")
    third = statement("NACM asks you to be honest with others involved in their care.", "NACM-12")
    model = ScriptedChatModel(output(HONEST, HONEST, more, third))
    shown, explained = explain(model)
    assert [s.text for s in shown] == [HONEST["text"], more["text"]]
    assert {d.reason for d in explained.dropped} == {"repeated"}
    assert len(model.requests) == 1


def test_an_endless_model_is_stopped() -> None:
    """A stream without end is closed once more is written than an answer can hold; what was verified stays."""
    model = ScriptedChatModel(output(HONEST)[:-2] + ", " + "blah " * 100_000, NOTHING, size=500)
    shown, explained = explain(model)
    assert [s.text for s in shown] == [HONEST["text"]]
    assert model.ended == len(model.requests)
    assert explained.outcome == "shown"
    assert len(shown) <= MOST_STATEMENTS


def test_a_model_that_fails_is_no_error() -> None:
    """Nothing is raised; the outcome and the call tell it."""
    shown, explained = explain(ScriptedChatModel(FAILED))
    assert (shown, explained.outcome) == ([], "failed")
    assert [c.outcome for c in explained.calls] == [FAILED.message]


def test_a_model_that_fails_while_mending_keeps_what_was_shown() -> None:
    """The first round's sentences stay."""
    shown, explained = explain(ScriptedChatModel(output(HONEST, statement("Lie.", "NACM-12")), FAILED))
    assert [s.text for s in shown] == [HONEST["text"]]
    assert explained.outcome == "shown"


def test_calls_are_recorded_with_tokens_time_and_cost() -> None:
    """What the model counts, and what it costs at the price that is set."""
    _, explained = explain(ScriptedChatModel(output(HONEST), tokens=(1000, 200)), price=(2.0, 10.0))
    (call,) = explained.calls
    assert (call.purpose, call.model, call.input_tokens, call.output_tokens) == ("write", "scripted:model", 1000, 200)
    assert call.cost == pytest.approx(0.004)
    assert call.milliseconds >= 0
    assert call.prompt.startswith("write.v")


def test_tokens_that_are_not_counted_are_estimated() -> None:
    """A server that tells no usage still uses up the budget; what comes from the cache does not."""
    _, counted = explain(ScriptedChatModel(output(HONEST), tokens=(0, 0)))
    _, cached = explain(ScriptedChatModel(output(HONEST), tokens=(0, 0), cached=True))
    assert counted.calls[0].input_tokens > 1000
    assert (cached.calls[0].input_tokens, cached.calls[0].cached) == (0, True)


def test_a_call_that_never_began_uses_no_tokens() -> None:
    """A model that cannot be reached, or is paused, takes nothing from the budget."""
    _, explained = explain(ScriptedChatModel(FAILED))
    assert (explained.calls[0].input_tokens, explained.calls[0].output_tokens) == (0, 0)


def test_a_conversation_that_has_used_its_tokens_gets_no_call() -> None:
    """The turn after the limit is explained in our words, and the model is not asked."""
    model = ScriptedChatModel(output(HONEST), tokens=(90, 20))
    made = generator(model, budget=TokenBudget(100))
    list(made.explain(QUESTION, CITED))
    later = Question(text="And now?", standalone="And now?", language="en", turns=(*QUESTION.turns, "And now?"))
    with pytest.raises(StopIteration) as end:
        next(made.explain(later, CITED))
    assert end.value.value == Explained(outcome="budget")
    assert len(model.requests) == 1


def test_no_second_round_without_time() -> None:
    """Where the time is nearly used up, what failed is dropped at once."""
    model = ScriptedChatModel(output(statement("Lie.", "NACM-12")), output(HONEST))
    _, explained = explain(model, seconds=1.0)
    assert len(model.requests) == 1
    assert explained.outcome == "unsupported"


TURNS = ("My client gave me a watch.", "Can I keep it?")
FOLLOW_UP = Question(text=TURNS[1], standalone="\n".join(TURNS), language="en", turns=TURNS)


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('{"question": "Can I keep the watch my client gave me?"}', "Can I keep the watch my client gave me?"),
        ('{"question": "Can I keep the gold watch?"}', ""),
        ("I cannot do that.", ""),
        (FAILED, ""),
    ],
    ids=["joined", "a word added", "prose", "failed"],
)
def test_a_follow_up_is_rewritten_only_in_its_own_words(written: str | ChatModelFailed, rewritten: str) -> None:
    """A rewriting that joins the turns is searched with; any other leaves the question as it was."""
    _, (question, calls) = told(generator(ScriptedChatModel(written)).rewrite(FOLLOW_UP))
    assert question.rewritten == rewritten
    assert question.sought == (rewritten or FOLLOW_UP.standalone)
    assert [c.purpose for c in calls] == ["rewrite"]
