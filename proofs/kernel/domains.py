"""What a domain ranges over, and when it is finite."""

from __future__ import annotations

from fractions import Fraction

from proofs.kernel.term import App, Bind, Num, Term


def domain_of(d: Term) -> Term:
    """The domain that a bound variable ranges over: of a law, that of its density."""
    match d:
        case App("law", (Bind("lam", inner, _),)):
            return inner
    return d


def is_range(d: Term) -> bool:
    """Whether d is a range of integers, which is finite."""
    return isinstance(d, App) and d.head == "range"


def finite(d: Term) -> Term:
    """The proposition that d has finitely many elements: the sum of 1 over d converges."""
    return App("summable", (Bind("lam", d, Num(Fraction(1))),))
