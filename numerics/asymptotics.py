"""Behaviour of a term in one variable y on [M, oo), as an expansion; None where the calculus does not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq

from numerics.expanded_functions import FUNCTIONS, incomplete_gamma, log_gamma
from numerics.expansion import Expansion, Monomial, added, constant, multiplied, raise_to
from numerics.outcome import NoValue
from proofs.kernel.term import App, Bind, Num, Term, Var, free

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator


def expand(ev: Evaluator, t: Term, y: str, env: Env, start: arb) -> Expansion | None:
    """The expansion of t in y on [start, oo), start > e. Raises: NoValue, where a constant part has no value."""
    if y not in free(t):
        c = ev.value(t, env)
        return Expansion(() if c == 0 else (constant(c),), (), start)
    match t:
        case Var(args=()):
            return Expansion((Monomial(fmpq(1), fmpq(1), fmpq(0)),), (), start)
        case App(head="^", args=(b, e)) if y in free(e):
            return expand(ev, App("exp", (App("*", (e, App("log", (b,)))),)), y, env, start)
        case App(head="if", args=(p, a, b)) if y not in free(p):
            return expand(ev, a if ev.truth(p, env) else b, y, env, start)
        case App():
            return _application(ev, t, y, env, start)
        case Bind(kind="sum" | "prod") if y not in free(t.domain):
            return _finite_fold(ev, t, y, env, start)
    return None


def _finite_fold(ev: Evaluator, t: Bind, y: str, env: Env, start: arb) -> Expansion | None:
    elements = ev.elements(t.domain, env)
    if elements is None or len(elements) > 30:
        return None
    name, body = ev.open(t)
    parts = [expand(ev, body, y, {**env, name: fmpq(k)}, start) for k in elements]
    return added(parts, start) if t.kind == "sum" else multiplied(parts, start)


def _application(ev: Evaluator, t: App, y: str, env: Env, start: arb) -> Expansion | None:
    if t.head == "+":
        return added([expand(ev, a, y, env, start) for a in t.args], start)
    if t.head == "*":
        return multiplied([expand(ev, a, y, env, start) for a in t.args], start)
    if t.head in ("^", "pow"):
        b, e = t.args
        if y in free(e):
            return None
        exponent, inner = ev.value(e, env), expand(ev, b, y, env, start)
        literal = t.head == "pow" or isinstance(e, Num)
        return None if inner is None or not isinstance(exponent, fmpq) else raise_to(inner, exponent, literal)
    if t.head in ("lower_gamma", "upper_gamma") and y not in free(t.args[0]):
        inner = expand(ev, t.args[1], y, env, start)
        return None if inner is None else incomplete_gamma(t.head == "upper_gamma", ev.value(t.args[0], env), inner)
    if len(t.args) != 1 or t.head not in FUNCTIONS:
        return None
    if t.head == "log" and isinstance(g := t.args[0], App) and g.head == "gamma":
        grown = expand(ev, g.args[0], y, env, start)
        found = None if grown is None else log_gamma(grown)
        if found is not None:
            return found
    inner = expand(ev, t.args[0], y, env, start)
    return None if inner is None else FUNCTIONS[t.head](inner)


def attempt(ev: Evaluator, t: Term, y: str, env: Env, start: arb) -> Expansion | None:
    """`expand`, None also where a constant part is not known at all."""
    try:
        return expand(ev, t, y, env, start)
    except NoValue:
        return None
