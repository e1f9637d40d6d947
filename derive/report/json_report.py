"""A report as JSON, schema 1: the form that other programs and `derive recheck` read.

Deviations from the contract of the project: a step has the further key `suggestion` (the nearest true step as
LaTeX), and `alternatives` (further statements that it may mean) where there are any.
"""

from __future__ import annotations

import json

from derive.check.outcome import DocumentReport, Json, Judged, Report, UnreadFormula
from proofs.kernel.sexpr import name, read
from proofs.kernel.term import App, Bind, Bound, Refused, Term, Var, show
from proofs.statement import Statement

SCHEMA = 1


def to_text(report: Report) -> str:
    """The report as one JSON object, ending in a newline."""
    text = json.dumps(to_json(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # a lone surrogate becomes its JSON escape


def to_json(report: Report) -> Json:
    """The report as a JSON object."""
    return {"schema": SCHEMA, "documents": [_document(d) for d in report.documents]}


def statement_to_json(statement: Statement) -> Json:
    """The statement as s-expressions of the kernel's language."""
    return {"hypotheses": [written(h) for h in statement.hypotheses], "claim": written(statement.claim)}


def written(t: Term) -> str:
    """The s-expression of t that reads back as t: a bound variable that is called as a constant gets another name."""
    text = show(t)
    try:
        if read(text) == t:
            return text
    except Refused:
        pass
    return show(_renamed(t))


def _renamed(t: Term) -> Term:
    match t:
        case Bind(kind, domain, body, hint):
            return Bind(kind, _renamed(domain), _renamed(body), _acceptable(hint))
        case Var(symbol, args):
            return Var(symbol, tuple(_renamed(a) for a in args))
        case Bound(index, args):
            return Bound(index, tuple(_renamed(a) for a in args))
        case App(head, args):
            return App(head, tuple(_renamed(a) for a in args))
        case _:
            return t


def _acceptable(hint: str) -> str:
    try:
        return name(hint)
    except Refused:
        return "x"


def _document(document: DocumentReport) -> Json:
    return {
        "path": document.path,
        "assumed": list(document.assumed),
        "repaired": list(document.repaired),
        "steps": [_step(j) for j in document.judged],
        "unread": [_unread(u) for u in document.unread],
        "formulas": {"read": document.formulas_read, "unread": len(document.unread)},
        "summary": dict(document.summary()),
    }


def _unread(formula: UnreadFormula) -> Json:
    return {"line": formula.line, "column": formula.column, "source": formula.source, "reason": formula.reason}


def _step(judged: Judged) -> Json:
    step, outcome = judged.step, judged.outcome
    statement = None if step.statement is None else statement_to_json(step.statement)
    result: Json = {
        "id": step.id,
        "line": step.line,
        "column": step.column,
        "k": step.k,
        "lhs": step.lhs,
        "relation": step.relation,
        "rhs": step.rhs,
        "reading": step.reading,
        "statement": statement,
        "hypotheses": [] if statement is None else statement["hypotheses"],
        "verdict": outcome.verdict,
        "method": outcome.method,
        "conditions": list(outcome.conditions),
        "reason": outcome.reason,
        "diagnosis": diagnosis(judged),
        "suggestion": outcome.suggestion_latex,
        "counterexample": outcome.counterexample,
        "certificate": outcome.certificate,
        "seconds": round(outcome.seconds, 3),
    }
    if step.alternatives:
        result["alternatives"] = [statement_to_json(a) for a in step.alternatives]
    return result


def diagnosis(judged: Judged) -> str:
    """The diagnosis in words, with the nearest true step where one was found."""
    outcome = judged.outcome
    if not outcome.suggestion_latex:
        return outcome.diagnosis
    nearest = f"true instead: {outcome.suggestion_latex}"
    return f"{outcome.diagnosis}; {nearest}" if outcome.diagnosis else nearest
