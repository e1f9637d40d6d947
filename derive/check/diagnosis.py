"""What would make a refuted step true: the nearest true variant of its right side, or its residual.

Variants are tried in the order in which writers slip: a sign, a constant factor, a term or factor lost, an
exponent off by one, a quantity for its inverse, a function forgotten. A variant counts only when it
agrees at as many random points as support needs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from numerics.evaluate import Evaluator
from numerics.judgement import Fails, judge
from numerics.model import Assignment
from numerics.obligations import Chooser
from numerics.refute import Supported, refute
from numerics.sampling import admissible
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, free, subterms
from proofs.language import MINUS_ONE, ONE, REAL, ZERO, add, div, exp, log, mul, neg, num, power, sub, var
from proofs.plain import plain
from proofs.statement import Statement

_MOST_VARIANTS = 400
_SCREEN_POINTS = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """In words, and the true right side as a term; None when none was found."""

    text: str = ""
    right: Term | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed right side and what was changed, in words."""

    right: Term
    words: str


def diagnose(
    statement: Statement, head: Statement | None, subjects: tuple[str, ...], *, seed: int, seconds: float
) -> Diagnosis:
    """The diagnosis of a refuted statement; empty when nothing was found in time."""
    deadline = time.monotonic() + seconds
    notes: list[str] = []
    if head is not None and _holds(head, seed, deadline):
        return Diagnosis("true against the head of the chain: the slip is in the row above", None)
    match statement.claim:
        case App(head="=" | "<=" | "<" as relation, args=(left, right)):
            found = _nearest(statement, relation, left, right, seed, deadline)
            weaker = _weaker(statement, relation, left, right, subjects, seed, deadline) if found is None else ""
            if weaker:
                notes.append(weaker)
        case App(head="propto" | "upto" as relation, args=(Bind() as left, Bind() as right)):
            found = _nearest_function(statement, relation, left, right, seed, deadline)
        case _:
            found = None
    if found is not None:
        notes.append(found.words)
    if found is None or any(x.startswith("score_") for x in free(found.right)):
        return Diagnosis("; ".join(notes), None)
    return Diagnosis("; ".join(notes), found.right)


def _holds(s: Statement, seed: int, deadline: float) -> bool:
    left = deadline - time.monotonic()
    try:
        return left > 0 and isinstance(refute(s, seed=seed, budget_seconds=min(left, 1.0)), Supported)
    except Refused:
        return False


def _with(s: Statement, claim: Term) -> Statement:
    return Statement(s.hypotheses, claim)


# ---- weaker relations


def _weaker(  # noqa: PLR0913
    s: Statement, relation: str, left: Term, right: Term, subjects: tuple[str, ...], seed: int, deadline: float
) -> str:
    """What holds instead of equality: proportionality, equality up to a constant, the other inequality."""
    if relation != "=":
        turned = _with(s, App(relation, (right, left)))
        return "true with the inequality turned round" if _holds(turned, seed, deadline) else ""
    domains = {h.args[0].name: h.args[1] for h in s.hypotheses if _is_membership(h)}  # type: ignore[union-attr]
    families = {u.name for side in (left, right) for u in subterms(side) if isinstance(u, Var) and u.args}
    for head, words in (("propto", "true as ∝ in"), ("upto", "true up to a constant free of")):
        for key in subjects:
            if key not in (free(left) & free(right)) - families:
                continue
            d = domains.get(key, REAL)
            claim = App(head, (bind("lam", d, key, left), bind("lam", d, key, right)))
            if _holds(_with(s, claim), seed, deadline):
                return f"{words} {key}"
    for head, words in (("<=", "true as ≤"), (">=", "true as ≥")):
        sides = (left, right) if head == "<=" else (right, left)
        if _holds(_with(s, App("<=", sides)), seed, deadline):
            return words
    return ""


def _is_membership(h: Term) -> bool:
    return isinstance(h, App) and h.head == "in" and isinstance(h.args[0], Var) and not h.args[0].args


# ---- the nearest variant


def _nearest(s: Statement, relation: str, left: Term, right: Term, seed: int, deadline: float) -> Variant | None:
    screen = _Screen.of(s, seed, deadline)
    for v in _variants(right, left):
        if time.monotonic() > deadline:
            return None
        claim = App(relation, (left, v.right))
        if screen.passes(claim) and _holds(_with(s, claim), seed, deadline):
            return v
    return None


def _nearest_function(
    s: Statement, relation: str, left: Bind, right: Bind, seed: int, deadline: float
) -> Variant | None:
    from proofs.kernel.term import fresh, open_

    name = fresh(right.hint, free(left) | free(right))
    body = open_(right.body, var(name))
    screen = _Screen.of(s, seed, deadline)
    for v in _variants(body, None):
        if time.monotonic() > deadline:
            return None
        claim = App(relation, (left, bind("lam", right.domain, name, v.right)))
        if screen.passes(claim) and _holds(_with(s, claim), seed, deadline):
            return v
    return None


@dataclass(frozen=True, slots=True)
class _Screen:
    """A few points at which hopeless variants are dropped quickly."""

    points: tuple[Assignment, ...]
    deadline: float

    @classmethod
    def of(cls, s: Statement, seed: int, deadline: float) -> _Screen:
        """Points beyond the first, round ones, where accidents happen."""
        found = []
        for n, a in enumerate(admissible(s, seed + 1)):
            if n >= 12:
                found.append(a)
            if len(found) == _SCREEN_POINTS or time.monotonic() > deadline:
                break
        return cls(tuple(found), deadline)

    def passes(self, claim: Term) -> bool:
        """Whether the claim fails at none of the points."""
        for a in self.points:
            if time.monotonic() > self.deadline:
                return False
            try:
                if isinstance(
                    judge(claim, Evaluator.at(a, 128, deadline=self.deadline), Chooser(random.Random(0), 0)), Fails
                ):
                    return False
            except Refused:
                return False
        return True


# ---- variants


def _variants(right: Term, left: Term | None) -> Iterator[Variant]:
    seen = {right}
    for n, v in enumerate(_all_variants(right, left)):
        if n > _MOST_VARIANTS:
            return
        if v.right not in seen:
            seen.add(v.right)
            yield v


def _all_variants(right: Term, left: Term | None) -> Iterator[Variant]:
    if isinstance(right, App) and right.head == "+":
        yield from (Variant(t, "true with the sign of one term changed") for t in _signs(right))
    yield Variant(neg(right), "true with the opposite sign")
    if right == ZERO and left is not None:
        for k in (1, -1, 2, -2):
            yield Variant(num(k), f"it is {k}, not 0")
    for factor in (Fraction(2), Fraction(1, 2)):
        yield Variant(mul(num(factor), right), f"a factor {factor} is missing")
    yield from _changed_within(right, _signs, "with one sign changed")
    for k in (1, -1):
        yield Variant(add(right, num(k)), f"{'+' if k > 0 else '−'} 1 is missing")
    yield from _changed_within(right, _numbers, "with one number changed")
    for symbol in _symbols(right, left):
        for t, words in _with_symbol(right, symbol):
            yield Variant(t, words)
    yield from _changed_within(right, _inverses, "with one quantity for its inverse")
    yield from _changed_within(right, _dropped, "with one term or factor too many taken out")
    yield from _changed_within(right, _shifted, "with one argument off by one")
    yield from _changed_within(right, _bounds, "with one bound off by one")
    yield from _changed_within(right, _functions, "with one function restored")


def _symbols(right: Term, left: Term | None) -> list[Var]:
    names = free(right) | (free(left) if left is not None else frozenset())
    return [Var(k) for k in sorted(names)]


def _with_symbol(right: Term, x: Var) -> Iterator[tuple[Term, str]]:
    shown = plain(x)
    yield mul(x, right), f"a factor {shown} is missing"
    yield div(right, x), f"a factor {shown} is too much"
    yield add(right, x), f"+ {shown} is missing"
    yield sub(right, x), f"− {shown} is missing"
    yield add(right, log(x)), f"+ log {shown} is missing"
    yield sub(right, log(x)), f"− log {shown} is missing"
    yield add(right, mul(num(2), log(x))), f"+ 2 log {shown} is missing"
    yield sub(right, mul(num(2), log(x))), f"− 2 log {shown} is missing"


Change = Callable[[Term], Iterator[Term]]


def _changed_within(t: Term, change: Change, words: str) -> Iterator[Variant]:
    """t with one subterm changed; the words say where."""
    for changed, old, new in _changes(t, change, 0):
        shown = (
            old is not t and old.facts.loose == 0 and new.facts.loose == 0 and max(old.facts.size, new.facts.size) < 40
        )
        yield Variant(changed, f"{plain(old)} should be {plain(new)}" if shown else f"true {words}")


def _changes(t: Term, change: Change, depth: int) -> Iterator[tuple[Term, Term, Term]]:
    """t with one change, with what was there and what stands there now."""
    if t.facts.sort == "real":
        for u in change(t):
            yield u, t, u
    if depth > 24:
        return
    match t:
        case App(args=args):
            for i, a in enumerate(args):
                for u, old, new in _changes(a, change, depth + 1):
                    yield App(t.head, (*args[:i], u, *args[i + 1 :])), old, new
        case Bind():
            for u, old, new in _changes(t.body, change, depth + 1):
                yield Bind(t.kind, t.domain, u, t.hint), old, new
        case _:
            return


def _signs(t: Term) -> Iterator[Term]:
    match t:
        case App(head="+", args=args):
            for i, a in enumerate(args):
                yield App("+", (*args[:i], neg(a), *args[i + 1 :]))
        case App(head="^", args=(b, e)):
            yield power(b, neg(e))
        case App(head="exp", args=(x,)):
            yield App("exp", (neg(x),))
        case _:
            return


def _numbers(t: Term) -> Iterator[Term]:
    if isinstance(t, Num) and t != MINUS_ONE:
        for k in (1, -1):
            yield Num(t.value + k)
        if t.value != 0:
            yield Num(t.value * 2)
            yield Num(t.value / 2)
            yield Num(1 / t.value)


def _inverses(t: Term) -> Iterator[Term]:
    match t:
        case App(head="*", args=args):
            for i, a in enumerate(args):
                yield mul(*args[:i], power(a, -1) if not _is_inverse(a) else a.args[0], *args[i + 1 :])  # type: ignore[union-attr]
        case _:
            return


def _is_inverse(t: Term) -> bool:
    return isinstance(t, App) and t.head == "^" and t.args[1] == MINUS_ONE


def _dropped(t: Term) -> Iterator[Term]:
    match t:
        case App(head="+" | "*" as head, args=args) if len(args) > 1:
            for i in range(len(args)):
                rest = (*args[:i], *args[i + 1 :])
                yield add(*rest) if head == "+" else mul(*rest)
        case App(head="^", args=(b, Num())):
            yield b
            yield power(b, 2)
        case _:
            return


def _bounds(t: Term) -> Iterator[Term]:
    """Ranges with one end moved."""
    match t:
        case Bind(kind=kind, domain=App(head="range", args=(a, b)), body=body):
            for k in (1, -1):
                yield Bind(kind, App("range", (a, add(b, num(k)))), body, t.hint)
                yield Bind(kind, App("range", (add(a, num(k)), b)), body, t.hint)
        case _:
            return


def _shifted(t: Term) -> Iterator[Term]:
    match t:
        case App(head="gamma" | "digamma" as head, args=(x,)):
            for k in (1, -1):
                yield App(head, (add(x, num(k)),))
        case App(head="^", args=(b, e)) if not isinstance(e, Num):
            for k in (1, -1):
                yield App("^", (b, add(e, num(k))))
        case _:
            return


def _functions(t: Term) -> Iterator[Term]:
    if isinstance(t, Var | Bind) or (isinstance(t, App) and t.head in {"+", "*"}):
        yield exp(t)
        yield log(t)
        yield power(t, 2)
        yield power(t, Fraction(1, 2))
    elif isinstance(t, App) and t.head in {"exp", "log"} and t != ONE:
        yield t.args[0]
