"""A report as text for people, with colour on a terminal.

Everything that comes from a document is put into `rich.text.Text`, never into markup, with its control characters
made visible, so that a document can neither style the report nor send commands to the terminal.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType

from rich.cells import cell_len, chop_cells
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from derive.check.outcome import VERDICTS, DocumentReport, Judged, Report, UnreadFormula, Verdict
from derive.report.conclusion import conclusion, last_claim, place, resting_on_refuted
from derive.report.point import in_words

INDENT = 7
LONGEST_REASON = 220  # cells; the JSON report has all of it
STYLES: MappingProxyType[Verdict, str] = MappingProxyType(
    {
        "proved": "bold green",
        "supported": "bold cyan",
        "refuted": "bold red",
        "declared": "dim",
        "unknown": "bold yellow",
    }
)


def render(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """The report as text of that width; with ANSI colours when `colour`."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for document in report.documents:
        for part in _document(document, console.width):
            if isinstance(part, Text) and part.no_wrap:
                console.print(part, soft_wrap=True)
            else:
                console.print(part)
    lines = out.getvalue().split("\n")
    return "\n".join(line if colour else line.rstrip() for line in lines)


def visible(text: str) -> str:
    """The text on one line, with control and direction characters replaced, so that printing it is harmless."""
    return _harmless(" ".join(text.split()))


def _harmless(text: str) -> str:
    spaced = (" " if c.isspace() else c for c in text)
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in spaced)


def trimmed(text: str, width: int) -> str:
    """The text, cut to that many terminal cells with an ellipsis at the end."""
    shown = visible(text)
    if cell_len(shown) <= width:
        return shown
    return chop_cells(shown, max(width - 1, 1))[0] + "…"


def _document(document: DocumentReport, width: int) -> Iterator[RenderableType]:
    yield Rule(Text(trimmed(document.path, width - 8), style="bold"), align="left", characters="─")
    yield from _listed("Assumed", document.assumed)
    yield from _listed("Repaired", document.repaired)
    resting = resting_on_refuted(document)
    places = {j.step.id: place(j) for j in document.judged}
    above = ""
    for judged in document.judged:
        yield Text()
        yield from _step(judged, width, continues=judged.step.lhs == above)
        above = judged.step.rhs
        if judged.step.id in resting and judged.outcome.verdict != "declared":
            rows = "; ".join(places[i] for i in resting[judged.step.id])
            yield _indented(Text(f"rests on a refuted step: {rows}", style="yellow"))
    if document.unread:
        yield Text()
        yield Text("Not read", style="bold yellow")
        for formula in document.unread:
            yield from _unread(formula, document.text, width)
    yield Text()
    yield from _verdict(document)


def _listed(title: str, lines: tuple[str, ...]) -> Iterator[RenderableType]:
    if lines:
        yield Text(title, style="bold")
        for line in lines:
            yield Padding(Text(visible(line)), (0, 0, 0, 2))


def _indented(text: Text) -> Padding:
    text.overflow = "fold"
    return Padding(text, (0, 0, 0, INDENT))


def source(judged: Judged, *, continues: bool = False) -> str:
    """The LaTeX of the step: its two sides and the relation, without the left side when it continues the row above."""
    step = judged.step
    if step.relation in ("underbrace", "overbrace"):
        return f"\\{step.relation}{{{step.lhs}}}{'_' if step.relation == 'underbrace' else '^'}{{{step.rhs}}}"
    sign = f"\\{step.relation}" if step.relation.isalpha() else step.relation
    return f"{sign} {step.rhs}" if continues else f"{step.lhs} {sign} {step.rhs}"


def _step(judged: Judged, width: int, *, continues: bool) -> Iterator[RenderableType]:
    step, outcome = judged.step, judged.outcome
    where = f"{step.line}:{step.column}".rjust(INDENT - 1) + " "
    room = width - max(INDENT, len(where))
    yield Text.assemble((where, "bold"), trimmed(source(judged, continues=continues), room), no_wrap=True)
    if step.reading:
        yield _indented(Text.assemble(("read as  ", "dim"), visible(step.reading)))
    yield _indented(_outcome(judged))
    if outcome.diagnosis:
        yield _indented(Text(visible(outcome.diagnosis)))
    if outcome.suggestion_latex:
        yield _indented(Text("true instead, to paste:", style="dim"))
        yield Text(" " * INDENT + visible(outcome.suggestion_latex), style="green", no_wrap=True)


def _outcome(judged: Judged) -> Text:
    """The verdict with what belongs to it: conditions, counterexample or reason, and the method."""
    outcome = judged.outcome
    line = Text(outcome.verdict.upper(), style=STYLES[outcome.verdict])
    conditions = " and ".join(visible(c) for c in outcome.conditions)
    if conditions and outcome.counterexample is None:
        line.append(f" if {conditions}", style="bold yellow")
    if outcome.counterexample is not None:
        line.append(" " + visible(in_words(outcome.counterexample)), style="not bold")
        line.append(f", where {conditions}" if conditions else "", style="not bold yellow")
    reason = outcome.reason or (judged.step.declared if outcome.verdict == "declared" else judged.step.problem)
    if reason:
        line.append(": " + trimmed(reason, LONGEST_REASON), style="not bold")
    if outcome.method:
        line.append(f" [{visible(outcome.method)}]", style="not bold dim")
    return line


def _unread(formula: UnreadFormula, text: str, width: int) -> Iterator[RenderableType]:
    where = f"{formula.line}:{formula.column}".rjust(INDENT - 1) + " "
    quoted, caret = quote(formula, text, width - len(where))
    yield Text.assemble((where, "bold"), quoted, no_wrap=True)
    yield Text(" " * (len(where) + caret) + "^", style="bold yellow", no_wrap=True)
    yield _indented(Text(visible(formula.reason)))


def quote(formula: UnreadFormula, text: str, room: int) -> tuple[str, int]:
    """A piece of the source line around the refused place, and the cell in it where that place is."""
    lines = text.splitlines()
    known = 0 < formula.line <= len(lines) and formula.column <= len(lines[formula.line - 1]) + 1
    line = lines[formula.line - 1] if known else formula.source.split("\n", 1)[0]
    at = max(formula.column - 1, 0) if known else 0
    before = _harmless(line[:at]).lstrip()
    if cell_len(before) > room // 2:
        before = "…" + before[1 - room // 2 :]
    return before + trimmed(line[at:], room - cell_len(before)), cell_len(before)


def _verdict(document: DocumentReport) -> Iterator[RenderableType]:
    counts = document.summary()
    line = Text("In all: ", style="bold")
    shown = [v for v in VERDICTS if counts[v]]
    for n, verdict in enumerate(shown):
        line.append(", " if n else "")
        line.append(f"{counts[verdict]} {verdict}", style=STYLES[verdict])
    line.append("no steps" if not shown else "")
    formulas = "1 formula" if document.formulas_read == 1 else f"{document.formulas_read} formulas"
    line.append(f"; {formulas} read, {len(document.unread)} not read.")
    yield line
    resting = resting_on_refuted(document)
    claims = [j for j in document.judged if j.step.id in resting and j.outcome.verdict != "declared"]
    if claims:
        rows = ", ".join(place(j) for j in claims)
        yield Text(f"Resting on refuted steps: {rows}.")
    last = last_claim(document)
    good = last is not None and last.outcome.verdict in ("proved", "supported") and last.step.id not in resting
    yield Text(conclusion(document), style="bold green" if good else "bold")
