"""What the value of a term turned out to be: a ball that contains it, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from flint import arb


@dataclass(frozen=True, slots=True)
class Finite:
    """The exact value of the term lies in the ball."""

    ball: arb


@dataclass(frozen=True, slots=True)
class Diverges:
    """The term is an integral, sum or limit that is proved not to converge, at `place`; sign 0 is unknown."""

    place: str
    how: str
    sign: int = 0


@dataclass(frozen=True, slots=True)
class Undefined:
    """The term is not defined at this point; `divergence` names a divergent part of it, if that is why."""

    reason: str
    divergence: str | None = None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Nothing is known about the value, since the evaluator does not reach it."""

    reason: str


Enclosure = Union[Finite, Diverges, Undefined, Unsupported]


class NoValue(Exception):
    """Carries an outcome without a ball up to where it is answered."""

    def __init__(self, outcome: Diverges | Undefined | Unsupported) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


def undefined(reason: str) -> NoValue:
    """The exception that says that the term is undefined."""
    return NoValue(Undefined(reason))


def unsupported(reason: str) -> NoValue:
    """The exception that says that nothing is known."""
    return NoValue(Unsupported(reason))
