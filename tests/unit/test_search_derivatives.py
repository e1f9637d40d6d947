"""Derivatives of explicit functions are proved, false ones never are."""

from __future__ import annotations

import pytest
from calculus_claims import derivative, outcome

from proofs.kernel.term import App, Var
from proofs.language import ZERO, fold
from proofs.search.prove import Proved
from proofs.statement import Statement
from proofs.theory.notation import term

REALS = ("a in posreal", "b in posreal", "x in real")
POSITIVE = ("a in posreal", "b in posreal", "x in posreal")
DATA = ("n in nat", "all(i, 1, n, y(i) in real)")

TRUE = [
    ("z^2 + 3*z", "2*x + 3", REALS),
    ("a*log(z) - b*z", "a/x - b", POSITIVE),
    ("z^(a-1)*exp(-b*z)", "(a-1)*x^(a-2)*exp(-b*x) - b*x^(a-1)*exp(-b*x)", POSITIVE),
    ("log(gamma(z+a))", "digamma(x+a)", POSITIVE),
    ("digamma(z)", "trigamma(x)", POSITIVE),
    ("exp(-(z-a)^2/(2*b))", "-(x-a)/b*exp(-(x-a)^2/(2*b))", REALS),
    ("sum(i, 1, n, (y(i)-z)^2)", "-2*sum(i, 1, n, y(i)) + 2*n*x", (*DATA, *REALS)),
    ("sum(i, 1, n, y(i)*log(z) - z)", "sum(i, 1, n, y(i))/x - n", (*DATA, *POSITIVE)),
    ("1/(1 + exp(-z))", "exp(-x)/(1 + exp(-x))^2", REALS),
    ("z^z", "x^x*(1 + log(x))", POSITIVE),
    ("a^z", "a^x*log(a)", REALS),
    ("(1 - z/b)^(-a)", "a/b*(1 - x/b)^(-a-1)", (*REALS, "x < b")),
    ("sqrt(z)", "1/(2*sqrt(x))", POSITIVE),
    ("integral(u, open(0, z), b*exp(-b*u))", "b*exp(-b*x)", POSITIVE),
    ("arctan(z)", "1/(1 + x^2)", REALS),
    ("log(prod(i, 1, n, z*exp(-z*y(i))))", "n/x - sum(i, 1, n, y(i))", (*DATA, *POSITIVE)),
    ("integral(u, real, exp(z*u)*exp(-u^2/2))", "sqrt(2*pi)*x*exp(x^2/2)", REALS),
    ("erf(z)", "2/sqrt(pi)*exp(-x^2)", REALS),
]


@pytest.mark.parametrize(("body", "value", "given"), TRUE)
def test_derivative_is_proved(body: str, value: str, given: tuple[str, ...]) -> None:
    """The derivative of an explicit function is its explicit derivative."""
    found = outcome(derivative(body, "x", value, *given))
    assert isinstance(found, Proved)
    assert not found.conditions


@pytest.mark.parametrize("domain", ["posreal", "real"])
def test_second_derivative_is_proved(domain: str) -> None:
    """A derivative is differentiated again, on an open set around the point."""
    inner = App("diff", (fold("lam", term("posreal"), "w", term("a*log(w) - b*w")), Var("z")))
    outer = App("diff", (fold("lam", term(domain), "z", inner), Var("x")))
    found = outcome(Statement(tuple(map(term, POSITIVE)), App("=", (outer, term("-a/x^2")))))
    assert isinstance(found, Proved)


def test_second_moment_from_a_moment_generating_function() -> None:
    """The second derivative at 0 of the mgf of a gamma law is its second moment."""
    inner = App("diff", (fold("lam", term("real"), "w", term("(1 - w/b)^(-a)")), Var("z")))
    outer = App("diff", (fold("lam", term("real"), "z", inner), ZERO))
    found = outcome(Statement(tuple(map(term, POSITIVE)), App("=", (outer, term("a*(a+1)/b^2")))))
    assert isinstance(found, Proved)
    assert not found.conditions


FALSE = [
    ("z^2", "3*x", REALS),
    ("log(z)", "1/(x+1)", POSITIVE),
    ("exp(-b*z)", "b*exp(-b*x)", REALS),
    ("a*log(z) - b*z", "a/x + b", POSITIVE),
    ("log(z)", "1/x", REALS),
    ("abs(z)", "1", REALS),
    ("(1 - z/b)^(-a)", "-a/b*(1 - x/b)^(-a-1)", (*REALS, "x < b")),
]


@pytest.mark.parametrize(("body", "value", "given"), FALSE)
def test_false_derivative_is_not_proved(body: str, value: str, given: tuple[str, ...]) -> None:
    """A wrong derivative, or one that does not exist at every admitted point, is not proved without a condition."""
    found = outcome(derivative(body, "x", value, *given))
    assert not isinstance(found, Proved) or found.conditions
