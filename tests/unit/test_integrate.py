"""Integrals: closed forms and numerical enclosures agree, divergence is found at its place."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from flint import arb

from numerics.closed_forms import closed_integral
from numerics.evaluate import Evaluator, enclose
from numerics.integrate import integral
from numerics.model import Assignment
from numerics.outcome import Diverges, Finite, Unsupported
from proofs.kernel.term import App, Bind, Term
from proofs.language import NONNEG, ONE, POSREAL, REAL, ZERO, add, div, exp, fold, log, mul, neg, num, power, sub, var

x, y, a, b = var("x"), var("y"), var("a"), var("b")
AT = Assignment({"a": F(5, 2), "b": F(3, 4)})


def over(domain: Term, body: Term) -> Bind:
    """The integral of body in x."""
    return fold("int", domain, "x", body)


def interval(low: int | F, high: int | F) -> App:
    """The closed interval."""
    return App("closed", (num(low), num(high)))


KERNELS = [
    over(POSREAL, mul(power(x, sub(a, ONE)), exp(neg(mul(b, x))))),
    over(POSREAL, mul(power(x, neg(add(a, ONE))), exp(neg(div(b, x))))),
    over(POSREAL, mul(power(x, sub(a, ONE)), exp(neg(mul(b, power(x, 3)))))),
    over(POSREAL, mul(power(x, sub(b, ONE)), power(add(a, mul(num(3), x)), neg(add(a, b))))),
    over(REAL, exp(add(mul(neg(a), power(x, 2)), mul(b, x), num(1)))),
    over(REAL, mul(power(x, 3), exp(mul(num(F(-1, 2)), power(sub(x, a), 2))))),
    over(NONNEG, exp(add(neg(power(x, 2)), mul(b, x)))),
    over(App("open", (ZERO, ONE)), mul(power(x, sub(a, ONE)), power(sub(ONE, x), sub(b, ONE)))),
    over(App("open", (ZERO, b)), mul(power(x, sub(a, ONE)), exp(neg(x)))),
    over(App("above", (a,)), mul(power(x, F(1, 2)), exp(neg(x)))),
    over(App("above", (a,)), power(x, neg(a))),
    over(App("above", (a,)), mul(num(2), exp(neg(x)))),
]


@pytest.mark.parametrize("t", KERNELS)
def test_closed_form_is_the_integral(t: Bind) -> None:
    """Each closed form overlaps the numerical enclosure of the same integral, narrowly."""
    closed = closed_integral(t)
    assert closed is not None
    ev = Evaluator.at(AT)
    for p in closed.positive:
        assert ev.value(p, ev.base) > 0
    from flint import ctx

    before, ctx.prec = ctx.prec, 128
    try:
        numerical, exact = integral(ev, t, ev.base), ev.value(closed.value, ev.base)
        assert isinstance(numerical, arb)
        assert numerical.overlaps(exact if isinstance(exact, arb) else arb(exact))
        assert numerical.rad() < 1e-15
    finally:
        ctx.prec = before


@pytest.mark.parametrize(
    ("domain", "body", "place"),
    [
        (interval(-1, 1), power(x, -2), "x -> 0"),
        (interval(-1, 1), power(x, -1), "x -> 0"),
        (POSREAL, mul(power(x, -1), exp(neg(x))), "x -> 0"),
        (POSREAL, mul(power(x, -1), power(add(x, ONE), neg(a))), "x -> 0"),
        (POSREAL, power(add(x, ONE), -1), "x -> oo"),
        (REAL, div(power(x, 2), add(ONE, power(x, 2))), "x -> -oo"),
        (REAL, div(x, add(ONE, power(x, 2))), "x -> -oo"),
        (App("open", (ZERO, ONE)), power(sub(ONE, x), num(F(-3, 2))), "x -> 1"),
        (App("open", (ZERO, ONE)), mul(power(x, -1), power(log(x), -1)), "x -> 0"),
        (App("above", (num(3),)), power(sub(x, num(3)), -2), "x -> 3"),
        (POSREAL, exp(x), "x -> oo"),
        (REAL, exp(neg(x)), "x -> -oo"),
    ],
)
def test_divergence(domain: Term, body: Term, place: str) -> None:
    """A divergent integral is never given a number; its place is named."""
    found = enclose(over(domain, body), AT)
    assert isinstance(found, Diverges), found
    assert found.place == place


@pytest.mark.parametrize(
    ("domain", "body", "value"),
    [
        (interval(-1, 1), power(x, 2), "0.666666666666666666667"),
        (interval(-1, 1), App("abs", (x,)), "1"),
        (interval(0, 3), App("floor", (x,)), "3"),
        (interval(-1, 2), App("max", (x, power(x, 2))), "3.16666666666666666667"),
        (POSREAL, mul(log(x), exp(neg(x))), "-0.577215664901532860606512"),
        (App("open", (ZERO, ONE)), log(x), "-1"),
        (App("open", (ZERO, ONE)), power(x, F(-1, 2)), "2"),
        (REAL, exp(neg(App("abs", (x,)))), "2"),
        (REAL, power(add(ONE, power(x, 2)), -1), "3.14159265358979323846264"),
        (REAL, mul(App("cos", (x,)), exp(neg(div(power(x, 2), num(2))))), "1.52034690106628080561"),
        (POSREAL, App("if", (App("<", (x, ONE)), x, ZERO)), "0.5"),
        (REAL, mul(power(x, 4), exp(neg(power(x, 2)))), "1.32934038817913702047"),
        (App("below", (num(-1),)), power(x, -2), "1"),
    ],
)
def test_known_integrals(domain: Term, body: Term, value: str) -> None:
    """Known integrals lie in their enclosures, which are narrow."""
    found = enclose(over(domain, body), AT)
    assert isinstance(found, Finite), found
    assert found.ball.overlaps(arb(value) + arb(0, "1e-18"))
    assert found.ball.rad() < 1e-15


def test_nested_integrals() -> None:
    """An inner integral with a closed form is one of the outer variable; an inner divergence at 0 is found."""
    inner = fold("int", POSREAL, "y", mul(exp(neg(mul(add(x, ONE), y))), exp(neg(x)), x))
    found = enclose(over(POSREAL, inner), AT)
    assert isinstance(found, Finite)
    assert found.ball.overlaps(arb("0.40365263767680628") + arb(0, "1e-15"))
    bad = fold("int", POSREAL, "y", mul(exp(neg(mul(x, y))), y, exp(neg(x)), x))
    assert isinstance(enclose(over(POSREAL, bad), AT), Diverges)


def test_irrational_singularity_is_never_finite() -> None:
    """A singularity at an irrational point inside the interval gives no number."""
    t = over(interval(0, 2), power(sub(power(x, 2), num(2)), -2))
    assert isinstance(enclose(t, AT), (Diverges, Unsupported))
    oscillating = over(interval(0, 3), App("tan", (x,)))
    assert isinstance(enclose(oscillating, AT), (Diverges, Unsupported))


def test_a_parameter_may_have_any_name() -> None:
    """An end of the domain that has the name the closed forms use inside does not change the value."""
    t = var("t")
    for domain in (App("open", (x, num(5))), App("above", (x,)), App("below", (x,))):
        body = mul(power(t, 2), exp(t if domain.head == "below" else neg(t)))
        found = enclose(fold("int", domain, "t", body), Assignment({"x": F(2)}))
        renamed = App(domain.head, tuple(num(2) if e == x else e for e in domain.args))
        same = enclose(fold("int", renamed, "t", body), Assignment())
        assert isinstance(found, Finite) and isinstance(same, Finite)
        assert found.ball.overlaps(same.ball) and found.ball.rad() < 1e-20


def test_a_root_of_a_square_is_no_power_below_zero() -> None:
    """exp of minus the root of x squared is integrated over negative x too: 2 - 1/e above -1."""
    body = exp(neg(power(power(x, 2), F(1, 2))))
    found = enclose(over(App("above", (num(-1),)), body), Assignment())
    assert isinstance(found, Finite) and found.ball.overlaps(2 - arb(-1).exp())
