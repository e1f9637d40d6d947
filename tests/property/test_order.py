"""What `order.Facts` concludes is true wherever the facts are."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf
from test_ring import NAMES, POINTS, draw
from total_values import holds, value

from proofs.kernel.order import Facts
from proofs.kernel.term import App, Num, Term, Var

ZERO = Num(Fraction(0))


def proposition(rng: random.Random, t: Term) -> Term:
    """A random sign, order or membership of t."""
    return rng.choice(
        (
            App("<", (ZERO, t)),
            App("<=", (ZERO, t)),
            App("!=", (t, ZERO)),
            App("<", (t, Num(Fraction(1)))),
            App("in", (t, App("int"))),
            App("in", (t, App("nat"))),
        )
    )


@pytest.mark.parametrize("seed", range(6))
def test_conclusions_hold_where_the_facts_do(seed: int) -> None:
    """Random facts about symbols and random goals: a goal that is concluded is true at every point of the facts."""
    rng = random.Random(seed)
    concluded = 0
    for _ in range(1500):
        facts = [proposition(rng, Var(x)) for x in NAMES for _ in range(rng.choice((1, 1, 2)))]
        t = draw(rng, rng.choice((1, 2, 2)))
        goal = proposition(rng, t)
        if not Facts(facts).hold(goal):
            continue
        for _ in range(6):
            env: dict[str, object] = {x: mpf(q.numerator) / q.denominator for x in NAMES for q in [rng.choice(POINTS)]}
            env["f"] = lambda v: v * v / 3 - v + mpf(1) / 7
            try:
                if all(holds(f, env) for f in facts):
                    with mpmath.workdps(40):
                        if value(t, env) == 0 or 1e-12 < abs(value(t, env)) < 1e6:
                            concluded += 1
                            assert holds(goal, env), (facts, goal, env)
            except (NotImplementedError, OverflowError):
                continue
    assert concluded > 50
