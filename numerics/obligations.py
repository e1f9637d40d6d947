"""What a claim amounts to at a point: relations between two terms, with points chosen for bound variables."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from numerics import draws
from numerics.evaluate import Evaluator
from numerics.hypotheses import fold_of
from numerics.outcome import unsupported
from numerics.real import fraction, rational
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, open_
from proofs.language import ONE, ZERO, add, mul

POINTS = 4
RELATIONS = frozenset({"=", "!=", "<", "<="})


@dataclass(frozen=True, slots=True)
class Obligation:
    """`lhs head rhs` has to hold; the head `zero` asks that both sides vanish or neither, `finite` that lhs exists."""

    head: str
    lhs: Term
    rhs: Term
    points: tuple[tuple[str, Fraction], ...] = ()


@dataclass(slots=True)
class Chooser:
    """Picks points of a domain at random, or those given, and remembers them."""

    rng: random.Random
    stage: int
    given: list[Fraction] | None = None
    chosen: list[Fraction] | None = None

    def pick(self, ev: Evaluator, domain: Term, count: int) -> list[Fraction]:
        """Up to `count` different points. Raises: NoValue or Refused, where none are known."""
        if self.given is not None:
            points, self.given = self.given[:count], self.given[count:]
            if not all(ev.member(rational(p), domain, ev.base) for p in points):
                raise Refused("a recorded point outside its domain")
        else:
            points = self._draw(ev, domain, count)
        self.chosen = [*(self.chosen or []), *points]
        return points

    def _draw(self, ev: Evaluator, domain: Term, count: int) -> list[Fraction]:
        if isinstance(domain, Var):
            elements = ev.elements(domain, ev.base) or range(0)
            return [Fraction(k) for k in list(elements)[:count]]
        if not isinstance(domain, App):
            raise unsupported("points of an unknown set")
        values = [ev.value(a, ev.base) for a in domain.args]
        ends = tuple(fraction(v) for v in values if isinstance(v, fmpq))
        if len(ends) < len(values):
            raise unsupported("points of a set with ends that are not rational")
        found: list[Fraction] = []
        for n in range(4 * count):
            v = draws.extreme(self.rng, domain.head, ends) if self.stage >= 6 and n == count - 1 else None
            v = draws.spread(self.rng, min(self.stage, 6) + n // 2, n % 4, (domain.head, ends)) if v is None else v
            if v is not None and v not in found:
                found.append(v)
            if len(found) == count:
                break
        return found


def obligations(ev: Evaluator, claim: Term, chooser: Chooser) -> list[Obligation]:
    """Relations that the claim implies at the evaluator's point. Raises: NoValue or Refused, where not known."""
    match claim:
        case App(head=h, args=(a, b)) if h in RELATIONS:
            return [Obligation(h, a, b)]
        case App(head="and"):
            return [o for c in claim.args for o in obligations(ev, c, chooser)]
        case App(head="=>", args=(a, b)):
            return obligations(ev, b, chooser) if ev.truth(a, ev.base) else []
        case App(head="propto" | "upto", args=(f, g)):
            return _up_to(ev, claim.head, (f, g), chooser)
        case App(head="integrates" | "sums", args=(Bind(kind="lam") as f, v)):
            return [Obligation("=", fold_of(f), v)]
        case App(head="integrable" | "summable", args=(Bind(kind="lam") as f,)):
            return [Obligation("finite", fold_of(f), ZERO)]
        case App(head="tends", args=(f, where, v)):
            return [Obligation("=", App("lim", (f, where)), v)]
        case App(head="derives", args=(f, x, v)):
            return [Obligation("=", App("diff", (f, x)), v)]
        case App(head="differentiable", args=(f, x)):
            return [Obligation("finite", App("diff", (f, x)), ZERO)]
        case App(head="density", args=(Bind(kind="lam") as f,)):
            return [Obligation("=", fold_of(f), ONE), *_nonnegative(ev, f, chooser)]
        case Bind(kind="all"):
            return _all(ev, claim, chooser)
    return [Obligation("=", ONE if ev.truth(claim, ev.base) else ZERO, ONE)]


def _nonnegative(ev: Evaluator, f: Bind, chooser: Chooser) -> list[Obligation]:
    points = chooser.pick(ev, f.domain, POINTS)
    return [Obligation("<=", ZERO, open_(f.body, Num(p)), ((f.hint, p),)) for p in points]


def _all(ev: Evaluator, claim: Bind, chooser: Chooser) -> list[Obligation]:
    finite = isinstance(claim.domain, Var) or (isinstance(claim.domain, App) and claim.domain.head == "range")
    elements = ev.elements(claim.domain, ev.base) if finite else None
    if elements is not None and len(elements) <= 12:
        points = [Fraction(k) for k in elements]
    else:
        points = chooser.pick(ev, claim.domain, POINTS)
    found = []
    for p in points:
        for o in obligations(ev, open_(claim.body, Num(p)), chooser):
            found.append(Obligation(o.head, o.lhs, o.rhs, ((claim.hint, p), *o.points)))
    return found


def _up_to(ev: Evaluator, head: str, sides: tuple[Term, Term], chooser: Chooser) -> list[Obligation]:
    f, g = sides
    places: list[tuple[Term, Term, tuple[tuple[str, Fraction], ...]]] = [(f, g, ())]
    while isinstance(places[0][0], Bind) and places[0][0].kind == "lam":
        deeper = []
        for a, b, at in places:
            if not isinstance(a, Bind) or not isinstance(b, Bind):
                raise Refused("functions of different numbers of variables")
            for p in chooser.pick(ev, a.domain, POINTS if not at else 2):
                deeper.append((open_(a.body, Num(p)), open_(b.body, Num(p)), ((a.hint, p), *at)))
        if not deeper:
            raise unsupported("no points of a domain")
        places = deeper
    a, b, at = places[0]
    found = []
    if head == "propto":
        found += [Obligation("zero", c, d, where) for c, d, where in places]
    for c, d, where in places[1:]:
        names = (*at, *((f"{n}'", p) for n, p in where))
        if head == "propto":
            found.append(Obligation("=", mul(a, d), mul(c, b), names))
        else:
            found.append(Obligation("=", add(a, d), add(c, b), names))
    return found
