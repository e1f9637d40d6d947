"""Search for a counterexample of a statement, or support by agreement at many admissible points."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Union

from flint import arb

from numerics.evaluate import Evaluator
from numerics.hypotheses import satisfied
from numerics.judgement import Agrees, Fails, Open, judge, judge_precisely
from numerics.model import Assignment, Explicit, decode, encode
from numerics.obligations import Chooser
from numerics.sampling import Sampler
from numerics.shrink import candidates
from numerics.stretch import stretched
from proofs.kernel.term import Refused, show
from proofs.statement import Statement

ENOUGH = 20  # points that support a statement
EARLY = 6  # points without a judgement after which the search ends
DIVERGENT = 8  # points at which one side alone diverges that refute a statement that holds at none


@dataclass(frozen=True, slots=True)
class Refuted:
    """The claim is false at the assignment in `counterexample`, which `recheck` re-evaluates."""

    counterexample: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Supported:
    """No counterexample among `points` admissible points with narrow enclosures; `excluded` more had no values."""

    points: int
    excluded: int
    witness: dict[str, Any]
    divergence: str | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither; `counts` of points by kind, `witness` an assignment at which the claim agreed."""

    reason: str
    counts: Mapping[str, int]
    witness: dict[str, Any] | None = None
    divergence: str | None = None


Outcome = Union[Refuted, Supported, Undecided]


@dataclass(slots=True)
class _Tally:
    """What was seen so far."""

    agreed: int = 0
    witness: dict[str, Any] | None = None
    kinds: dict[str, int] | None = None
    reasons: dict[str, int] | None = None
    divergences: list[str] | None = None
    divergent: tuple[Assignment, Fails, Evaluator] | None = None

    def note(self, kind: str, reason: str, divergence: str | None) -> None:
        """Count a point without judgement."""
        self.kinds = {**(self.kinds or {}), kind: (self.kinds or {}).get(kind, 0) + 1}
        self.reasons = {**(self.reasons or {}), reason: (self.reasons or {}).get(reason, 0) + 1}
        if divergence:
            self.divergences = [*(self.divergences or []), divergence]

    def missed(self) -> int:
        """Number of points without judgement."""
        return sum((self.kinds or {}).values())

    def divergence(self) -> str | None:
        """Where a side diverged, if it did at most points and nothing agreed at any."""
        found = self.divergences or []
        return found[0] if found and not self.agreed and 2 * len(found) > self.missed() else None


def refute(statement: Statement, *, seed: int = 0, points: int = 24, budget_seconds: float = 5.0) -> Outcome:
    """Refuted with a counterexample, supported by at least 20 points, or undecided with the reasons."""
    start = time.monotonic()
    deadline = start + budget_seconds
    sampler = Sampler(statement, seed, deadline)
    tally = _Tally()
    for stage, a in enumerate(sampler.points()):
        found, ev = judge_precisely(statement.claim, a, seed, stage, deadline)
        match found:
            case Fails(divergence=None):
                return Refuted(_smallest(statement, a, found, ev, deadline))
            case Fails():
                tally.note("one side diverges", found.lhs, found.divergence)
                tally.divergent = tally.divergent or (a, found, ev)
            case Open():
                tally.note(found.kind, found.reason, found.divergence)
            case Agrees():
                tally.agreed += 1
                tally.witness = tally.witness or encode(a, ev.looked_up)
        if _finished(tally, points, stage, deadline) or _constant(statement, a):
            break
    return _conclusion(statement, tally, sampler, deadline)


def _constant(statement: Statement, a: Assignment) -> bool:
    """Whether there is only one point to look at."""
    return not (a.values or a.functions or a.spaces) and not statement.hypotheses and not _has_points(statement)


def _has_points(statement: Statement) -> bool:
    return any(word in show(statement.claim) for word in ("propto", "upto", "(all ", "density"))


def _finished(tally: _Tally, points: int, stage: int, deadline: float) -> bool:
    if time.monotonic() > deadline or tally.agreed >= points or stage >= 4 * points:
        return True
    if not tally.agreed and (tally.kinds or {}).get("one side diverges", 0) >= DIVERGENT:
        return True
    return not tally.agreed and (tally.kinds or {}).get("unsupported", 0) >= EARLY


def _conclusion(statement: Statement, tally: _Tally, sampler: Sampler, deadline: float) -> Outcome:
    kinds = tally.kinds or {}
    if tally.divergent and not tally.agreed and kinds.get("one side diverges") == tally.missed():
        a, found, ev = tally.divergent
        certain = not (a.values or a.functions) or (
            tally.missed() >= DIVERGENT and _diverges_far_out(statement, a, deadline)
        )
        if certain:
            return Refuted(_counterexample(a, found, ev))
    enough = ENOUGH if statement.symbols() or _has_points(statement) else 1
    if tally.agreed >= enough and tally.witness is not None:
        return Supported(tally.agreed, tally.missed(), tally.witness, next(iter(tally.divergences or ()), None))
    reasons = sorted(tally.reasons or {}, key=lambda r: -(tally.reasons or {})[r])
    reason = reasons[0] if reasons else sampler.reason or "time"
    return Undecided(reason, {**kinds, "agreed": tally.agreed}, tally.witness, tally.divergence())


def _diverges_far_out(statement: Statement, a: Assignment, deadline: float) -> bool:
    """Whether one side alone diverges also where the parameters are large or small: no condition would help."""
    for far in stretched(a):
        ev = Evaluator.at(far, deadline=deadline)
        if not all(satisfied(ev, h) for h in statement.hypotheses):
            continue
        found, _ = judge_precisely(statement.claim, far, 0, ENOUGH, deadline)
        if isinstance(found, Agrees) or (isinstance(found, Open) and found.kind == "wide"):
            return False
        if not isinstance(found, Fails) and not (isinstance(found, Open) and found.divergence):
            return False
    return True


def _counterexample(a: Assignment, found: Fails, ev: Evaluator) -> dict[str, Any]:
    o = found.obligation
    return {
        "assignment": encode(a, ev.looked_up),
        "functions": _explicit(a),
        "points": [str(p) for p in found.chosen],
        "at": {name: str(p) for name, p in o.points},
        "relation": o.head,
        "lhs": found.lhs,
        "rhs": found.rhs,
        "difference": found.difference,
    }


def _explicit(a: Assignment) -> dict[str, str]:
    """The functions that are given by a term, as they are shown."""
    return {name: show(f.term) for name, f in a.functions.items() if isinstance(f, Explicit)}


def _smallest(statement: Statement, a: Assignment, found: Fails, ev: Evaluator, deadline: float) -> dict[str, Any]:
    """The counterexample with the roundest numbers found in a short while."""
    limit = min(deadline, time.monotonic() + 0.3)
    best = (a, found, ev)
    for change in candidates(a):
        if time.monotonic() > limit:
            break
        smaller = change(best[0])
        if smaller is None:
            continue
        again = Evaluator.at(smaller, deadline=limit)
        if not all(satisfied(again, h) for h in statement.hypotheses):
            continue
        judged, used = judge_precisely(statement.claim, smaller, 0, 0, limit)
        if isinstance(judged, Fails) and judged.divergence is None:
            best = (smaller, judged, used)
    return _counterexample(*best)


def recheck(statement: Statement, counterexample: Mapping[str, Any]) -> bool:
    """Whether the counterexample, as JSON, satisfies the hypotheses and fails the claim for certain."""
    try:
        a = decode(counterexample["assignment"])
        given = [Fraction(p) for p in counterexample["points"]]
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError, Refused):
        return False
    deadline = time.monotonic() + 20
    for precision in (128, 256, 512):
        ev = Evaluator.at(a, precision, deadline=deadline)
        if not all(satisfied(ev, h) for h in statement.hypotheses):
            return False
        found = judge(statement.claim, ev, Chooser(random.Random(0), 0, given=list(given)))
        if isinstance(found, Fails):
            return counterexample.get("functions") == _explicit(a) and _same_values(found, counterexample)
    return False


def _same_values(found: Fails, counterexample: Mapping[str, Any]) -> bool:
    """Whether what the counterexample shows is what was found: relation, points and the values of both sides."""
    o = found.obligation
    told = (counterexample.get("relation"), counterexample.get("points"), counterexample.get("at"))
    if told != (o.head, [str(p) for p in found.chosen], {name: str(p) for name, p in o.points}):
        return False
    values = (("lhs", found.lhs), ("rhs", found.rhs), ("difference", found.difference))
    return all(_agrees(counterexample.get(k), v) for k, v in values)


def _agrees(shown: object, found: str | None) -> bool:
    """Whether the value shown is the one found, and not much vaguer."""
    if found is None or not isinstance(shown, str) or "diverges" in found or "diverges" in shown:
        return shown == found
    try:
        a, b = arb(shown), arb(found)
    except ValueError:
        return False
    slack = 16 * b.rad() + (abs(b) + 1) * arb("1e-12")
    return bool(a.is_finite() and a.overlaps(b) and a.rad() < slack)
