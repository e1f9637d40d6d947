"""The report for people."""

from dataclasses import replace

import pytest
from report_samples import DECLARED, PROVED, REFUTED, UNKNOWN, UNREAD, report, step

from derive.check.outcome import Judged, Outcome, UnreadFormula
from derive.report.terminal import quote, render, trimmed


def test_every_step_shows_place_source_reading_and_verdict() -> None:
    """Line, column, LaTeX, plain reading and verdict stand together."""
    text = render(report(PROVED))
    assert "   5:3 x = y\n       read as  x = y\n       PROVED if ε > 1 [certificate]\n" in text


def test_a_row_that_continues_shows_what_the_document_shows() -> None:
    """A row of a chain is shown without the left side, which is the row above."""
    below = Judged(step("9", 6, lhs="y", rhs="z"), UNKNOWN.outcome)
    assert "   6:3 = z\n" in render(report(PROVED, below))
    assert "   6:3 y = z\n" in render(report(below))


def test_a_refuted_step_shows_point_values_diagnosis_and_what_to_paste() -> None:
    """The counterexample names its values, and the true step stands alone on its line."""
    text = render(report(REFUTED))
    assert "REFUTED at α = 1, x₁ = 1/2: left 0.25, right 1 [arb]" in text
    assert "\n       the factor 2 is x\n" in text
    assert "\n       x^2\n" in text


def test_what_a_refutation_assumed_stands_after_its_point() -> None:
    """The conditions of a refuted step are read as a remark on the counterexample."""
    text = render(report(Judged(REFUTED.step, replace(REFUTED.outcome, conditions=("x is real",)))), width=120)
    assert "left 0.25, right 1, where x is real [arb]" in text


def test_reasons_are_shown() -> None:
    """Unknown says why, declared says what."""
    text = render(report(DECLARED, UNKNOWN))
    assert "UNKNOWN: time: more than 10 s" in text
    assert "DECLARED: declares the law of x" in text
    assert r"x \sim y" in text


def test_what_was_assumed_comes_first() -> None:
    """The assumptions stand above the first step."""
    text = render(report(PROVED))
    assert text.index("x is real (line 1)") < text.index("read as")


def test_an_unread_formula_has_a_caret_under_its_place() -> None:
    """The caret stands under the column that was refused."""
    text = render(report(PROVED, text="one\nGiven $\\mathbf{X}$ we\n", unread=(UNREAD,)))
    lines = text.split("\n")
    row = next(n for n, line in enumerate(lines) if r"\mathbf" in line)
    assert lines[row][lines[row + 1].index("^")] == "\\"
    assert "matrices are not read yet" in lines[row + 2]


@pytest.mark.parametrize("column", [1, 60, 200, 395, 399])
def test_a_long_source_line_is_shown_around_the_place(column: int) -> None:
    """However long the line, the quote fits and its caret is under the refused character."""
    line = "".join(chr(ord("a") + n % 26) for n in range(399))
    shown, caret = quote(UnreadFormula(1, column, "x", "?"), line, 60)
    assert len(shown) <= 60
    assert shown[caret] == line[column - 1]


@pytest.mark.parametrize("hostile", ["[bold]x[/bold]", "[red", ":smile:", "[link=http://a]b[/link]", "[/]"])
def test_markup_in_a_document_is_text(hostile: str) -> None:
    """What looks like markup of the terminal library is printed as it stands."""
    judged = Judged(step("1", 1, lhs=hostile, reading=hostile), Outcome("unknown", reason=hostile, diagnosis=hostile))
    assert render(report(judged)).count(hostile) == 4


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Escape sequences and direction marks of a document are replaced."""
    hostile = "a\x1b]0;title\x07b\u202ec\rd"
    values = {"values": {hostile: hostile}, "functions": {hostile: {"table": [[[hostile], hostile]]}}}
    counter = {"assignment": values, "lhs": hostile, "rhs": "1"}
    outcome = Outcome("refuted", hostile, (hostile,), hostile, hostile, hostile, counter)
    judged = Judged(step("1", 1, lhs=hostile, reading=hostile), outcome)
    unread = UnreadFormula(1, 1, hostile, hostile)
    text = render(report(judged, text=hostile, unread=(unread,)))
    assert not set(text) & {"\x1b", "\x07", "\u202e", "\r"}


def test_colour_is_only_where_it_is_wanted() -> None:
    """No escape sequence without colour, some with it, and the same words in both."""
    plain, coloured = render(report(REFUTED)), render(report(REFUTED), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[" in coloured


@pytest.mark.parametrize("width", [40, 80, 120])
def test_lines_fit_the_width(width: int) -> None:
    """Only LaTeX to paste may be longer than the width."""
    long = replace(PROVED.step, lhs="x" * 300, reading="word " * 90)
    text = render(report(Judged(long, replace(PROVED.outcome, reason="why " * 60))), width=width)
    assert all(len(line) <= width for line in text.split("\n"))


def test_a_suggestion_is_never_wrapped() -> None:
    """What is to be pasted stays on one line however long it is."""
    long = "\\frac{1}{2} + " * 20
    text = render(report(Judged(REFUTED.step, replace(REFUTED.outcome, suggestion_latex=long))))
    assert long.strip() in text


def test_trimming_counts_wide_characters() -> None:
    """A cut text has an ellipsis and fits, wide characters counted double."""
    assert trimmed("定理" * 10, 11) == "定理定理定…"
    assert trimmed("short", 10) == "short"
