"""Infinite sums: partial sums with a rigorous bound of the rest by ratios or by integrals, or divergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import acb, arb, ctx, fmpq

from numerics import asymptotics, expansion, real
from numerics.closed_forms import rewrite_inner
from numerics.expansion import Expansion
from numerics.outcome import Diverges, NoValue, Undefined, unsupported
from numerics.ratio import ratio
from numerics.real import Value, ball
from numerics.unroll import unroll
from proofs.kernel.term import App, Bind, Term, Var, free, instantiate
from proofs.language import MINUS_ONE, add, mul, num

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

STARTS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)


def series(ev: Evaluator, t: Bind, env: Env) -> Value:
    """The sum t over an infinite set of integers. Raises: NoValue, where it diverges or is not known."""
    name, body = ev.open(t)
    body = rewrite_inner(ev, unroll(ev, body, env), {name: t.domain})
    match t.domain:
        case App(head="nat"):
            return _from(ev, (body, name, f"{t.hint} -> oo"), env, 0)
        case App(head="posint"):
            return _from(ev, (body, name, f"{t.hint} -> oo"), env, 1)
        case App(head="from", args=(a,)):
            first = real.integer(ev.value(a, env))
            if first is None:
                raise unsupported("sum from what is no integer")
            return _from(ev, (body, name, f"{t.hint} -> oo"), env, first)
        case App(head="int"):
            mirrored = instantiate(body, {name: mul(MINUS_ONE, Var(name))})
            up = _from(ev, (body, name, f"{t.hint} -> oo"), env, 0)
            return up + _from(ev, (mirrored, name, f"{t.hint} -> -oo"), env, 1)
    raise unsupported("sum over an unknown set")


def _from(ev: Evaluator, what: tuple[Term, str, str], env: Env, first: int) -> Value:
    """The sum over k >= first."""
    body, name, place = what
    constant: list[Term] = []
    if isinstance(body, App) and body.head == "*":
        constant = [a for a in body.args if name not in free(a)]
        body = mul(*(a for a in body.args if name in free(a)))
    scale: Value = fmpq(1)
    for c in constant:
        scale = real.multiply(scale, ev.value(c, env))
    if scale == 0:
        return fmpq(0)
    if name not in free(body):
        return _constant(real.multiply(scale, ev.value(body, env)), place)
    try:
        return real.multiply(scale, _sum(ev, (body, name, place), env, first))
    except NoValue as e:
        s = real.sign(scale)
        if isinstance(e.outcome, Diverges):
            if s is None:
                raise unsupported("a divergent sum times what may be 0") from e
            raise NoValue(Diverges(place, e.outcome.how, e.outcome.sign * s)) from e
        raise


def _constant(v: Value, place: str) -> Value:
    """The sum of infinitely many terms v."""
    s = real.sign(v)
    if s is None:
        raise unsupported("infinite sum of a constant")
    if s == 0:
        return fmpq(0)
    raise NoValue(Diverges(place, "the terms do not tend to 0", s))


def _sum(ev: Evaluator, what: tuple[Term, str, str], env: Env, first: int) -> Value:
    body, name, _ = what
    r = ratio(body, name)
    goal = arb(2) ** (-ctx.prec * 3 // 4)
    total, k = arb(0), first
    for width in STARTS:
        start = max(first, 0) + width
        bound = None if r is None else _ratio_bound(ev, r, what, env, start)
        if r is None or (bound is not None and not bound < 1):
            break
        if bound is None:
            continue
        while k < start + 20 * width:
            ev.check_time()
            v = _term(ev, body, name, env, k)
            total, k = total + ball(v), k + 1
            if k > start:
                rest = _size(v) * bound / (1 - bound)
                if rest < goal * abs(total) or rest < goal * goal:
                    return total + arb(0, rest.upper())
    return _algebraic(ev, what, env, first)


def _term(ev: Evaluator, body: Term, name: str, env: Env, k: int) -> Value:
    try:
        return ev.value(body, {**env, name: fmpq(k)})
    except NoValue as e:
        if isinstance(e.outcome, Diverges):
            raise NoValue(Undefined("a term of a sum diverges", e.outcome.place)) from e
        raise


def _ratio_bound(ev: Evaluator, r: Term, what: tuple[Term, str, str], env: Env, start: int) -> arb | None:
    """A bound of |f(k+1)/f(k)| for all k >= start, None where there is none. Raises: NoValue, if it diverges."""
    _, name, place = what
    e = asymptotics.attempt(ev, r, name, env, arb(start))
    m = None if e is None else expansion.dominant(e)
    if e is None or m is None:
        return None
    if expansion.grows(m) or (m.p == 0 and m.l == 0 and not m.q and _size(m.c) > 1):
        raise NoValue(Diverges(place, "the terms do not tend to 0"))
    parts = (*e.terms, *e.errors)
    if not all(expansion.falls(p, e.start) or _is_constant(p) for p in parts):
        return None
    bound: arb = sum((_size(p.at(e.start)) for p in parts), arb(0))
    return bound if bound < 1 else (None if _below_one(m) else bound)


def _size(v: Value) -> arb:
    return real.ball(real.absolute(v))


def _is_constant(m: expansion.Monomial) -> bool:
    return bool(m.p == 0 and m.l == 0 and not m.q)


def _below_one(m: expansion.Monomial) -> bool:
    return expansion.vanishes(m) or bool(_size(m.c) < 1)


def _algebraic(ev: Evaluator, what: tuple[Term, str, str], env: Env, first: int) -> Value:
    """The sum where the terms fall like a power: Hurwitz zeta for the leading terms, an integral for the rest."""
    body, name, place = what
    for start in (64, 2048):
        e = asymptotics.attempt(ev, body, name, env, arb(max(first, 0) + start))
        if e is None:
            continue
        sign = expansion.divergent_sign(e)
        if sign is not None:
            raise NoValue(Diverges(place, "the terms fall too slowly", sign))
        rest = _rest(e)
        if rest is None:
            continue
        total = arb(0)
        for k in range(first, max(first, 0) + start):
            ev.check_time()
            total += ball(_term(ev, body, name, env, k))
        if start == 2048 or rest.rad() < arb(2) ** -80 * abs(total):
            return total + rest
    raise unsupported("no bound of the terms of a sum")


def _rest(e: Expansion) -> arb | None:
    """The sum over k >= start of what has the expansion e."""
    total = arb(0)
    for m in e.terms:
        if m.l == 0 and not m.q and m.p < -1:
            total += ball(m.c) * acb(arb(-m.p)).zeta(acb(e.start)).real
        else:
            bound = _bound(m, e.start)
            if bound is None:
                return None
            total += arb(0, bound.upper())
    for m in e.errors:
        bound = _bound(m, e.start)
        if bound is None:
            return None
        total += arb(0, bound.upper())
    return total


def _bound(m: expansion.Monomial, start: arb) -> arb | None:
    """A bound of the sum of |m| over k >= start, for a falling m."""
    if not expansion.falls(m, start):
        return None
    tail = expansion.tail(Expansion((m,), (), start))
    return None if tail is None else tail + abs(m.at(start))


def shifted(t: Term, name: str, by: int) -> Term:
    """t at name + by."""
    return instantiate(t, {name: add(Var(name), num(by))})
