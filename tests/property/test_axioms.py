"""Every axiom is true at random points of its variables, edge points among them."""

from __future__ import annotations

import random

import pytest
from mpmath import mp
from sampled_truth import Draw, Unclear

from proofs.kernel.axioms import axioms
from proofs.kernel.term import Refused, show

NAMES = sorted(axioms())


@pytest.mark.parametrize("name", NAMES)
def test_axiom_is_true_where_its_hypotheses_are(name: str) -> None:
    """Wherever the hypotheses are true the conclusion is."""
    axiom, rng, settled = axioms()[name], random.Random(name), 0
    wanted = 1 if any(d == (2, "real") for _, d in axiom.variables) else 3
    for _ in range(40):
        if settled >= wanted:
            break
        try:
            with mp.workdps(15):
                draw = Draw(axiom, rng)
                if not all(map(draw.holds, axiom.theorem.hypotheses)):
                    continue
                true = draw.holds(axiom.theorem.conclusion)
        except (Unclear, ZeroDivisionError, OverflowError, ValueError, Refused):
            continue
        settled += 1
        shown = {x: v for x, v in draw.env.items() if not callable(v)}
        assert true, f"{name} at {shown}: {show(axiom.theorem.conclusion)}"
    assert settled, f"{name}: no draw settles it"
