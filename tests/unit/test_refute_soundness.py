"""Where a refutation or a support would be wrong: undefined sides, thin samples, vague counterexamples."""

from __future__ import annotations

import json

import pytest

from numerics.refute import Refuted, Supported, recheck, refute
from proofs.kernel.sexpr import read
from proofs.statement import Statement


def state(claim: str, *given: str) -> Statement:
    """The statement of these texts."""
    return Statement(tuple(map(read, given)), read(claim))


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("(= (diff (lam t real (log t)) x) (^ (^ x 2) -1/2))", ["(in x real)"]),
        ("(= (diff (lam t real (diff (lam u real (* u (log u))) t)) x) (^ (^ x 2) -1/2))", ["(in x real)"]),
        ("(= (E y (law (lam y posreal (* b (exp (* -1 y))))) y) 1)", ["(in b posreal)"]),
        ("(= (int t (open x y) (^ t 2)) (* 1/3 (+ (^ y 3) (* -1 (^ x 3)))))", ["(in x real)", "(in y (above x))"]),
    ],
)
def test_points_where_a_side_is_undefined_refute_nothing(claim: str, given: list[str]) -> None:
    """A logarithm below 0 under a derivative, an expectation over no density, a symbol with any name."""
    for seed in range(4):
        assert not isinstance(refute(state(claim, *given), seed=seed, budget_seconds=1), Refuted)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("(<= x (^ x 2))", ["(in x real)"]),
        ("(<= x 14)", ["(in x posreal)"]),
        ("(<= 1/14 x)", ["(in x posreal)"]),
        ("(<= (abs x) 14)", ["(in x real)"]),
        ("(<= n 6)", ["(in n nat)"]),
        ("(<= (pow 2 n) (+ 40 (^ n 2)))", ["(in n nat)"]),
        ("(<= 1/15 p)", ["(in p (open 0 1))"]),
        ("(< (* 2 x y) (+ (^ x 2) (^ y 2)))", ["(in x real)", "(in y real)"]),
        ("(all x posreal (<= x 14))", []),
    ],
)
def test_small_large_and_equal_values_are_tried(claim: str, given: list[str]) -> None:
    """What fails only for large, small, fractional or equal values is refuted by most seeds."""
    found = [refute(state(claim, *given), seed=seed, budget_seconds=1) for seed in range(8)]
    assert sum(isinstance(f, Refuted) for f in found) >= 6


@pytest.mark.parametrize(
    ("key", "value"),
    [("lhs", "[0 +/- 1e9]"), ("rhs", "nan"), ("difference", "5"), ("relation", "<"), ("at", {"x": "1"})],
)
def test_a_counterexample_is_what_it_shows(key: str, value: object) -> None:
    """Values that are vague or not those found, another relation and other points are not accepted."""
    statement = state("(= (+ x 1) x)", "(in x posreal)")
    found = refute(statement)
    assert isinstance(found, Refuted)
    shown = json.loads(json.dumps(found.counterexample))
    assert recheck(statement, shown)
    assert not recheck(statement, {**shown, key: value})


def test_a_density_integrates_to_one_exactly() -> None:
    """A function whose integral is 1 up to 1e-16 only is no density of a counterexample."""
    statement = state("(= (int x real (f x)) 1)", "(density (lam x real (f x)))")
    assert isinstance(refute(statement), Supported)
    near = "(* 10000000000000001/10000000000000000 (^ pi -1/2) (exp (* -1 (^ x 2))))"
    from numerics.model import Assignment, Explicit, encode

    at = Assignment({}, {"f": Explicit(read(f"(lam x real {near})"))}, {})
    shown = {"assignment": encode(at), "points": [], "at": {}, "relation": "=", "lhs": "1.0000000000000001", "rhs": "1"}
    assert not recheck(statement, {**shown, "difference": "1e-16"})
