"""Gamma, digamma and trigamma of arguments that differ by integers, brought to a common base by their step axioms.

The base of an argument p is p less the whole part of its constant term, raised by the least integer for which it is
provably positive: so a claim and its parts come to the same base, and factorials and binomials with them.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from types import MappingProxyType

from proofs.kernel.field import ONE, UNIT, Normaliser, Poly
from proofs.kernel.term import App, Num, Term
from proofs.search.context import Context
from proofs.search.inequalities import positive
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, right

MAX_STEPS = 80
MAX_RAISE = 3

STEPS = MappingProxyType({"gamma": "gamma_step", "digamma": "digamma_step", "trigamma": "trigamma_step"})
VALUES = MappingProxyType(
    {
        (head, value): label
        for head in ("gamma", "digamma", "trigamma")
        for value, label in ((Fraction(1), f"{head}_one"), (Fraction(1, 2), f"{head}_half"))
    }
)


def known_value(t: Term, ctx: Context) -> Fact | None:
    """Gamma, digamma and trigamma at 1 and 1/2."""
    match t:
        case App(head, (Num(value),)) if (head, value) in VALUES:
            return ctx.by_axiom(VALUES[head, value])
    return None


def to_base(t: Term, ctx: Context) -> Fact | None:
    """Gamma(b + k) = b (b + 1) ... (b + k - 1) Gamma(b), and the like for k < 0 and for digamma and trigamma."""
    match t:
        case App(head, (x,)) if head in STEPS:
            p = ctx.poly(x)
        case _:
            return None
    if not p:
        return None
    constant = p.get(UNIT, Fraction(0))
    base = _base(p, ctx)
    if base is None or base == constant or abs(constant - base) > MAX_STEPS:
        return None
    k = int(constant - base)
    return _lowered(t, head, p, k, ctx) if k > 0 else _raised(t, head, p, -k, ctx)


def _base(p: Poly, ctx: Context) -> Fraction | None:
    """The constant term of the base."""
    constant = p.get(UNIT, Fraction(0))
    low = constant - floor(constant)
    start = low if constant >= 0 or len(p) == 1 else min(low, constant)
    if constant < 0 and len(p) > 1:
        return low if ctx.discharge(positive(_term(p, constant))) else None
    for j in range(MAX_RAISE + 1):
        if ctx.discharge(positive(_term(p, start + j))):
            return start + j
    return None


def _term(p: Poly, constant: Fraction) -> Term:
    q = {m: c for m, c in p.items() if m != UNIT}
    if constant:
        q[UNIT] = constant
    return Normaliser().to_term(q)


def _ladder(head: str, p: Poly, low: Fraction, k: int, ctx: Context) -> Fact | None:
    """head(low + k) = its expression by head(low)."""
    done: Fact | None = None
    for j in range(k - 1, -1, -1):
        below = _term(p, low + j)
        step = ctx.by_axiom(STEPS[head], x=below)
        here = App(head, (_term(p, low + j + 1),))
        start = ctx.equal(here, App(head, (App("+", (below, ONE)),)))
        if step is None or start is None:
            return None
        step = ctx.proof.trans(start, step)
        if done is None:
            done = step
        else:
            place = (1 if head == "gamma" else 0,) * (k - 1 - j)
            done = ctx.proof.trans(done, ctx.proof.at(right(done), place, (), step))
    return done


def _lowered(t: App, head: str, p: Poly, k: int, ctx: Context) -> Fact | None:
    constant = p.get(UNIT, Fraction(0))
    ladder = _ladder(head, p, constant - k, k, ctx)
    if ladder is None:
        return None
    start = ctx.equal(t, App(head, (_term(p, constant),)))
    return ctx.proof.trans(start, ladder) if start else None


def _raised(t: App, head: str, p: Poly, k: int, ctx: Context) -> Fact | None:
    """From head(p + k) = expression by head(p): head(p), solved for."""
    constant = p.get(UNIT, Fraction(0))
    ladder = _ladder(head, p, constant, k, ctx)
    if ladder is None:
        return None
    top = App(head, (_term(p, constant + k),))
    factors = [_term(p, constant + j) for j in range(k)]
    if head == "gamma":
        solved: Term = App("*", (top, *(App("^", (f, Num(Fraction(-1)))) for f in factors)))
    else:
        c, e = (Fraction(-1), Fraction(-1)) if head == "digamma" else (Fraction(1), Fraction(-2))
        solved = App("+", (top, *(App("*", (Num(c), App("^", (f, Num(e))))) for f in factors)))
    unfolded = ctx.proof.at(solved, (0,), (), ladder)
    back = ctx.equal(right(unfolded), t)
    return ctx.proof.sym(ctx.proof.trans(unfolded, back)) if back else None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"known_value": known_value, "to_base": to_base})
