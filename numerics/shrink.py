"""Changes that may make an assignment rounder, simplest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from numerics.model import Assignment

ROUND = tuple(map(Fraction, ("1", "2", "0", "-1", "1/2", "3", "-2", "4")))

Change = Callable[[Assignment], Assignment | None]


def roughness(v: Fraction) -> tuple[int, int, bool]:
    """Large for numbers that are hard to read."""
    return (v.denominator, abs(v.numerator), v < 0)


def candidates(a: Assignment) -> Iterator[Change]:
    """Changes of one value at a time, each to a rounder number than `a` has there."""
    for name in sorted(a.values, key=lambda n: roughness(a.values[n]), reverse=True):
        for v in ROUND:
            yield _set(name, v)


def _set(name: str, v: Fraction) -> Change:
    def change(a: Assignment) -> Assignment | None:
        if roughness(v) >= roughness(a.values[name]):
            return None
        return replace(a, values={**a.values, name: v})

    return change
