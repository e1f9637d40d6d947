"""What a claim is worth at one assignment: it holds as far as seen, it fails for certain, or neither is known."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Union

from flint import arb, ctx, fmpq

from numerics.evaluate import Evaluator
from numerics.model import Assignment
from numerics.obligations import Chooser, Obligation, obligations
from numerics.outcome import Diverges, Enclosure, Finite, NoValue, Undefined, Unsupported
from proofs.kernel.term import App, Refused, Term

PRECISIONS = (128, 256, 512)
NARROW = fmpq(1, 10**20)


@dataclass(frozen=True, slots=True)
class Agrees:
    """All enclosures overlap, or the strict relation is certain, each narrow enough."""


@dataclass(frozen=True, slots=True)
class Fails:
    """The obligation is false for certain at the assignment."""

    obligation: Obligation
    lhs: str
    rhs: str
    difference: str | None
    chosen: tuple[Fraction, ...]
    divergence: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing follows at this assignment; `kind` is undefined, divergent, unsupported or wide."""

    kind: str
    reason: str
    divergence: str | None = None


Judgement = Union[Agrees, Fails, Open]


def judge(claim: Term, ev: Evaluator, chooser: Chooser) -> Judgement:
    """The claim at the evaluator's assignment and precision."""
    try:
        before = _Precision(ev.precision)
        with before:
            todo = obligations(ev, ev.prepare(claim), chooser)
    except NoValue as e:
        return _open(e.outcome)
    except (Refused, OverflowError, ZeroDivisionError, RecursionError) as e:
        return Open("unsupported", str(e))
    problem: Open | None = None
    for o in todo:
        found = _relation(ev, o, tuple(chooser.chosen or ()))
        if isinstance(found, Fails):
            return found
        if isinstance(found, Open) and problem is None:
            problem = found
    return problem or Agrees()


class _Precision:
    """Flint's working precision for the extent of a with statement."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.before = bits

    def __enter__(self) -> None:
        self.before, ctx.prec = ctx.prec, self.bits

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.before


def _open(outcome: Diverges | Undefined | Unsupported) -> Open:
    match outcome:
        case Diverges():
            return Open("divergent", outcome.how, f"diverges at {outcome.place}")
        case Undefined():
            return Open("undefined", outcome.reason, outcome.divergence and f"diverges at {outcome.divergence}")
        case Unsupported():
            return Open("unsupported", outcome.reason)


def _relation(ev: Evaluator, o: Obligation, chosen: tuple[Fraction, ...]) -> Judgement:
    lhs, rhs = ev.enclose(o.lhs), ev.enclose(o.rhs)
    match lhs, rhs:
        case Finite(), Finite():
            return _finite(ev, o, lhs.ball, rhs.ball, chosen)
        case (Diverges() as d, Finite()) | (Finite(), Diverges() as d):
            if o.head in ("=", "finite"):
                return Fails(o, display(lhs), display(rhs), None, chosen, f"diverges at {d.place}")
            return _open(d)
    for side in (lhs, rhs):
        if not isinstance(side, (Finite, Unsupported)):
            return _open(side)
    return _open(lhs) if not isinstance(lhs, Finite) else _open(rhs) if not isinstance(rhs, Finite) else Agrees()


def _finite(ev: Evaluator, o: Obligation, a: arb, b: arb, chosen: tuple[Fraction, ...]) -> Judgement:
    holds, fails = _decided(o.head, a, b)
    if fails:
        with _Precision(ev.precision):
            difference = a - b
        return Fails(o, _decimal(a), _decimal(b), _decimal(difference), chosen)
    if holds or _narrow(ev, o, a, b):
        return Agrees()
    return Open("wide", "enclosures too wide")


def _decided(head: str, a: arb, b: arb) -> tuple[bool, bool]:
    """Whether the relation holds for certain, and whether it fails for certain."""
    match head:
        case "=":
            return False, not a.overlaps(b)
        case "<":
            return bool(a < b), bool(a >= b)
        case "<=":
            return bool(a <= b), bool(a > b)
        case "!=":
            return not a.overlaps(b), bool(a == b)
        case "zero":
            zeros, others = (a == 0, b == 0), (not a.contains(0), not b.contains(0))
            return all(zeros) or all(others), (zeros[0] and others[1]) or (zeros[1] and others[0])
    return True, False


def _narrow(ev: Evaluator, o: Obligation, a: arb, b: arb) -> bool:
    """Whether two overlapping balls are narrower than 1e-20 of the largest term."""
    if o.head not in ("=", "<=") or not a.overlaps(b):
        return False
    width = 2 * (a.rad() + b.rad())
    if width == 0:
        return True
    if width < arb(NARROW) * max(abs(a).lower(), abs(b).lower()):
        return True
    scale = arb(0)
    for side in (o.lhs, o.rhs):
        for t in side.args if isinstance(side, App) and side.head == "+" else ():
            part = ev.enclose(t)
            if isinstance(part, Finite):
                scale = max(scale, abs(part.ball).lower())
    return bool(width < arb(NARROW) * scale)


def display(e: Enclosure) -> str:
    """An enclosure for people: a decimal with its radius, or where it diverges."""
    match e:
        case Finite():
            return _decimal(e.ball)
        case Diverges():
            return f"diverges at {e.place}"
        case Undefined() | Unsupported():
            return e.reason


def _decimal(b: arb) -> str:
    whole = b.unique_fmpz() if b.is_exact() and b.is_integer() and abs(b) < 10**15 else None
    return str(int(whole)) if whole is not None else str(b.str(25))


def judge_precisely(claim: Term, a: Assignment, seed: int, stage: int, deadline: float) -> tuple[Judgement, Evaluator]:
    """The claim at `a`, at as much precision as it takes."""
    found: Judgement = Open("unsupported", "not tried")
    ev = Evaluator.at(a, PRECISIONS[0], deadline=deadline)
    for precision in PRECISIONS:
        ev = Evaluator.at(a, precision, deadline=deadline)
        found = judge(claim, ev, Chooser(random.Random(f"{seed}|{stage}"), stage))
        if not (isinstance(found, Open) and found.kind == "wide"):
            break
    if isinstance(found, Agrees) and stage < 2:
        found = _probe(claim, a, seed, stage, deadline) or found
    return found, ev


def _probe(claim: Term, a: Assignment, seed: int, stage: int, deadline: float) -> Fails | None:
    """A failure that only the highest precision shows, where that is quick."""
    limit = min(deadline, time.monotonic() + 0.1)
    fine = Evaluator.at(a, PRECISIONS[-1], deadline=limit)
    found = judge(claim, fine, Chooser(random.Random(f"{seed}|{stage}"), stage))
    return found if isinstance(found, Fails) and found.divergence is None else None
