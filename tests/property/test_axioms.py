"""Every axiom is true at random points of its variables, edge points among them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp
from sampled_truth import Draw, Unclear

from numerics.refute import Outcome, Refuted, Supported, refute
from proofs.kernel.axioms import axioms
from proofs.kernel.term import App, Refused, show
from proofs.statement import Statement

PINNED = Path(__file__).parent.parent / "golden" / "axioms.txt"


def cases() -> list[Any]:
    """The axioms' names; those with functions of two variables or many integrals take seconds each."""
    long = {n for n, a in axioms().items() if any(d == (2, "real") for _, d in a.variables) or n.startswith("by_parts")}
    return [pytest.param(n, marks=pytest.mark.slow) if n in long else n for n in sorted(axioms())]


def test_the_list_of_axioms_is_pinned() -> None:
    """What is postulated is exactly what the pinned list names."""
    assert sorted(axioms()) == PINNED.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", cases())
def test_axiom_is_true_where_its_hypotheses_are(name: str) -> None:
    """Wherever the hypotheses are true the conclusion is."""
    axiom, rng, settled = axioms()[name], random.Random(name), 0
    wanted = 1 if any(isinstance(d, tuple) for _, d in axiom.variables) else 2
    for _ in range(300):  # few draws meet a hypothesis such as a total of 1
        if settled >= wanted:
            break
        try:
            with mp.workdps(15):
                draw = Draw(axiom, rng)
                if not all(map(draw.holds, sorted(axiom.theorem.hypotheses, key=show))):
                    continue
                true = draw.holds(axiom.theorem.conclusion)
        except (Unclear, ZeroDivisionError, OverflowError, ValueError, Refused):
            continue
        settled += 1
        shown = {x: v for x, v in draw.env.items() if not callable(v)}
        assert true, f"{name} at {shown}: {show(axiom.theorem.conclusion)}"
    assert settled, f"{name}: no draw settles it"


FIRST_ORDER = sorted(n for n, a in axioms().items() if all(isinstance(d, App) for _, d in a.variables))


def by_enclosures(name: str, seed: int) -> Outcome:
    """What rigorous enclosures at random points say of an axiom about numbers, its variables as symbols."""
    theorem = axioms()[name].theorem
    statement = Statement(tuple(sorted(theorem.hypotheses, key=show)), theorem.conclusion)
    return refute(statement, seed=seed, budget_seconds=0.3)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.sampled_from(FIRST_ORDER), st.integers(0, 2**32 - 1))
def test_no_enclosure_contradicts_an_axiom(name: str, seed: int) -> None:
    """At no random point are rigorous enclosures of an axiom's two sides disjoint."""
    assert not isinstance(by_enclosures(name, seed), Refuted)


@pytest.mark.slow
def test_enclosures_settle_most_axioms_about_numbers() -> None:
    """Every axiom about numbers is tried; at least 8 of 10 agree at 20 points and more, none fails."""
    found = [by_enclosures(name, 1) for name in FIRST_ORDER]
    assert not any(isinstance(r, Refuted) for r in found)
    assert 10 * sum(isinstance(r, Supported) for r in found) >= 8 * len(found)
