"""Closed forms of integrals at random parameters: each overlaps the numerical enclosure, or does not apply."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.closed_forms import closed_integral
from numerics.evaluate import Evaluator
from numerics.integrate import integral
from numerics.model import Assignment
from numerics.outcome import Diverges, NoValue
from proofs.kernel.term import App, Bind, Term
from proofs.language import ONE, POSREAL, REAL, ZERO, add, div, exp, fold, log, mul, neg, num, power, sub, var

x, a, b, c = var("x"), var("a"), var("b"), var("c")
UNIT = App("open", (ZERO, ONE))
SHAPES = st.sampled_from([F(-3, 2), F(-1), F(-1, 2), F(0), F(1, 3), F(1, 2), F(1), F(3, 2), F(2), F(7, 3), F(4)])

CASES: dict[str, tuple[Term, Term]] = {
    "gamma": (POSREAL, mul(power(x, sub(a, ONE)), exp(neg(mul(b, x))))),
    "gamma with log": (POSREAL, mul(log(mul(c, x)), power(x, sub(a, ONE)), exp(neg(mul(b, x))))),
    "weibull": (POSREAL, mul(power(x, sub(a, ONE)), exp(neg(power(div(x, b), c))))),
    "inverse gamma with log": (POSREAL, mul(log(x), power(x, neg(a)), exp(neg(div(b, x))))),
    "beta prime": (POSREAL, mul(power(x, sub(a, ONE)), power(add(b, mul(c, x)), num(F(-7, 2))))),
    "power of a power": (POSREAL, mul(power(x, sub(a, ONE)), power(add(b, power(x, 2)), neg(c)))),
    "beta": (UNIT, mul(power(x, sub(a, ONE)), power(sub(ONE, x), sub(b, ONE)))),
    "scaled beta": (UNIT, mul(power(x, a), power(sub(c, mul(c, x)), b))),
    "gaussian": (REAL, mul(power(x, 2), exp(add(mul(neg(a), power(x, 2)), mul(b, x), c)))),
    "shifted gaussian": (REAL, mul(power(sub(x, b), 2), exp(mul(num(F(-1, 2)), a, power(sub(x, c), 2))))),
    "absolute value in disguise": (REAL, mul(power(power(x, 2), F(1, 2)), exp(neg(mul(a, power(x, 2)))))),
    "log of a square": (REAL, mul(log(power(x, 2)), exp(neg(mul(a, power(x, 2)))))),
    "student": (REAL, power(add(ONE, div(power(sub(x, b), 2), a)), mul(num(F(-1, 2)), add(c, ONE)))),
    "odd student": (REAL, mul(x, power(add(a, mul(b, power(x, 2))), neg(add(c, ONE))))),
    "half gaussian": (POSREAL, exp(add(mul(neg(a), power(x, 2)), mul(b, x)))),
    "log normal": (POSREAL, mul(power(x, c), exp(neg(mul(a, power(sub(log(x), b), 2)))))),
    "upper gamma": (App("above", (b,)), mul(power(x, sub(a, ONE)), exp(neg(x)))),
    "pareto": (App("above", (b,)), mul(power(x, neg(a)), c)),
    "shifted lomax": (App("above", (b,)), power(add(ONE, mul(a, sub(x, b))), num(-3))),
    "reflected": (App("below", (b,)), mul(power(sub(b, x), a), exp(x))),
    "lower gamma": (App("open", (ZERO, b)), mul(power(x, sub(a, ONE)), exp(neg(mul(c, x))))),
    "uniform": (App("closed", (b, add(b, ONE))), power(sub(x, b), a)),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=12, deadline=None)
@given(SHAPES, SHAPES, SHAPES)
def test_closed_form_or_divergence(name: str, u: F, v: F, w: F) -> None:
    """Where its conditions hold the closed form is the integral; a divergent integral has none."""
    domain, body = CASES[name]
    t = fold("int", domain, "x", body)
    assert isinstance(t, Bind)
    ev = Evaluator.at(Assignment({"a": u, "b": v, "c": w}))
    before, ctx.prec = ctx.prec, 128
    try:
        closed = closed_integral(t, lambda e: w if e == c else None)
        if closed is None or not _applies(ev, closed.positive):
            return
        exact = ev.value(closed.value, ev.base)
        try:
            numerical = integral(ev, t, ev.base)
        except NoValue as e:
            assert not isinstance(e.outcome, Diverges), (u, v, w, exact)
            return
        assert arb(numerical).overlaps(arb(exact)), (u, v, w, numerical, exact)
    except NoValue:
        return
    finally:
        ctx.prec = before


def _applies(ev: Evaluator, conditions: tuple[Term, ...]) -> bool:
    try:
        return all(ev.value(p, ev.base) > 0 for p in conditions)
    except NoValue:
        return False
