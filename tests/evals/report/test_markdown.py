"""The summary for a pull request."""

from __future__ import annotations

from evals.report.markdown import summary
from tests.evals.report.made import refused, right, run, silent, with_model, without_model, wrong


def test_each_metric_has_rate_interval_and_cases() -> None:
    """One column for each run, one table for each data set."""
    first = run(right(data="held_out"), wrong(data="held_out"), refused(data="held_out"), silent(data="tuned"))
    text = summary([first, run(right(data="held_out"), answerer="dense", dirty=True)])
    assert "| metric | ours (0123456) | dense (0123456 with changes) |" in text
    assert "| citation recall | **0.500** [0.095, 0.905] n 2 | **1.000** [0.207, 1.000] n 1 |" in text
    assert "| cases, of them refused | 3, 1 | 1, 0 |" in text
    held_out, tuned = text.split("### tuned")
    assert "| abstains |" not in held_out
    assert "| abstains | **1.000** [0.207, 1.000] n 1 |  |" in tuned


def test_the_worst_come_first_and_are_ten_at_most() -> None:
    """By the upper end of Wilson's interval: five misses of five before one of one; what misses nothing is left out."""
    many = [wrong(f"W-{n}", category="often") for n in range(5)]
    more = [wrong(f"M-{n}", category=f"once {n}") for n in range(5)]
    rows = [r for r in summary([run(*many, *more, silent())]).split("is worst")[1].splitlines() if "**" in r]
    assert len(rows) == 10
    assert all("| often |" in row for row in rows[:3])
    assert not [row for row in rows if "out_of_scope" in row]


def test_without_a_miss_there_is_no_list() -> None:
    """And without a run there is nothing."""
    assert "worst" not in summary([run(right(), silent())])
    assert summary([]) == ""


def test_a_chat_model_has_a_table_of_its_own() -> None:
    """Under the metrics, with what else changed and where."""
    text = summary([without_model(right()), with_model(right())])
    assert "| chat model of generated | |" in text
    assert "| sentences caught | 1: low support 1 |" in text
    assert "with and without the chat model: **1.000** [0.207, 1.000] n 1." in text
    moved = with_model(*(right(f"Q-{n}") for n in range(12)))
    changed = [r.model_copy(update={"reply": r.reply.model_copy(update={"consult": ("legal",)})}) for r in moved.results if r.reply]
    text = summary([without_model(*(right(f"Q-{n}") for n in range(12))), moved.model_copy(update={"results": tuple(changed)})])
    assert "- Q-0: people nobody → legal" in text
    assert "- and 2 more" in text


def test_names_cannot_break_the_table() -> None:
    """Bars, line breaks and tags in names stay in their cell."""
    text = summary([run(wrong(category="a|b\n<i>"), answerer="x|y")])
    assert "| x\\|y (0123456) |" in text
    assert "a\\|b &lt;i>" in text
