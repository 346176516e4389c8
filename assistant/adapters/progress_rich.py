"""Shows how far the building of an index is (rich)."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text


class BuildProgress:
    """A `ports.Progress`: a bar for each step on a terminal, otherwise one plain line a step.

    A bar closes when its step is done; leaving the `with` block closes one that an error cut short.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._step: str | None = None
        self._bar: Progress | None = None

    def __enter__(self) -> BuildProgress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` is done in a step."""
        if step != self._step:
            self._open(step, total)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)
        if done >= total:
            self._close()

    def _open(self, step: str, total: int) -> None:
        self._close()
        self._step = step
        if not self._console.is_terminal:
            self._console.print(Text(f"{step}: {total} to do"))
            return
        columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=self._console)
        self._bar.add_task(step, total=total)
        self._bar.start()

    def _close(self) -> None:
        """End the bar, if one is open, and give the cursor back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
