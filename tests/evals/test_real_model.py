"""The proof with a real chat model that knows nothing: what it makes up is caught, and it changes nothing else of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wiring import open_chat_model, with_model
from evals.answerers.choose import choose
from evals.cases import Case
from evals.judges import choose_judge, written_judge
from evals.local_model import REPEAT_PENALTY, SMOLLM2, serving, smollm2
from evals.metrics.context import Context
from evals.model_use import ModelUse, model_use
from evals.proof import print_proof
from evals.runner import run_cases
from evals.runs import Run, new_record
from tests.evals.made import case

pytestmark = pytest.mark.slow

# Explained by the model, if it can.
EXPLAINED = (
    "A client gave me a gift card. Can I keep it?",
    "My supervisor wants me to tell a client that his benefits end sooner than they do.",
    "May I read the chart of my neighbour out of curiosity?",
    "I have been seeing a former client for dinner. What do the codes say?",
    "How honest must I be with the people I serve and with colleagues?",
)
# Not the model's business: a look-up, an emergency, another subject, something absent, a false Standard, Spanish.
OURS = (
    "What does NACM 7 say?",
    "My client says that he will shoot himself tonight.",
    "Will it rain in Toledo?",
    "How many years must client records be kept?",
    "What does Standard S15 require?",
    "Un cliente me regaló una tarjeta. ¿Puedo quedármela?",
)
CASES = [case(id=f"Q-{n}", turns=[text], gold_clauses=[]) for n, text in enumerate((*EXPLAINED, *OURS))]
# For one answer: as much as the model needs for two or three sentences on one thread that others use as well.
SECONDS = 6


@pytest.fixture(scope="module")
def runs(assistant: Assistant, settings: Settings) -> Iterator[tuple[Run, Run]]:
    """The questions answered without the model and with it, in a real server, without anything kept or paused in between."""
    with serving(smollm2(), context=2048, threads=1, repeat_penalty=REPEAT_PENALTY[SMOLLM2]) as served:
        # With so small a context the register stays out of the prompt, which is then read in a second.
        told = {"chat_model": f"openai:{served.name}", "chat_base_url": served.url, "chat_context": 2048, "chat_seconds": SECONDS}
        with_it = settings.model_copy(update=told)
        both = with_model(assistant, open_chat_model(with_it), with_it)
        clauses, guide = assistant.parts.clauses, assistant.parts.guide
        judge, written = choose_judge("", clauses, guide, settings.data, consent=False), written_judge(clauses, guide)
        context = Context(clauses={c.id: c.text for c in clauses}, judge=judge, written=written)
        answerers = choose(["extractive", "generated"], both, settings.corpus)
        made = [Run(record=new_record(a, "verifier", {"made": CASES}), results=tuple(run_cases(CASES, a, context))) for a in answerers]
        yield made[0], made[1]


@pytest.fixture(scope="module")
def use(runs: tuple[Run, Run]) -> ModelUse:
    """What the model did."""
    found = model_use(runs[1].results)
    assert found is not None
    return found


def test_the_model_is_asked_where_there_is_something_to_explain(use: ModelUse) -> None:
    """And only there; it writes, and each call is in the trace with its time and tokens."""
    assert use.asked == len(EXPLAINED)
    assert use.replies == len(CASES)
    assert use.read is not None or use.failures
    assert sum(use.calls.values()) + sum(use.failures.values()) >= len(EXPLAINED)


def test_what_it_makes_up_is_caught_and_counted(use: ModelUse) -> None:
    """So small a model says much that no clause says."""
    # How much it says in the time depends on the machine.
    assert sum(use.caught.values()) > 0


def test_the_proof_holds(runs: tuple[Run, Run]) -> None:
    """Nothing unsupported is shown; status, people and citations are those without the model."""
    printed = StringIO()
    assert print_proof(Console(file=printed, width=200), runs), printed.getvalue()
    assert f"same status, people and citations as extractive: {len(CASES)} of {len(CASES)} questions" in printed.getvalue()


def test_every_answer_is_whole(runs: tuple[Run, Run]) -> None:
    """With or without the model an answer explains, quotes and says whom to talk to: ours stands where the model has nothing."""
    for before, after in zip(*(run.results for run in runs), strict=True):
        assert before.reply is not None
        assert after.reply is not None
        explains = {s.kind for s in before.reply.statements} - {"notice"}
        assert {s.kind for s in after.reply.statements} >= explains, _named(after.case)


def _named(labelled: Case) -> str:
    return labelled.turns[-1]
