"""Whether a statement says what it seems to say: each part a closed proposition that its own text reads back as.

A symbol that is called as a constant, an operation on something of another sort or an empty application is a fault of
the reading; whatever is judged of such a statement means nothing.
"""

from __future__ import annotations

from derive.report.json_report import written
from proofs.kernel.sexpr import read
from proofs.kernel.term import Refused, Term
from proofs.statement import Statement


def fault(statement: Statement) -> str | None:
    """What is wrong with the statement, in one line; None when nothing is."""
    for part in (*statement.hypotheses, statement.claim):
        found = _fault(part)
        if found is not None:
            return found
    return None


def _fault(part: Term) -> str | None:
    try:
        text = written(part)
        again = read(text)
    except Refused as why:
        return " ".join(str(why).split())
    if again != part:
        return f"the statement is ambiguous: {text[:80]}"
    if part.facts.sort != "prop" or part.facts.loose:
        return f"{text[:80]} is no proposition"
    return None
