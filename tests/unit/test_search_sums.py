"""Sums and products of the laws on integers and of explicit terms are proved, false values never are."""

from __future__ import annotations

import pytest
from calculus_claims import claim, is_proved, outcome
from law_claims import statements

from proofs.search.prove import Proved
from proofs.theory.laws import LAWS

DISCRETE = {law.id: law for law in LAWS.values() if law.kind == "discrete" and law.size is None}
#: What no rule reaches.
OPEN = {
    ("bernoulli", "cdf"),
    ("negative_binomial_trials", "cdf"),
}
STATED = [(law.id, name) for law in DISCRETE.values() for name in statements(law) if (law.id, name) not in OPEN]
INDEXED = ("n in posint", "all(i, 1, n, x(i) in nat)", "l in posreal", "p in open(0, 1)")
RATES = ("a in posreal", "b in posreal", "n in posint", "r in open(0, 1)")


@pytest.mark.parametrize(("law", "quantity"), STATED)
def test_quantity_of_a_law_is_proved_from_its_density(law: str, quantity: str) -> None:
    """Total mass, mean, variance, entropy, mgf and cdf of a law follow from its density."""
    assert isinstance(outcome(statements(DISCRETE[law])[quantity]), Proved)


TRUE = [
    ("sum(k, 1, n, k) = n*(n+1)/2", RATES),
    ("sum(k, 1, n, k^2) = n*(n+1)*(2*n+1)/6", RATES),
    ("sum(k, 1, n, a) = n*a", RATES),
    ("sum(k, 0, n-1, r^k) = (1 - r^n)/(1 - r)", RATES),
    ("sum(k, 0, oo, k*r^k) = r/(1-r)^2", RATES),
    ("sum(k, 1, oo, r^k/k) = -log(1-r)", RATES),
    ("sum(k, 0, oo, k*(k-1)*a^k*exp(-a)/factorial(k)) = a^2", RATES),
    ("sum(k, 0, n, binomial(n, k)*a^k*b^(n-k)) = (a+b)^n", RATES),
    ("sum(i, 1, n, a*x(i) + b) = a*sum(i, 1, n, x(i)) + n*b", (*INDEXED, *RATES)),
    ("sum(i, 1, n+1, x(i)) = sum(i, 1, n, x(i)) + x(n+1)", (*INDEXED, "x(n+1) in real")),
    ("sum(i, 0, n-1, x(i+1)) = sum(i, 1, n, x(i))", INDEXED),
    ("sum(i, 1, n, (x(i) - a)^2) = sum(i, 1, n, x(i)^2) - 2*a*sum(i, 1, n, x(i)) + n*a^2", (*INDEXED, *RATES)),
    ("prod(i, 1, n, l^x(i)*exp(-l)) = l^sum(i, 1, n, x(i))*exp(-n*l)", INDEXED),
    ("prod(i, 1, n, p^x(i)*(1-p)^(1-x(i))) = p^sum(i, 1, n, x(i))*(1-p)^(n - sum(i, 1, n, x(i)))", INDEXED),
    ("log(prod(i, 1, n, l*exp(-l*x(i)))) = n*log(l) - l*sum(i, 1, n, x(i))", INDEXED),
    (
        "log(prod(i, 1, n, l^x(i)*exp(-l)/factorial(x(i))))"
        " = sum(i, 1, n, x(i))*log(l) - n*l - sum(i, 1, n, log(factorial(x(i))))",
        INDEXED,
    ),
    ("prod(i, 1, 3, a) = a^3", RATES),
    ("sum(i, 1, n, x(i)) = x(1) + sum(i, 2, n, x(i))", INDEXED),
    ("sum(i, 1, n, x(i)) = sum(i, 1, n-1, x(i)) + x(n)", INDEXED),
    ("sum(i, 2, n+1, x(i-1)) = sum(i, 1, n, x(i))", INDEXED),
    ("sum(i, 1, n, x(i)) = sum(i, 1, k, x(i)) + sum(i, k+1, n, x(i))", (*INDEXED, "k in range(1, n)")),
    ("sum(k, 0, n, binomial(n, k)*pow(x, n-k)*pow(y, k)) = pow(x+y, n)", ("n in nat", "x in real", "y in real")),
    ("sum(k, 0, oo, a^k*exp(-a)/factorial(k)*pow(z, k)) = exp(a*(z-1))", ("a in posreal", "z in real")),
    (
        "sum(j, 0, z, binomial(n, j)*binomial(m, z-j)) = binomial(n+m, z)",
        ("z in nat", "n in nat", "m in nat", "z <= n", "z <= m"),
    ),
    ("sum(i, 1, n, x(i) - sum(j, 1, n, x(j))/n) = 0", INDEXED),
    ("sum(i, 1, n, sum(j, 1, n, x(i)*x(j))) = sum(i, 1, n, x(i))^2", INDEXED),
    (
        "-sum(k, 0, oo, a^k*exp(-a)/factorial(k)*log(a^k*exp(-a)/factorial(k)))"
        " = a*(1 - log(a)) + exp(-a)*sum(k, 0, oo, a^k*log(factorial(k))/factorial(k))",
        ("a in posreal",),
    ),
    ("prod(i, 1, n, b) = b^n", RATES),
]


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_sum_or_product_is_proved(text: str, given: tuple[str, ...]) -> None:
    """A sum or product equals its closed form, or another way of writing it."""
    assert is_proved(text, *given)


def test_condition_of_convergence_is_named() -> None:
    """The sum of a geometric series is proved under a condition that is shown."""
    found = outcome(claim("sum(k, 0, oo, a^k) = 1/(1-a)", "a in posreal"))
    assert isinstance(found, Proved)
    assert found.conditions


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_sum_off_by_one_is_not_proved(text: str, given: tuple[str, ...]) -> None:
    """The right value and 1 is not proved."""
    assert not isinstance(outcome(claim(f"{text} + 1", *given)), Proved)


FALSE = [
    "sum(i, 1, n, x(i)) = sum(i, 2, n, x(i))",
    "sum(i, 1, n, x(i)) = sum(i, 0, n, x(i))",
    "sum(k, 1, n, k) = n*(n-1)/2",
    "sum(k, 0, n, a) = n*a",
    "sum(k, 0, oo, r^k) = r/(1-r)",
    "sum(k, 1, oo, r^k) = 1/(1-r)",
    "sum(k, 0, oo, a^k*exp(-a)/factorial(k)) = exp(a)",
    "sum(k, 0, n, binomial(n, k)*a^k*b^(n-k)) = (a-b)^n",
    "sum(k, 1, n, binomial(n, k)*a^k*b^(n-k)) = (a+b)^n",
    "sum(k, 0, oo, 1) = 0",
    "prod(i, 1, n, exp(-a)) = exp(-a)",
]


@pytest.mark.parametrize("text", FALSE)
def test_false_value_is_not_proved(text: str) -> None:
    """A wrong value of a sum or product is not proved."""
    assert not isinstance(outcome(claim(text, *RATES)), Proved)
