"""Positivity of a quadratic in one variable, by completing the square."""

from __future__ import annotations

from proofs.kernel.term import App, Refused, Term, Var
from proofs.language import ZERO, add, div, mul, neg, num, positive, power
from proofs.search.context import Context
from proofs.search.conversions.integrand_shape import quadratic, tidy
from proofs.search.recorder import Fact


def quadratic_positive(t: Term, x: str, ctx: Context) -> Fact | None:
    """0 < t for t = c0 + c1 x + c2 x^2 with 0 < c2 and 0 < c0 - c1^2 / (4 c2)."""
    found = quadratic(t, x)
    if found is None:
        return None
    c0, c1, c2 = found
    half = tidy(div(c1, mul(num(2), c2)))
    rest = tidy(add(c0, neg(mul(c2, power(half, 2)))))
    lead, tail = ctx.discharge(positive(c2)), ctx.discharge(positive(rest))
    if lead is None or tail is None:
        return None
    square = App("+", (rest, App("*", (c2, App("^", (add(Var(x), half), num(2)))))))
    try:
        fact = ctx.proof.sign(App("<", (ZERO, square)), lead, tail)
    except Refused:
        return None
    equation = ctx.equal(square, t)
    return equation and ctx.settle(ctx.proof.rewrite(fact, (1,), (), equation))
