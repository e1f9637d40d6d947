"""Limits by expansion at the end of the filter."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flint import arb, fmpq

from numerics import asymptotics, expansion
from numerics.outcome import Diverges, NoValue, unsupported
from numerics.products import tidy
from numerics.real import Value
from proofs.kernel.term import App, Bind, Num, Term, Var, instantiate
from proofs.language import MINUS_ONE, add, mul, power

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator


def at_infinity(body: Term, name: str, y: str, end: Term, side: int) -> Term:
    """body with name := end + side / y; or side * y where end is the constant `at_inf`."""
    if isinstance(end, App) and end.head == "at_inf":
        return instantiate(body, {name: Var(y) if side > 0 else mul(MINUS_ONE, Var(y))})
    return tidy(instantiate(body, {name: add(end, mul(Num(Fraction(side)), power(Var(y), -1)))}))


def limit(ev: Evaluator, f: Term, where: Term, env: Env) -> Value:
    """The limit of f along the filter. Raises: NoValue, where it is infinite or not known."""
    if not isinstance(f, Bind) or not isinstance(where, App):
        raise unsupported("limit of an unknown function")
    name, body = ev.open(f)
    y = f"{name}~"
    match where.head, where.args:
        case "at_inf", ():
            t, place = at_infinity(body, name, y, App("at_inf"), 1), f"{f.hint} -> oo"
        case "at_neg_inf", ():
            t, place = at_infinity(body, name, y, App("at_inf"), -1), f"{f.hint} -> -oo"
        case "from_right", (a,):
            t, place = at_infinity(body, name, y, a, 1), f"{f.hint} -> end from the right"
        case "from_left", (a,):
            t, place = at_infinity(body, name, y, a, -1), f"{f.hint} -> end from the left"
        case _:
            raise unsupported("limit along an unknown filter")
    for bits in (4, 8, 16, 64, 256):
        e = asymptotics.attempt(ev, t, y, env, arb(2) ** bits)
        if e is not None:
            return _read(e, place)
    raise unsupported("limit not found")


def _read(e: expansion.Expansion, place: str) -> Value:
    """The limit of what has this expansion."""
    m = expansion.dominant(e)
    if m is not None and expansion.grows(m):
        raise NoValue(Diverges(place, "the limit is infinite", 1 if m.c > 0 else -1))
    if not all(expansion.vanishes(r) for r in e.errors):
        raise unsupported("limit not found")
    total: Value = fmpq(0)
    for t in e.terms:
        if expansion.vanishes(t):
            continue
        if t.p != 0 or t.l != 0 or t.q:
            raise unsupported("limit not found")
        total = total + t.c
    return total
