"""Assignments far out in the parameters, where a divergence that needs only a condition would be gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from numerics.model import Assignment

LARGE = (101, 97, 103, 89, 107, 83)
HUGE = 10


def stretched(a: Assignment) -> Iterator[Assignment]:
    """`a` with one or all values large or small in turn; whether that is admissible is for the caller."""
    names = sorted(a.values)
    for n, name in enumerate(names):
        large = Fraction(LARGE[n % len(LARGE)])
        for v in (large, 1 / large, Fraction(HUGE), -large):
            yield replace(a, values={**a.values, name: v})
    if len(names) > 1:
        spread = {name: Fraction(LARGE[n % len(LARGE)] * (n + 1)) for n, name in enumerate(names)}
        yield replace(a, values=spread)
        yield replace(a, values={name: 1 / v for name, v in spread.items()})
        falling = dict(zip(names, reversed(list(spread.values())), strict=True))
        yield replace(a, values=falling)
        for name in names:
            yield replace(a, values={**{k: 1 / v for k, v in spread.items()}, name: spread[name]})
            yield replace(a, values={**spread, name: 1 / spread[name]})
