"""Refutation: false statements get counterexamples that recheck from JSON, true ones never do."""

from __future__ import annotations

import json
from fractions import Fraction as F

import pytest

from numerics.refute import Refuted, Supported, Undecided, recheck, refute
from proofs.kernel.term import App, Bind, Term
from proofs.language import (
    NAT,
    ONE,
    PI,
    POSINT,
    POSREAL,
    REAL,
    ZERO,
    add,
    beta,
    binomial,
    div,
    exp,
    factorial,
    fold,
    gamma,
    log,
    member,
    mul,
    neg,
    num,
    power,
    relation,
    sqrt,
    sub,
    var,
)
from proofs.statement import Statement

x, y, a, b, c, d, k, n, t = map(var, "xyabcdknt")
UNIT = App("open", (ZERO, ONE))
HALF = num(F(1, 2))


def over(domain: Term, body: Term) -> Term:
    """The integral in x."""
    return fold("int", domain, "x", body)


def total(domain: Term, body: Term) -> Term:
    """The sum in x."""
    return fold("sum", domain, "x", body)


def state(claim: Term, *hypotheses: Term, positive: str = "") -> Statement:
    """A statement with positive symbols."""
    return Statement((*(member(var(s), POSREAL) for s in positive.split()), *hypotheses), claim)


def same(lhs: Term, rhs: Term) -> Term:
    """lhs = rhs."""
    return relation("=", lhs, rhs)


def choose(m: Term, j: Term, p: Term) -> Term:
    """The binomial mass."""
    return mul(binomial(m, j), App("pow", (p, j)), App("pow", (sub(ONE, p), sub(m, j))))


GAMMA = mul(power(b, a), power(gamma(a), -1), power(x, sub(a, ONE)), exp(neg(mul(b, x))))
NORMAL = mul(power(mul(num(2), PI, c), num(F(-1, 2))), exp(neg(div(power(sub(x, t), 2), mul(num(2), c)))))
BETA = div(mul(power(x, sub(a, ONE)), power(sub(ONE, x), sub(b, ONE))), beta(a, b))
LOMAX = mul(a, power(b, a), power(add(x, b), neg(add(a, ONE))))
STUDENT = mul(
    gamma(mul(HALF, add(a, ONE))),
    power(mul(sqrt(mul(a, PI)), gamma(mul(HALF, a))), -1),
    power(add(ONE, div(power(x, 2), a)), mul(num(F(-1, 2)), add(a, ONE))),
)
POISSON = mul(App("pow", (b, x)), exp(neg(b)), power(factorial(x), -1))
MEAN = member(t, REAL)

TRUE = {
    "gamma has mass 1": state(same(over(POSREAL, GAMMA), ONE), positive="a b"),
    "gamma has mean a/b": state(same(over(POSREAL, mul(x, GAMMA)), div(a, b)), positive="a b"),
    "gamma has variance a/b^2": state(
        same(over(POSREAL, mul(power(sub(x, div(a, b)), 2), GAMMA)), div(a, power(b, 2))), positive="a b"
    ),
    "E log of a gamma": state(
        same(over(POSREAL, mul(log(x), GAMMA)), sub(App("digamma", (a,)), log(b))), positive="a b"
    ),
    "normal has mass 1": state(same(over(REAL, NORMAL), ONE), MEAN, positive="c"),
    "normal has mean t": state(same(over(REAL, mul(x, NORMAL)), t), MEAN, positive="c"),
    "normal has variance c": state(same(over(REAL, mul(power(sub(x, t), 2), NORMAL)), c), MEAN, positive="c"),
    "normal entropy": state(
        same(over(REAL, mul(num(-1), NORMAL, log(NORMAL))), mul(HALF, log(mul(num(2), PI, exp(ONE), c)))),
        MEAN,
        positive="c",
    ),
    "beta has mean a/(a+b)": state(same(over(UNIT, mul(x, BETA)), div(a, add(a, b))), positive="a b"),
    "student has mass 1": state(same(over(REAL, STUDENT), ONE), positive="a"),
    "lomax has mass 1": state(same(over(POSREAL, LOMAX), ONE), positive="a b"),
    "lomax mean where it exists": state(same(over(POSREAL, mul(x, LOMAX)), div(b, sub(a, ONE))), positive="a b"),
    "poisson has mean b": state(same(total(NAT, mul(x, POISSON)), b), positive="b"),
    "binomial mean": state(
        same(total(App("range", (ZERO, n)), mul(x, choose(n, x, c))), mul(n, c)), member(n, POSINT), member(c, UNIT)
    ),
    "posterior kernel": state(
        App(
            "propto",
            (
                fold("lam", POSREAL, "x", mul(GAMMA, power(x, c), exp(neg(mul(d, x))))),
                fold("lam", POSREAL, "x", mul(power(x, sub(add(a, c), ONE)), exp(neg(mul(add(b, d), x))))),
            ),
        ),
        positive="a b c d",
    ),
    "log density up to a constant": state(
        App(
            "upto",
            (
                fold("lam", POSREAL, "x", log(GAMMA)),
                fold("lam", POSREAL, "x", sub(mul(sub(a, ONE), log(x)), mul(b, x))),
            ),
        ),
        positive="a b",
    ),
    "index in a range": state(relation("<=", k, n), member(n, POSINT), member(k, App("range", (ZERO, n)))),
    "tower over finite sets": state(
        same(
            fold(
                "sum", var("S"), "s", mul(var("p", var("s")), fold("sum", var("A"), "u", var("q", var("u"), var("s"))))
            ),
            ONE,
        ),
        App("density", (fold("lam", var("S"), "s", var("p", var("s"))),)),
        fold("all", var("S"), "s", App("density", (fold("lam", var("A"), "u", var("q", var("u"), var("s"))),))),
    ),
    "an unknown density has mass 1": state(
        same(fold("int", POSREAL, "y", mul(num(3), var("p", y))), num(3)),
        App("density", (fold("lam", POSREAL, "y", var("p", y)),)),
    ),
    "log of a product": state(
        same(
            log(fold("prod", App("range", (ONE, n)), "i", var("z", var("i")))),
            fold("sum", App("range", (ONE, n)), "i", log(var("z", var("i")))),
        ),
        member(n, POSINT),
        fold("all", App("range", (ONE, n)), "i", member(var("z", var("i")), POSREAL)),
    ),
    "an equation is solved": state(same(power(add(a, t), 2), ONE), same(add(a, t), ONE), MEAN, positive="a"),
}

FALSE = {
    "gamma mean a b": state(same(over(POSREAL, mul(x, GAMMA)), mul(a, b)), positive="a b"),
    "normal variance as deviation": state(
        same(over(REAL, mul(power(sub(x, t), 2), NORMAL)), power(c, 2)), MEAN, positive="c"
    ),
    "lomax mean b/a": state(same(over(POSREAL, mul(x, LOMAX)), div(b, a)), positive="a b"),
    "posterior with the wrong shape": state(
        App(
            "propto",
            (
                fold("lam", POSREAL, "x", mul(GAMMA, power(x, c))),
                fold("lam", POSREAL, "x", mul(power(x, a), exp(neg(mul(b, x))))),
            ),
        ),
        positive="a b c",
    ),
    "zero is not proportional to a density": state(
        App("propto", (fold("lam", POSREAL, "x", GAMMA), fold("lam", POSREAL, "x", ZERO))), positive="a b"
    ),
    "true at x = y = 2 only": state(same(power(x, y), power(y, x)), positive="x y"),
    "log E exp is not E": state(
        same(
            log(fold("sum", var("S"), "s", mul(var("p", var("s")), exp(var("V", var("s")))))),
            fold("sum", var("S"), "s", mul(var("p", var("s")), var("V", var("s")))),
        ),
        App("density", (fold("lam", var("S"), "s", var("p", var("s"))),)),
    ),
    "1/2004! = 1/2006!": state(same(power(factorial(num(2004)), -1), power(factorial(num(2006)), -1))),
    "2^-99 = 2^-98": state(same(power(num(2), -99), power(num(2), -98))),
    "an integral across a double pole": state(same(over(App("closed", (num(-1), ONE)), power(x, -2)), num(-2))),
    "an integral across a simple pole": state(same(over(App("closed", (num(-1), ONE)), power(x, -1)), ZERO)),
    "square of a substitution": state(same(over(App("closed", (num(-1), ONE)), power(x, 2)), ZERO)),
    "E[1/t] of an exponential": state(same(over(POSREAL, mul(power(x, -1), b, exp(neg(mul(b, x))))), b), positive="b"),
    "E[1/t] of a lomax": state(same(over(POSREAL, mul(power(x, -1), LOMAX)), div(a, b)), positive="a b"),
    "strict order": state(relation("<", a, add(a, mul(b, sub(ONE, b)))), positive="a b"),
    "a relative error of 1e-60": state(same(mul(a, add(ONE, power(num(10), -60))), a), positive="a"),
    "a density with mass 2": state(App("density", (fold("lam", POSREAL, "x", mul(num(2), GAMMA)),)), positive="a b"),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_supported(name: str) -> None:
    """A true statement is supported by at least 20 points, and never refuted."""
    found = refute(TRUE[name], budget_seconds=10)
    assert isinstance(found, Supported), found
    assert found.points >= 20


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted(name: str) -> None:
    """A false statement is refuted, and the counterexample rechecks from its JSON alone."""
    found = refute(FALSE[name], budget_seconds=10)
    assert isinstance(found, Refuted), found
    assert recheck(FALSE[name], json.loads(json.dumps(found.counterexample)))


def test_recheck_refuses_altered_counterexamples() -> None:
    """A changed value, side or point is noticed."""
    statement = FALSE["gamma mean a b"]
    found = refute(statement)
    assert isinstance(found, Refuted)
    good = found.counterexample
    assert recheck(statement, good)
    assert not recheck(statement, {**good, "lhs": "17"})
    negative = {**good, "assignment": {**good["assignment"], "values": {"a": "-1", "b": "2"}}}
    assert not recheck(statement, negative)
    assert not recheck(TRUE["gamma has mean a/b"], good)
    assert not recheck(statement, {})


def test_divergence_on_both_sides_is_undecided() -> None:
    """Where both sides diverge nothing is refuted, and the place is reported."""
    side = over(POSREAL, mul(power(x, -1), b, exp(neg(mul(b, x)))))
    found = refute(state(same(mul(a, side), mul(side, a, num(2))), positive="a b"))
    assert isinstance(found, Undecided)
    assert found.divergence == "diverges at x -> 0"


def test_impossible_hypotheses_have_a_reason() -> None:
    """Hypotheses that no point meets give no verdict but a reason."""
    found = refute(state(same(a, a), relation("<", a, ZERO), positive="a"))
    assert isinstance(found, Undecided)
    assert "hypothesis" in found.reason


def test_counterexamples_are_round() -> None:
    """A counterexample has the roundest numbers that refute."""
    found = refute(FALSE["gamma mean a b"])
    assert isinstance(found, Refuted)
    assert set(found.counterexample["assignment"]["values"].values()) <= {"1", "2"}


def test_undefined_on_one_side_is_no_refutation() -> None:
    """A side that is undefined at a point does not refute."""
    found = refute(state(same(log(sub(ZERO, a)), a), positive="a"))
    assert isinstance(found, Undecided)


def test_binder_is_a_term() -> None:
    """The constructors give binders."""
    assert isinstance(over(REAL, NORMAL), Bind)


def test_a_moment_of_high_order_is_not_refuted() -> None:
    """A moment that exists only for a large shape is no counterexample where it diverges."""
    value = div(mul(num(720), power(b, 6), gamma(sub(a, num(6)))), gamma(a))
    found = refute(state(same(over(POSREAL, mul(power(x, 6), LOMAX)), value), positive="a b"))
    assert not isinstance(found, Refuted)


def test_derivative_of_an_integral_in_closed_form() -> None:
    """A parameter integral is differentiated through its closed form."""
    mass = fold("int", POSREAL, "y", exp(neg(mul(x, y))))
    claim = same(App("diff", (fold("lam", POSREAL, "x", mass), a)), neg(power(a, -2)))
    assert isinstance(refute(state(claim, positive="a")), Supported)
    wrong = same(App("diff", (fold("lam", POSREAL, "x", mass), a)), power(a, -2))
    assert isinstance(refute(state(wrong, positive="a")), Refuted)
