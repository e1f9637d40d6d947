"""Finite folds written out, and expectations as integrals or sums, so that closed forms see through them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from numerics.outcome import NoValue, unsupported
from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, is_closed, open_, subterms
from proofs.language import ONE, add, mul

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

DISCRETE = frozenset({"int", "nat", "posint", "range", "from"})
MAX_PARTS = 16
MAX_UNROLLED = 4_000


def expectation(t: Bind) -> Bind:
    """The integral or sum that an expectation over a law is. Raises: NoValue, for an unknown law."""
    match t.domain:
        case App(head="law", args=(Bind(kind="lam") as f,)):
            kind = "sum" if isinstance(f.domain, App) and f.domain.head in DISCRETE else "int"
            return Bind(kind, f.domain, App("*", (f.body, t.body)), t.hint)
    raise unsupported("expectation over an unknown law")


def mass_of(t: Bind) -> Bind:
    """The integral or sum of the density of the law of an expectation. Raises: NoValue, for an unknown law."""
    return expectation(Bind(t.kind, t.domain, ONE, t.hint))


def unroll(ev: Evaluator, t: Term, env: Env) -> Term:
    """t with short finite sums and products written out, where their bounds are known in `env`."""
    if not any(isinstance(u, Bind) for u in subterms(t)) or t.facts.size > MAX_UNROLLED:
        return t
    match t:
        case App():
            return App(t.head, tuple(unroll(ev, a, env) for a in t.args))
        case Bind(kind="E"):
            return unroll(ev, expectation(t), env)
        case Bind(kind="sum" | "prod" | "int"):
            return _fold(ev, t, env)
        case Num() | Var() | Bound() | Bind():
            return t


def _fold(ev: Evaluator, t: Bind, env: Env) -> Term:
    elements = _elements(ev, t, env)
    if elements is None:
        return Bind(t.kind, t.domain, unroll(ev, t.body, env), t.hint)
    parts = tuple(unroll(ev, open_(t.body, Num(Fraction(k))), env) for k in elements)
    return mul(*parts) if t.kind == "prod" else add(*parts)


def _elements(ev: Evaluator, t: Bind, env: Env) -> range | None:
    if not is_closed(t.domain) or (t.kind == "int" and not isinstance(t.domain, Var)):
        return None
    try:
        elements = ev.elements(t.domain, env)
    except NoValue:
        return None
    return elements if elements is not None and len(elements) <= MAX_PARTS else None
