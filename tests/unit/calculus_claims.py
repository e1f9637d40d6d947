"""Statements in the notation of the data files, for the tests of the calculus."""

from __future__ import annotations

from proofs.kernel.checker import check
from proofs.kernel.term import App, Term
from proofs.language import fold
from proofs.search.prove import Failure, Proved, prove
from proofs.statement import Statement
from proofs.theory.notation import term

ENDS = {"oo": App("at_inf"), "-oo": App("at_neg_inf")}


def claim(text: str, *given: str) -> Statement:
    """The statement that `text` holds if all of `given` do."""
    return Statement(tuple(map(term, given)), term(text))


def outcome(statement: Statement) -> Proved | Failure:
    """What the prover says; a certificate is replayed once more."""
    found = prove(statement, seconds=10)
    if isinstance(found, Proved):
        check(statement.claim, statement.hypotheses, found.certificate)
    return found


def is_proved(text: str, *given: str) -> bool:
    """Whether the claim is proved without a condition that the hypotheses do not give."""
    found = outcome(claim(text, *given))
    return isinstance(found, Proved) and not found.conditions


def derivative(body: str, at: str, value: str, *given: str, domain: str = "real") -> Statement:
    """The derivative of the body in z, at a point, is the value."""
    f = fold("lam", term(domain), "z", term(body))
    return Statement(tuple(map(term, given)), App("=", (App("diff", (f, term(at))), term(value))))


def limit(body: str, end: str, value: str, *given: str, domain: str | None = None) -> Statement:
    """The limit of the body in z, at oo, -oo, a+ or a-, is the value."""
    filter_ = _filter(end)
    f = fold("lam", term(domain) if domain else _near(filter_), "z", term(body))
    return Statement(tuple(map(term, given)), App("=", (App("lim", (f, filter_)), term(value))))


def _filter(end: str) -> App:
    if end in ENDS:
        return ENDS[end]
    return App("from_right" if end[-1] == "+" else "from_left", (term(end[:-1]),))


def _near(filter_: App) -> Term:
    match filter_:
        case App("from_right", (a,)):
            return App("posreal") if a == term("0") else App("above", (a,))
        case App("from_left", (a,)):
            return App("below", (a,))
    return App("real")
