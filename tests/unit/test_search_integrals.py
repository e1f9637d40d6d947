"""Integrals of densities and of explicit functions are proved, false values never are."""

from __future__ import annotations

import pytest
from calculus_claims import claim, is_proved, outcome
from law_claims import statements

from proofs.search.prove import Proved
from proofs.theory.laws import LAWS

CONTINUOUS = {law.id: law for law in LAWS.values() if law.kind == "continuous"}
#: What no rule reaches: a case distinction on the right, and the incomplete integrals of two laws.
OPEN = {("laplace", "cdf"), ("student", "cdf"), ("inverse_gaussian", "cdf"), ("inverse_gaussian", "mgf")}
RATES = ("a in posreal", "b in posreal", "s in posreal")


STATED = [(law.id, name) for law in CONTINUOUS.values() for name in statements(law) if (law.id, name) not in OPEN]


@pytest.mark.parametrize(("law", "quantity"), STATED)
def test_quantity_of_a_law_is_proved_from_its_density(law: str, quantity: str) -> None:
    """Total mass, mean, variance, entropy, mgf and cdf of a law follow from its density."""
    assert isinstance(outcome(statements(CONTINUOUS[law])[quantity]), Proved)


TRUE = [
    ("integral(x, posreal, x^3*exp(-2*x)) = 3/8", ()),
    ("integral(x, posreal, exp(-x^2)) = sqrt(pi)/2", ()),
    ("integral(x, real, 1/(1 + x^2)) = pi", ()),
    ("integral(x, real, abs(x)*exp(-x^2/2)) = 2", ()),
    ("integral(x, real, exp(-abs(x-s)/b)*x^2) = 2*b*(s^2 + 2*b^2)", RATES),
    ("integral(x, open(0, 1), x*log(x)) = -1/4", ()),
    ("integral(x, open(1, 3), 1/x) = log(3)", ()),
    ("integral(x, above(2), (x-2)*exp(-(x-2))) = 1", ()),
    ("integral(x, open(0, a), x^2 + b*x) = a^3/3 + b*a^2/2", RATES),
    ("integral(x, posreal, log(x)*b*exp(-b*x)) = -euler_gamma - log(b)", RATES),
    ("integral(x, posreal, (b*x + 1)^(-2)) = 1/b", RATES),
    ("integral(x, posreal, x*b*exp(-b*x)) = integral(x, posreal, exp(-b*x))", RATES),
    ("integral(x, real, exp(-(a*x^2 + b*x + s))) = sqrt(pi/a)*exp(b^2/(4*a) - s)", RATES),
    ("integral(x, open(0, 1), pow(x, n)*pow(1-x, m)) = beta(n+1, m+1)", ("n in nat", "m in nat")),
    ("integral(x, posreal, x^(a-1)/(1+x^2)^(a+b)) = beta(a/2, a/2+b)/2", RATES),
    ("integral(x, real, exp(-x)/(1+exp(-x))^2) = 1", ()),
    ("integral(x, real, exp(x)*exp(-exp(x))) = 1", ()),
    ("integral(x, below(y), exp(-b*abs(x-s))*b/2) = 1 - exp(-b*(y-s))/2", (*RATES, "s < y", "y in real")),
    ("integral(x, posreal, integral(y, open(0, x), a*exp(-a*x)*b*exp(-b*y))) = b/(a+b)", RATES),
    ("integral(y, open(0, s), a*exp(-a*y)*a*exp(-a*(s-y))) = a^2*s*exp(-a*s)", RATES),
    ("integral(x, posreal, log(x)*x*exp(-x)) = 1 - euler_gamma", ()),
    (
        "integral(x, posreal, sum(i, 1, n, f(i)*x)*exp(-x)) = sum(i, 1, n, f(i))",
        ("all(i, 1, n, f(i) in real)", "n in nat"),
    ),
]


@pytest.mark.parametrize(("text", "given"), TRUE)
def test_integral_of_an_explicit_function_is_proved(text: str, given: tuple[str, ...]) -> None:
    """An integral of powers, exponentials and logarithms equals its closed form."""
    assert is_proved(text, *given)


MIXTURES = [
    (
        "integral(l, posreal, l*exp(-l*y) * b^a/gamma(a)*l^(a-1)*exp(-b*l)) = a*b^a/(b+y)^(a+1)",
        (*RATES, "y in posreal"),
    ),
    (
        "integral(l, posreal, l^k*exp(-l)/factorial(k) * b^a/gamma(a)*l^(a-1)*exp(-b*l))"
        " = gamma(k+a)/(gamma(a)*factorial(k)) * (b/(1+b))^a * (1/(1+b))^k",
        (*RATES, "k in nat"),
    ),
    (
        "integral(p, open(0, 1), p^k*(1-p)^(n-k) * p^(a-1)*(1-p)^(b-1)) = beta(a+k, b+n-k)",
        (*RATES, "n in nat", "k in range(0, n)"),
    ),
    (
        "integral(m, real, (2*pi*v)^(-1/2)*exp(-(x-m)^2/(2*v)) * (2*pi*w)^(-1/2)*exp(-(m-u)^2/(2*w)))"
        " = (2*pi*(v+w))^(-1/2)*exp(-(x-u)^2/(2*(v+w)))",
        ("v in posreal", "w in posreal", "x in real", "u in real"),
    ),
    (
        "integral(l, posreal, prod(i, 1, n, l*exp(-l*x(i))) * l^(a-1)*exp(-b*l))"
        " = gamma(a+n)/(b + sum(i, 1, n, x(i)))^(a+n)",
        (*RATES, "n in posint", "all(i, 1, n, x(i) in posreal)"),
    ),
]


@pytest.mark.parametrize(("text", "given"), MIXTURES)
def test_mixture_is_proved(text: str, given: tuple[str, ...]) -> None:
    """A predictive or evidence integral over the parameter has its closed form."""
    assert is_proved(text, *given)


def test_inner_integral_is_done_first() -> None:
    """The mean of an exponential with gamma rate is that of the mixture."""
    inner = "integral(l, posreal, l*exp(-l*x) * b^a/gamma(a)*l^(a-1)*exp(-b*l))"
    assert is_proved(f"integral(x, posreal, x*{inner}) = b/(a-1)", *RATES, "1 < a")


def test_order_of_integration_is_changed_for_an_unknown_density() -> None:
    """A mixture of exponentials integrates to 1 for every density of the rate."""
    text = "integral(x, posreal, integral(l, posreal, l*exp(-l*x)*f(l))) = 1"
    assert isinstance(outcome(claim(text, "density(lam(x, posreal, f(x)))")), Proved)


def test_linearity_with_an_unknown_density() -> None:
    """The mean of a X + b is a E[X] + b."""
    text = "integral(x, real, (a*x + b)*f(x)) = a*integral(x, real, x*f(x)) + b"
    given = ("density(lam(x, real, f(x)))", "integrable(lam(x, real, x*f(x)))", *RATES)
    assert is_proved(text, *given)


def test_missing_condition_of_convergence_is_named() -> None:
    """The mean of a Lomax law is proved under the condition 1 < a, which is shown."""
    found = outcome(claim("integral(x, posreal, x*a*s^a*(x+s)^(-a-1)) = s/(a-1)", *RATES))
    assert isinstance(found, Proved)
    assert [str(c) for c in found.conditions] == [str(claim("1 < a").claim)]


UNKNOWN = [
    ("integral(x, real, f(x-c)) = integral(x, real, f(x))", "integrable(lam(x, real, f(x)))", "c in real"),
    ("integral(x, real, f(-x)) = integral(x, real, f(x))", "integrable(lam(x, real, f(x)))"),
    (
        "integral(x, posreal, f(s*x)) = integral(x, posreal, f(x))/s",
        "integrable(lam(x, posreal, f(x)))",
        "s in posreal",
    ),
]


@pytest.mark.parametrize("case", UNKNOWN)
def test_substitution_in_an_unknown_function(case: tuple[str, ...]) -> None:
    """Translation, reflection and scaling leave the integral of an unknown function what they should."""
    assert isinstance(outcome(claim(*case)), Proved)


@pytest.mark.parametrize(("text", "given"), [*TRUE, *MIXTURES])
def test_integral_off_by_one_is_not_proved(text: str, given: tuple[str, ...]) -> None:
    """The right value and 1 is not proved."""
    assert not isinstance(outcome(claim(f"{text} + 1", *given)), Proved)


FALSE = [
    "integral(x, posreal, b*exp(-b*x)) = b",
    "integral(x, posreal, x*b*exp(-b*x)) = b",
    "integral(x, posreal, x*b^a/gamma(a)*x^(a-1)*exp(-b*x)) = b/a",
    "integral(x, posreal, x*a*s^a*(x+s)^(-a-1)) = s/(a+1)",
    "integral(x, open(0, 1), x^(a-1)*(1-x)^(b-1)) = beta(a, b+1)",
    "integral(x, real, exp(-x^2/(2*s))) = sqrt(2*pi)*s",
    "integral(x, open(0, 1), log(x)) = 1",
    "integral(x, posreal, 1/x) = 0",
    "integral(x, real, x) = 0",
    "integral(x, real, x/(1+x^2)) = 0",
    "integral(x, real, exp(-abs(x-s)/b)*x^2) = 2*b*(s^2 + b^2)",
    "integral(x, open(0, a), x^2) = a^2/3",
]


@pytest.mark.parametrize("text", FALSE)
def test_false_value_is_not_proved(text: str) -> None:
    """A wrong value of an integral, or any value of a divergent one, is not proved."""
    assert not isinstance(outcome(claim(text, *RATES)), Proved)
