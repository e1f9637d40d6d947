"""The progress bar."""

import io
import sys

import pytest

from derive.report import progress


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, patience: float) -> str:
    """What a run of three steps writes to standard error."""
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.ProgressBar() as bar:
        for done in (1, 2, 3):
            bar(done, 3)
    return stream.getvalue()


def test_a_long_run_on_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the patience is over the bar counts steps."""
    assert "judging" in shown(monkeypatch, Terminal(), 0.0)


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the patience nothing is written."""
    assert shown(monkeypatch, Terminal(), 60.0) == ""


def test_no_terminal_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log file stays clean."""
    assert shown(monkeypatch, io.StringIO(), 0.0) == ""
