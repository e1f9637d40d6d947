"""Limits at the ends of the usual integrals are proved, false ones never are."""

from __future__ import annotations

import pytest
from calculus_claims import limit, outcome

from proofs.search.prove import Proved

GIVEN = ("a in posreal", "b in posreal", "q in posreal", "p in posreal", "m in real")

TRUE = [
    ("exp(-q*z)", "oo", "0"),
    ("exp(-q*z)", "0+", "1"),
    ("z^p*exp(-q*z)", "oo", "0"),
    ("z^p*exp(-q*z)", "0+", "0"),
    ("-z*exp(-q*z) - exp(-q*z)/q", "oo", "0"),
    ("-z*exp(-q*z) - exp(-q*z)/q", "0+", "-1/q"),
    ("exp(-q*z^2)", "-oo", "0"),
    ("z*exp(-(z-m)^2/(2*b))", "-oo", "0"),
    ("z*exp(-(z-m)^2/(2*b))", "oo", "0"),
    ("-z^2", "1-", "-1"),
    ("z*log(z) - z", "0+", "0"),
    ("z^2/2", "b-", "b^2/2"),
    ("-z^(-a)/a", "oo", "0"),
    ("-z^(-a)/a", "b+", "-b^(-a)/a"),
    ("-(z+b)^(-a)/a", "oo", "0"),
    ("-z*(z+b)^(-a-1)", "oo", "0"),
    ("arctan((z-m)/b)", "oo", "pi/2"),
    ("arctan((z-m)/b)", "-oo", "-pi/2"),
    ("(1 + erf((z-m)/sqrt(2*b)))/2", "oo", "1"),
    ("(1 + erf((z-m)/sqrt(2*b)))/2", "-oo", "0"),
    ("log(1 + exp(-z))", "oo", "0"),
    ("(z+a)/(z+b)", "oo", "1"),
    ("(1 - exp(-q*z))^2", "oo", "1"),
    ("log(z)*z^p*exp(-q*z)", "0+", "0"),
    ("integral(x, open(0, z), exp(-x^2))^2", "oo", "pi/4"),
]


@pytest.mark.parametrize(("body", "end", "value"), TRUE)
def test_limit_is_proved(body: str, end: str, value: str) -> None:
    """The limit of an explicit function at the end of an interval is its value there."""
    found = outcome(limit(body, end, value, *GIVEN))
    assert isinstance(found, Proved)
    assert not found.conditions


@pytest.mark.parametrize("end", ["0+", "1-"])
def test_limit_at_the_ends_of_the_unit_interval(end: str) -> None:
    """x^a (1 - x)^b vanishes at both ends."""
    assert isinstance(outcome(limit("z^a*(1-z)^b", end, "0", *GIVEN, domain="open(0, 1)")), Proved)


FALSE = [
    ("exp(-q*z)", "oo", "1"),
    ("exp(q*z)", "oo", "0"),
    ("z^p*exp(-q*z)", "0+", "1"),
    ("z*exp(-q*z)", "-oo", "0"),
    ("arctan((z-m)/b)", "oo", "pi"),
    ("z^(p-1)", "0+", "0"),
    ("sin(z)", "oo", "0"),
    ("(z+a)/(z+b)", "oo", "a/b"),
]


@pytest.mark.parametrize(("body", "end", "value"), FALSE)
def test_false_limit_is_not_proved(body: str, end: str, value: str) -> None:
    """A wrong limit, or any value of one that does not exist, is not proved."""
    assert not isinstance(outcome(limit(body, end, value, *GIVEN)), Proved)
