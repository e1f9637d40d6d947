"""What a check hands from layer to layer: a step as it was understood, its outcome, the report of a run.

Knows nothing of LaTeX, of the judge or of any output format; `derive/report` turns these into JSON and text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from proofs.statement import Statement

Verdict = Literal["proved", "supported", "refuted", "declared", "unknown"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

#: A JSON object: a certificate, a counterexample.
Json = dict[str, Any]


class CannotRun(Exception):
    """What was asked cannot be run (a file, a context, a report is no good); the message is one clear line."""


class InternalError(Exception):
    """derive contradicts itself (what it proves it also refutes): the run stops, no report is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation of a document, as understood: where it stands, what was written, what it claims.

    `declared` is the reason why nothing is claimed, `problem` why no statement could be formed,
    `alternatives` the other statements that the row may mean, `head_statement` the same row against the
    head of its chain, `rests_on` the ids of the steps whose declarations or rows this one uses,
    `conditions` what the reading itself assumed (a domain that nobody gave), `caution` why a counterexample
    would not count (the text just narrowed a symbol down), `within` the statement under the conditions of the text
    that bound its symbols, under which a counterexample has to stand, `redefines` the name that it defines once more,
    `subjects` the variables in which its chain is read as a function.
    """

    id: str
    line: int
    column: int
    k: int
    lhs: str
    relation: str
    rhs: str
    reading: str = ""
    statement: Statement | None = None
    alternatives: tuple[Statement, ...] = ()
    declared: str | None = None
    problem: str | None = None
    head_statement: Statement | None = None
    rests_on: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    caution: str | None = None
    within: Statement | None = None
    redefines: str | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found out about a step; empty strings and None where nothing was found.

    `head_verdict` is what was found out about the step's `head_statement`, where that was asked.
    """

    verdict: Verdict
    method: str = ""
    conditions: tuple[str, ...] = ()
    reason: str = ""
    diagnosis: str = ""
    suggestion_latex: str = ""
    counterexample: Json | None = None
    certificate: Json | None = None
    seconds: float = 0.0
    head_verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A step with its outcome."""

    step: Step
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class UnreadFormula:
    """A formula that was refused, with position, LaTeX and reason."""

    line: int
    column: int
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """All that was found out about one document, steps in document order.

    `repaired` says, formula by formula, what was mended so that it could be read ("line 7: bracket closed");
    `text` is the document, for quoting its lines.
    """

    path: str
    assumed: tuple[str, ...]
    judged: tuple[Judged, ...]
    unread: tuple[UnreadFormula, ...]
    formulas_read: int
    repaired: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def summary(self) -> dict[Verdict, int]:
        """Number of steps of each verdict, every verdict listed."""
        return {v: sum(j.outcome.verdict == v for j in self.judged) for v in VERDICTS}


@dataclass(frozen=True, slots=True)
class Report:
    """The documents of one run."""

    documents: tuple[DocumentReport, ...]

    def count(self, verdict: Verdict) -> int:
        """Number of steps with that verdict in all documents."""
        return sum(d.summary()[verdict] for d in self.documents)

    def unread(self) -> int:
        """Number of formulas that were refused in all documents."""
        return sum(len(d.unread) for d in self.documents)
