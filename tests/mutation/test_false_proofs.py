"""Ways in which a false claim once got through the kernel, each to be refused for ever."""

from __future__ import annotations

from fractions import Fraction

import pytest

from proofs.kernel.field import normalise
from proofs.kernel.rules import Theorem, inst, normal, ring
from proofs.kernel.sexpr import read
from proofs.kernel.term import Refused

THIRD = Fraction(1 / 3)  # the double nearest to 1/3


@pytest.mark.parametrize("k", (-1, -3, -5))
def test_opposite_sums_keep_exact_coefficients(k: int) -> None:
    """A coefficient that differs from 1/3 by less than a double can tell is not taken for 1/3."""
    left = f"(* 1/3 (^ (+ y (* -1 x)) a) (^ (+ x (* -1 y)) {k}))"
    right = f"(^ (+ y (* -1 x)) (+ a {k}))"
    ring(read(left), read(f"(* -1/3 {right})"))
    with pytest.raises(Refused):
        ring(read(left), read(f"(* {-THIRD} {right})"))


@pytest.mark.parametrize("rest", ("(^ x -2) (^ x -3)", "(^ x -2) (* 5 (^ x -3))", "(^ x 2) (^ x -1)"))
@pytest.mark.parametrize("first", ("(* (^ x a) z)", "(^ x (+ a 1))"))
def test_a_common_factor_divides_every_term(first: str, rest: str) -> None:
    """An inverse of a sum of powers of x, some of them symbolic, keeps its value in normal form."""
    term = normal(read(f"(^ (+ {first} {rest}) -1)")).conclusion
    at = inst(Theorem(frozenset(), term), ("x", "a", "z"), (read("2"), read("3"), read("5")))
    left, right = (normalise(t)[0] for t in at.conclusion.args)  # type: ignore[union-attr]
    assert left == right
