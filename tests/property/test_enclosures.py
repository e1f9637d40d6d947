"""Every enclosure contains the value that mpmath computes with 50 digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F

import mpmath
import pytest
from flint import acb, arb, ctx, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from numerics import asymptotics
from numerics.derivative import derivative
from numerics.evaluate import Evaluator, enclose
from numerics.integrand import analytic
from numerics.model import Assignment
from numerics.outcome import Diverges, Finite, NoValue, Undefined
from proofs.kernel.term import App, Num, Term, Var
from proofs.language import ONE, POSREAL, REAL, ZERO, add, exp, fold, log, mul, neg, num, power, sub, var

mpmath.mp.dps = 50
x = var("x")

RATIONALS = st.fractions(min_value=-5, max_value=5, max_denominator=9)
POSITIVE = st.fractions(min_value=F(1, 9), max_value=6, max_denominator=9)
UNARY = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "gamma": mpmath.gamma,
    "digamma": mpmath.digamma,
    "trigamma": lambda v: mpmath.polygamma(1, v),
    "erf": mpmath.erf,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "arctan": mpmath.atan,
    "abs": abs,
    "floor": mpmath.floor,
}


def terms() -> st.SearchStrategy[Term]:
    """Random terms in x."""
    leaves = st.one_of(st.just(x), RATIONALS.map(Num))

    def grow(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda p: App("+", p)),
            st.tuples(inner, inner).map(lambda p: App("*", p)),
            st.tuples(inner, st.sampled_from([-2, -1, 2, 3, F(1, 2), F(-3, 2)])).map(lambda p: power(*p)),
            st.tuples(st.sampled_from(sorted(UNARY)), inner).map(lambda p: App(p[0], (p[1],))),
        )

    return st.recursive(leaves, grow, max_leaves=7)


def reference(t: Term, at: dict[str, mpmath.mpf]) -> mpmath.mpf:
    """The value by mpmath. Raises: ValueError outside a domain."""
    match t:
        case Num():
            return mpmath.mpf(t.value.numerator) / t.value.denominator
        case Var():
            return at[t.name]
        case App(head="+"):
            return mpmath.fsum(reference(a, at) for a in t.args)
        case App(head="*"):
            return mpmath.fprod(reference(a, at) for a in t.args)
        case App(head="^", args=(b, e)):
            base, k = reference(b, at), reference(e, at)
            if base < 0 and k != int(k):
                raise ValueError("power")
            return base**k
        case App(args=(a,)):
            v = reference(a, at)
            if t.head in ("log", "gamma", "digamma", "trigamma") and v <= 0:
                raise ValueError(t.head)
            return mpmath.mpf(UNARY[t.head](v))
    raise ValueError("term")


def contains(ball: arb, value: mpmath.mpf) -> bool:
    """Whether the ball meets the value widened by mpmath's own error."""
    before, ctx.prec = ctx.prec, 200
    try:
        widened = arb(mpmath.nstr(value, 45)) * (1 + arb(0, "1e-35")) + arb(0, "1e-38")
        return bool(ball.overlaps(widened))
    finally:
        ctx.prec = before


@settings(max_examples=300, deadline=None)
@given(terms(), RATIONALS)
def test_enclosures_contain_the_value(t: Term, at: F) -> None:
    """A finite enclosure contains the value; an undefined term has none in mpmath either."""
    found = enclose(t, Assignment({"x": at}))
    try:
        value = reference(t, {"x": mpmath.mpf(at.numerator) / at.denominator})
    except OverflowError:
        return
    except (ValueError, ZeroDivisionError):
        assert not isinstance(found, Finite), found
        return
    if isinstance(found, Finite) and abs(value) < 1e15 and not _cancels(t, at, value):
        assert contains(found.ball, value), (found, value)


def _cancels(t: Term, at: F, value: mpmath.mpf) -> bool:
    """Whether mpmath itself is not accurate here."""
    with mpmath.workdps(90):
        fine = reference(t, {"x": mpmath.mpf(at.numerator) / at.denominator})
    return abs(fine - value) > 1e-38 * max(1, abs(value))


@settings(max_examples=150, deadline=None)
@given(terms(), RATIONALS)
def test_derivatives_agree_with_difference_quotients(t: Term, at: F) -> None:
    """The symbolic derivative is the numerical one."""
    slope = derivative(t, "x")
    assume(slope is not None)
    assert slope is not None
    found, own = enclose(slope, Assignment({"x": at})), enclose(t, Assignment({"x": at}))
    assume(isinstance(found, Finite) and isinstance(own, Finite))
    try:
        point = mpmath.mpf(at.numerator) / at.denominator
        h = mpmath.mpf(10) ** -12
        up, down = reference(t, {"x": point + h}), reference(t, {"x": point - h})
    except (ValueError, ZeroDivisionError, OverflowError):
        return
    quotient = (up - down) / (2 * h)
    if isinstance(found, Finite):
        scale = max(abs(float(quotient)), abs(float(up)), 1.0)
        if scale < 1e4:
            assert abs(float(found.ball) - float(quotient)) < 1e-6 * scale**3


@settings(max_examples=300, deadline=None)
@given(terms(), st.integers(min_value=4, max_value=40), st.integers(min_value=0, max_value=30))
def test_expansions_bound_what_they_leave_out(t: Term, start: int, beyond: int) -> None:
    """At every y >= M the term differs from its expansion by no more than the errors."""
    before, ctx.prec = ctx.prec, 400
    try:
        ev = Evaluator.at(Assignment(), 400)
        e = asymptotics.attempt(ev, t, "x", ev.base, arb(2) ** start)
        if e is None:
            return
        y = fmpq(2) ** start * (8 + beyond) / 8
        try:
            value = ev.value(t, {"x": y})
        except NoValue:
            return
        terms_ = sum((m.at(arb(y)) for m in e.terms), arb(0))
        bound = sum((m.at(arb(y)) for m in e.errors), arb(0))
        gap = abs(arb(value) - terms_)
        assert not gap.lower() > bound.upper() * (1 + arb(2) ** -50) + abs(terms_).upper() * arb(2) ** -300, (e, gap)
    finally:
        ctx.prec = before


@settings(max_examples=200, deadline=None)
@given(terms(), RATIONALS, POSITIVE, POSITIVE)
def test_complex_balls_contain_the_values_inside(t: Term, at: F, width: F, height: F) -> None:
    """Over a ball the integrand encloses its values at the points of the ball."""
    ev = Evaluator.at(Assignment())
    try:
        f = analytic(ev, t, "x", ev.base)
    except NoValue:
        return
    centre = arb(at.numerator) / at.denominator
    wide = f(acb(centre + arb(0, float(width) / 3), arb(0, float(height) / 3)))
    if not wide.is_finite():
        return
    for step in (-1, 0, 1):
        for lift in (-1, 0, 1):
            z = acb(centre + step * arb(float(width)) / 4, lift * arb(float(height)) / 4)
            inner = f(z)
            assert inner.is_finite()
            assert wide.overlaps(inner)


FAMILIES: list[tuple[str, Callable[[F, F], tuple[Term, Term, Callable[..., mpmath.mpf], list[object]]]]] = [
    (
        "gamma times log",
        lambda a, b: (
            POSREAL,
            mul(power(x, a), log(add(ONE, x)), exp(neg(mul(num(b), x)))),
            lambda v: v ** mpmath.mpf(float(a)) * mpmath.log(1 + v) * mpmath.exp(-mpmath.mpf(float(b)) * v),
            [0, 1, 5, 20, mpmath.inf],
        ),
    ),
    (
        "shifted gaussian times arctan",
        lambda a, b: (
            REAL,
            mul(App("arctan", (x,)), exp(mul(num(-b), power(sub(x, num(a)), 2)))),
            lambda v: mpmath.atan(v) * mpmath.exp(-mpmath.mpf(float(b)) * (v - mpmath.mpf(float(a))) ** 2),
            [-mpmath.inf, -3, 0, 3, 8, mpmath.inf],
        ),
    ),
    (
        "beta times sine",
        lambda a, b: (
            App("open", (ZERO, ONE)),
            mul(power(x, a), power(sub(ONE, x), b), App("sin", (x,))),
            lambda v: v ** mpmath.mpf(float(a)) * (1 - v) ** mpmath.mpf(float(b)) * mpmath.sin(v),
            [0, 0.5, 1],
        ),
    ),
]
DYADIC = st.sampled_from([F(1, 4), F(1, 2), F(3, 4), F(1), F(3, 2), F(2), F(13, 4)])


@pytest.mark.parametrize("name", [n for n, _ in FAMILIES])
@settings(max_examples=8, deadline=None)
@given(a=DYADIC, b=DYADIC)
def test_integrals_contain_the_quadrature(name: str, a: F, b: F) -> None:
    """A numerical integral contains the value of an independent quadrature."""
    domain, body, f, points = dict(FAMILIES)[name](a, b)
    found = enclose(fold("int", domain, "x", body), Assignment())
    assert isinstance(found, Finite), found
    with mpmath.workdps(25):
        value = mpmath.quad(f, points)
    assert abs(float(found.ball) - float(value)) < 1e-12 * max(1.0, abs(float(value)))


@settings(max_examples=40, deadline=None)
@given(POSITIVE, POSITIVE)
def test_power_tails_converge_exactly_beyond_one(p: F, c: F) -> None:
    """The integral of (x + c)^-p over the half line is finite if and only if p > 1."""
    found = enclose(fold("int", POSREAL, "x", power(add(x, num(c)), -p)), Assignment())
    if p > 1:
        assert isinstance(found, Finite)
        scale = (arb(c.numerator) / c.denominator) ** (1 - fmpq(p.numerator, p.denominator))
        assert found.ball.overlaps(scale * (p - 1).denominator / (p - 1).numerator)
    else:
        assert isinstance(found, Diverges)


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=-7, max_value=7), st.integers(min_value=1, max_value=4))
def test_tangent_over_poles_is_not_finite(k: int, n: int) -> None:
    """A ball that holds a pole of tan gives no finite ball, and one that holds 0 no power with negative exponent."""
    from numerics import real

    pole = arb.pi() * (2 * k + 1) / 2 + arb(0, "0.01")
    for attempt in (lambda: real.tangent(pole), lambda: real.integer_power(arb(0, "0.01"), -n)):
        with pytest.raises(NoValue):
            attempt()
    crossing = real.integer_power(arb(0, "0.5"), n)
    for inside in (F(-1, 2), F(0), F(1, 3)):
        assert crossing.overlaps(arb(inside.numerator) / inside.denominator) if n == 1 else crossing.contains(0)
    assert isinstance(enclose(power(num(0), -n), Assignment()), Undefined)
