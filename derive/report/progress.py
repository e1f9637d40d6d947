"""A progress bar on standard error, for people who wait longer than a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

PATIENCE = 1.0


class ProgressBar:
    """A context manager to call with (done, total); shows nothing before `PATIENCE` or when stderr is no terminal."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.wanted = sys.stderr.isatty()
        self.bar: Progress | None = None
        self.task = TaskID(0)

    def __enter__(self) -> ProgressBar:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are judged."""
        if not self.wanted or time.monotonic() - self.start < PATIENCE:
            return
        if self.bar is None:
            columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("judging", total=total)
            self.bar.start()
        self.bar.update(self.task, completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
