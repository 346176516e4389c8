"""A conversation may use so many tokens, and is told from others by its turns."""

from __future__ import annotations

from assistant.budget import TokenBudget


def test_a_conversation_is_followed_from_turn_to_turn() -> None:
    """What every turn used adds up; the turn after the limit is reached gets no more."""
    budget = TokenBudget(100)
    budget.use(["a"], 60)
    assert not budget.exhausted(["a", "b"])
    budget.use(["a", "b"], 60)
    assert budget.exhausted(["a", "b", "c"])


def test_conversations_are_told_apart() -> None:
    """Another first turn is another conversation, and a first turn starts from nothing, however many ask it."""
    budget = TokenBudget(100)
    for _ in range(5):
        budget.use(["a"], 80)
    assert not budget.exhausted(["a"])
    assert not budget.exhausted(["b", "c"])
    assert not budget.exhausted(["a", "c"])


def test_calls_for_one_turn_add_up() -> None:
    """A rewriting and an explanation of the same turn both count."""
    budget = TokenBudget(100)
    budget.use(["a"], 10)
    budget.use(["a", "b"], 50)
    budget.use(["a", "b"], 50)
    assert budget.exhausted(["a", "b", "c"])


def test_no_limit_is_never_reached() -> None:
    """0 means that nobody counts."""
    budget = TokenBudget(0)
    budget.use(["a"], 10**9)
    assert not budget.exhausted(["a", "b"])


def test_what_is_used_is_kept_as_checksums() -> None:
    """The turns themselves are not kept."""
    budget = TokenBudget(10)
    budget.use(["my secret"], 5)
    assert "secret" not in repr(vars(budget))
