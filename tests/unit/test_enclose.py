"""Enclosures of explicit terms: the exact value lies inside, and what has no value is told apart."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from flint import arb

from numerics.evaluate import enclose
from numerics.model import Assignment, Drawn, Explicit, Table, decode, encode
from numerics.outcome import Diverges, Finite, Undefined, Unsupported
from proofs.kernel.term import App, Term
from proofs.language import (
    NAT,
    ONE,
    POSINT,
    POSREAL,
    REAL,
    ZERO,
    add,
    binomial,
    div,
    exp,
    factorial,
    fold,
    gamma,
    log,
    mul,
    neg,
    num,
    power,
    relation,
    sub,
    var,
)

x, a, b, n = var("x"), var("a"), var("b"), var("n")
NOTHING = Assignment()


def ball(t: Term, point: Assignment = NOTHING) -> arb:
    """The ball around t."""
    found = enclose(t, point)
    assert isinstance(found, Finite), found
    return found.ball


def near(t: Term, value: str, point: Assignment = NOTHING) -> None:
    """t is enclosed narrowly around the decimal value."""
    found = ball(t, point)
    assert found.overlaps(arb(value) + arb(0, "1e-18") * max(abs(float(value)), 1)), found
    assert found.rad() < 1e-15 * max(1.0, abs(float(value)))


def test_rational_arithmetic_is_exact() -> None:
    """Rational operations give exact balls."""
    assert ball(add(num(F(1, 2)), mul(num(3), power(num(2), -3)))) == arb(7) / 8


@pytest.mark.parametrize(
    ("t", "value"),
    [
        (gamma(num(F(7, 2))), "3.32335097044784255118406"),
        (App("digamma", (num(F(5, 2)),)), "0.703156640645243187226"),
        (App("trigamma", (num(F(5, 2)),)), "0.49035775610023486497"),
        (App("erf", (num(F(1, 3)),)), "0.36264811176676435"),
        (App("erfinv", (num(F(1, 3)),)), "0.30457019417859"),
        (App("lower_gamma", (num(F(5, 2)), num(1))), "0.200537593"),
        (App("lower_beta", (num(F(1, 3)), num(2), num(3))), "0.0339506172839506172839"),
        (App("pow", (num(-2), num(3))), "-8"),
        (App("pow", (num(0), num(0))), "1"),
        (power(num(0), 0), "1"),
        (power(num(2), F(1, 2)), "1.41421356237309504880169"),
        (binomial(num(10), num(3)), "120"),
        (App("floor", (num(F(-1, 2)),)), "-1"),
        (App("if", (relation("<", ONE, ZERO), log(ZERO), num(5))), "5"),
    ],
)
def test_known_values(t: Term, value: str) -> None:
    """Every constant of the language has its value."""
    assert abs(ball(t) - arb(value)) < 1e-8


@pytest.mark.parametrize(
    "t",
    [
        power(ZERO, -1),
        log(ZERO),
        log(num(-1)),
        gamma(num(0)),
        power(num(-1), F(1, 2)),
        App("erfinv", (num(2),)),
        App("pow", (num(2), num(F(1, 2)))),
        App("pow", (num(0), num(-1))),
    ],
)
def test_undefined(t: Term) -> None:
    """Outside its domain a function has no value."""
    assert isinstance(enclose(t, NOTHING), Undefined)


def test_symbolic_exponent_needs_a_positive_base() -> None:
    """A power with a symbol in the exponent is undefined at a negative base, `pow` is not."""
    at = Assignment({"x": F(-2), "n": F(3)})
    assert isinstance(enclose(power(x, n), at), Undefined)
    assert ball(App("pow", (x, n)), at) == -8


@pytest.mark.parametrize(
    "t",
    [
        power(num(9), power(num(9), 9)),
        power(num(7), num(10**11)),
        App("pow", (num(7), num(10**11))),
        exp(num(10**9)),
        gamma(num(10**9)),
        App("tan", (mul(App("pi"), num(F(1, 2))),)),
        power(sub(power(power(num(2), F(1, 2)), 2), num(2)), -1),
        fold("sum", App("range", (ONE, num(10**6))), "k", var("k")),
    ],
)
def test_refused(t: Term) -> None:
    """What is too large or not decided by balls is unsupported, at once."""
    assert isinstance(enclose(t, NOTHING), (Unsupported, Undefined))


def test_tables_and_families() -> None:
    """Families are looked up, abstract sets are summed over their labels, and the encoding is exact."""
    at = Assignment(
        {"n": F(2)},
        {"y": Table({(F(1),): F(1, 3), (F(2),): F(5)}), "f": Explicit(fold("lam", REAL, "u", power(var("u"), 2)))},
        {"S": 3},
    )
    t = add(
        fold("sum", App("range", (ONE, n)), "i", var("y", var("i"))),
        fold("sum", var("S"), "s", var("f", var("s"))),
    )
    assert ball(t, at).overlaps(arb(F(31, 3).numerator) / 3)
    assert decode(encode(at)) == at


def test_drawn_functions_become_tables() -> None:
    """A drawn function has the same value each time."""
    drawn = Drawn(7, (F(1), F(2), F(3)))
    assert drawn.value("f", (F(1),)) == drawn.value("f", (F(1),))


def test_derivatives() -> None:
    """A derivative is that of the body, also under finite sums."""
    cubic = fold("lam", REAL, "u", power(var("u"), 3))
    assert ball(App("diff", (cubic, num(2)))) == 12
    summed = fold("lam", REAL, "u", fold("sum", App("range", (ONE, num(3))), "k", power(var("u"), 2)))
    assert ball(App("diff", (summed, num(2)))) == 12
    at = Assignment({"a": F(5, 2)})
    near(App("diff", (fold("lam", POSREAL, "u", gamma(var("u"))), a)), "0.9347345216260855343923886", at)


def test_derivative_of_an_absolute_value() -> None:
    """|u| has the slope of its sign, and none at 0."""
    f = fold("lam", REAL, "u", App("abs", (var("u"),)))
    assert ball(App("diff", (f, num(-3)))) == -1
    assert not isinstance(enclose(App("diff", (f, ZERO)), NOTHING), Finite)


def test_derivative_in_an_end_of_an_integral() -> None:
    """The integrand at the end; none where it may jump there, or where the integral diverges."""
    u, v = var("u"), var("v")

    def up_to(body: Term) -> Term:
        return fold("lam", POSREAL, "v", fold("int", App("open", (ZERO, power(v, 2))), "u", body))

    near(App("diff", (up_to(exp(neg(u))), ONE)), "0.73575888234288464319104754")
    step = App("if", (relation("<", u, ONE), ONE, ZERO))
    assert not isinstance(enclose(App("diff", (up_to(step), ONE)), NOTHING), Finite)
    assert not isinstance(enclose(App("diff", (up_to(power(u, -1)), ONE)), NOTHING), Finite)


def test_an_integrand_that_falls_like_exp_of_exp() -> None:
    """Its rate far out has more digits than there is memory for; the process has to live."""
    near(fold("int", REAL, "x", mul(exp(x), exp(neg(exp(mul(num(2), x)))))), "0.886226925452758013649")


def test_an_integral_over_integers_is_a_sum() -> None:
    """The measure of a set of integers counts."""
    assert ball(fold("int", NAT, "x", power(num(F(1, 2)), x))).overlaps(arb(2))


@pytest.mark.parametrize(
    ("body", "where", "value"),
    [
        (mul(power(x, 3), exp(neg(x))), App("at_inf"), "0"),
        (div(sub(ONE, exp(neg(x))), x), App("from_right", (ZERO,)), "1"),
        (mul(x, log(x)), App("from_right", (ZERO,)), "0"),
        (div(add(mul(num(3), power(x, 2)), x), add(power(x, 2), ONE)), App("at_neg_inf"), "3"),
        (div(App("sin", (x,)), x), App("from_left", (ZERO,)), "1"),
        (power(add(ONE, power(x, -1)), x), App("at_inf"), "2.71828182845904523536"),
        (mul(x, sub(power(add(ONE, power(x, -1)), F(1, 2)), ONE)), App("at_inf"), "0.5"),
        (App("lower_gamma", (num(3), x)), App("at_inf"), "2"),
        (App("upper_gamma", (num(F(1, 2)), x)), App("at_inf"), "0"),
        (App("lower_gamma", (num(2), add(ONE, power(x, -1)))), App("at_inf"), "0.264241117657115356808952"),
        (
            add(log(gamma(add(x, ONE))), neg(mul(x, log(x))), x, mul(num(F(-1, 2)), log(x))),
            App("at_inf"),
            "0.918938533204672741780329736",
        ),
    ],
)
def test_limits(body: Term, where: Term, value: str) -> None:
    """Limits by expansion at the end of the filter."""
    near(App("lim", (fold("lam", REAL, "x", body), where)), value)


def test_infinite_limit_diverges() -> None:
    """A limit that is infinite has no value and says where."""
    found = enclose(App("lim", (fold("lam", POSREAL, "x", log(x)), App("from_right", (ZERO,)))), NOTHING)
    assert isinstance(found, Diverges) and found.sign == -1


@pytest.mark.parametrize(
    ("domain", "body", "value"),
    [
        (NAT, div(power(num(F(1, 2)), x), factorial(x)), "1.64872127070012814684865"),
        (NAT, mul(x, power(num(F(9, 10)), x)), "90"),
        (NAT, mul(App("pow", (num(F(-1, 2)), x)), ONE), "0.666666666666666666667"),
        (App("from", (num(3),)), power(num(F(1, 3)), x), "0.0555555555555555555556"),
        (POSINT, power(x, -2), "1.64493406684822643647"),
        (App("int"), power(num(F(1, 2)), App("abs", (x,))), "3"),
        (NAT, mul(div(App("pow", (num(2), x)), factorial(x)), log(factorial(x))), "8.06276810419882294819222"),
    ],
)
def test_series(domain: Term, body: Term, value: str) -> None:
    """Infinite sums are enclosed with their tails."""
    found = enclose(fold("sum", domain, "x", body), NOTHING)
    assert isinstance(found, (Finite, Unsupported))
    if isinstance(found, Finite):
        assert found.ball.overlaps(arb(value) + arb(0, "1e-17"))


@pytest.mark.parametrize("body", [power(x, -1), power(x, F(-1, 2)), power(num(2), x), ONE, factorial(x)])
def test_divergent_series(body: Term) -> None:
    """A divergent sum has no value."""
    assert isinstance(enclose(fold("sum", POSINT, "x", body), NOTHING), Diverges)


def test_difference_of_divergent_parts_is_undefined() -> None:
    """oo - oo is undefined, oo + 1 diverges, and a function of a divergent part is undefined."""
    harmonic = fold("sum", POSINT, "x", power(x, -1))
    assert isinstance(enclose(sub(harmonic, harmonic), NOTHING), Undefined)
    assert isinstance(enclose(add(harmonic, ONE), NOTHING), Diverges)
    found = enclose(exp(harmonic), NOTHING)
    assert isinstance(found, Undefined) and found.divergence is not None
