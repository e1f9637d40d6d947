"""From terms to SymPy expressions, for those who go on computing there. SymPy rewrites what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from derive.sympy_bridge import Unsupported
from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, fresh, open_

#: Constant -> what it is at the SymPy expressions of its arguments.
CONSTANTS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {
        "+": sp.Add,
        "*": sp.Mul,
        "^": sp.Pow,
        "pow": sp.Pow,
        "pi": lambda: sp.pi,
        "euler_gamma": lambda: sp.EulerGamma,
        "exp": sp.exp,
        "log": sp.log,
        "gamma": sp.gamma,
        "digamma": sp.digamma,
        "trigamma": sp.trigamma,
        "lower_gamma": sp.lowergamma,
        "upper_gamma": sp.uppergamma,
        "erf": sp.erf,
        "erfinv": sp.erfinv,
        "sin": sp.sin,
        "cos": sp.cos,
        "tan": sp.tan,
        "arctan": sp.atan,
        "abs": sp.Abs,
        "floor": sp.floor,
        "max": sp.Max,
        "min": sp.Min,
        "if": lambda p, a, b: sp.Piecewise((a, p), (b, True)),
        "=": sp.Eq,
        "<": sp.Lt,
        "<=": sp.Le,
        "!=": sp.Ne,
        "and": sp.And,
        "or": sp.Or,
        "not": sp.Not,
        "=>": sp.Implies,
    }
)

#: Domain without arguments -> what SymPy is told about a symbol that ranges over it.
ASSUMPTIONS: MappingProxyType[str, Mapping[str, bool]] = MappingProxyType(
    {
        "real": {"real": True},
        "posreal": {"positive": True},
        "nonneg": {"nonnegative": True},
        "int": {"integer": True},
        "nat": {"integer": True, "nonnegative": True},
        "posint": {"integer": True, "positive": True},
    }
)

FOLDS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {"sum": sp.Sum, "prod": sp.Product, "int": sp.Integral}
)


def to_sympy(t: Term, hypotheses: tuple[Term, ...] = ()) -> Any:
    """The SymPy expression of a term, its symbols assumed to be what the hypotheses `(in x D)` say.

    Raises: Unsupported, when t holds something that SymPy has no word for (an abstract domain, a law, a family).
    """
    known: dict[str, Any] = {}
    for h in hypotheses:
        match h:
            case App("in", (Var(name, ()), App(domain, ()))) if domain in ASSUMPTIONS:
                known[name] = sp.Symbol(name, **ASSUMPTIONS[domain])
    return _export(t, known)


def _export(t: Term, known: Mapping[str, Any]) -> Any:
    match t:
        case Num():
            return sp.Rational(t.value.numerator, t.value.denominator)
        case Var(name, ()):
            return known.get(name) or sp.Symbol(name, real=True)
        case Var(name, args):
            return sp.Function(name)(*(_export(a, known) for a in args))
        case Bound():
            raise Unsupported("an index outside its binder")
        case Bind():
            return _fold(t, known)
        case App("diff", (Bind(kind="lam") as function, at)):
            return _derivative(function, at, known)
        case App("lim", (Bind(kind="lam") as function, App(towards, where))):
            return _limit(function, towards, [_export(a, known) for a in where], known)
        case App("lower_beta", (x, a, b)):
            v = fresh("t", t.facts.free)
            a_, b_ = _export(a, known), _export(b, known)
            s = sp.Symbol(v, positive=True)
            return sp.Integral(s ** (a_ - 1) * (1 - s) ** (b_ - 1), (s, 0, _export(x, known)))
        case App(head, args) if head in CONSTANTS:
            return CONSTANTS[head](*(_export(a, known) for a in args))
        case _:
            raise Unsupported(f"{t.head} has no counterpart in SymPy")


def _opened(binder: Bind, known: Mapping[str, Any], told: Mapping[str, bool]) -> tuple[Any, Any]:
    """A symbol for the bound variable, and the body with it."""
    name = fresh(binder.hint, binder.facts.free | frozenset(known))
    symbol = sp.Symbol(name, **told)
    return symbol, _export(open_(binder.body, Var(name)), {**known, name: symbol})


def _fold(t: Bind, known: Mapping[str, Any]) -> Any:
    if t.kind not in FOLDS or not isinstance(t.domain, App):
        raise Unsupported(f"a binder {t.kind} over that domain has no counterpart in SymPy")
    ends = [_export(a, known) for a in t.domain.args]
    discrete = t.domain.head in ("range", "from", "int", "nat", "posint")
    told = ASSUMPTIONS.get(t.domain.head) or ({"integer": True} if discrete else {"real": True})
    symbol, body = _opened(t, known, told)
    return FOLDS[t.kind](body, (symbol, *_limits(t.domain.head, ends)))


def _limits(head: str, ends: list[Any]) -> tuple[Any, Any]:
    match head, ends:
        case "real" | "int", []:
            return -sp.oo, sp.oo
        case "posreal" | "nonneg" | "nat", []:
            return sp.Integer(0), sp.oo
        case "posint", []:
            return sp.Integer(1), sp.oo
        case "open" | "closed" | "range", [a, b]:
            return a, b
        case "above" | "from", [a]:
            return a, sp.oo
        case "below", [b]:
            return -sp.oo, b
        case _:
            raise Unsupported(f"the domain {head} has no counterpart in SymPy")


def _derivative(function: Bind, at: Term, known: Mapping[str, Any]) -> Any:
    point = _export(at, known)
    told = ASSUMPTIONS.get(function.domain.head, {}) if isinstance(function.domain, App) else {}
    if isinstance(point, sp.Symbol) and isinstance(at, Var) and at.name not in function.facts.free:
        return sp.Derivative(_export(open_(function.body, at), known), point)
    symbol, body = _opened(function, known, told or {"real": True})
    return sp.Subs(sp.Derivative(body, symbol), symbol, point)


def _limit(function: Bind, towards: str, where: list[Any], known: Mapping[str, Any]) -> Any:
    symbol, body = _opened(function, known, {"real": True})
    match towards, where:
        case "at_inf", []:
            return sp.Limit(body, symbol, sp.oo)
        case "at_neg_inf", []:
            return sp.Limit(body, symbol, -sp.oo)
        case "from_right" | "from_left", [a]:
            return sp.Limit(body, symbol, a, "+" if towards == "from_right" else "-")
        case _:
            raise Unsupported(f"the limit {towards} has no counterpart in SymPy")
