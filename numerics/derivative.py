"""Exact symbolic derivative of a term in one free symbol; piecewise terms and infinite folds are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.term import (
    App,
    Bind,
    Bound,
    Num,
    Term,
    Var,
    bind,
    free,
    fresh,
    instantiate,
    is_closed,
    open_,
    subterms,
)
from proofs.language import MINUS_ONE, ONE, PI, ZERO, add, exp, log, mul, neg, num, power


def derivative(t: Term, x: str) -> Term | None:
    """The derivative of t in the symbol x wherever t is differentiable term by term, or None."""
    if x not in free(t):
        return ZERO
    match t:
        case Var(args=()):
            return ONE
        case App():
            return _application(t, x)
        case Bind():
            return _fold(t, x)
        case Num() | Var() | Bound():
            return None


def resolved(t: Term) -> Term:
    """t with every derivative of an explicit function carried out, also under binders; others stay."""
    if not any(isinstance(u, App) and u.head == "diff" for u in subterms(t)):
        return t
    match t:
        case App(head="diff", args=(Bind() as f, at)):
            name = fresh(f"d@{f.hint}", free(f) | free(at))
            body = resolved(open_(f.body, Var(name)))
            slope = derivative(body, name)
            at = resolved(at)
            if slope is None:
                return App("diff", (bind("lam", resolved(f.domain), name, body), at))
            return instantiate(add(slope, *_guards(body, name)), {name: at})
        case App():
            return App(t.head, tuple(resolved(a) for a in t.args))
        case Var():
            return Var(t.name, tuple(resolved(a) for a in t.args))
        case Bind():
            name = fresh(t.hint, free(t))
            body = bind(t.kind, resolved(t.domain), name, resolved(open_(t.body, Var(name))))
            return Bind(body.kind, body.domain, body.body, t.hint)
        case _:
            return t


def _guards(body: Term, x: str) -> list[Term]:
    """Zeros that are undefined where a logarithm in body is, since the slope of log u is defined for u < 0 too."""
    logs = (u for u in subterms(body) if isinstance(u, App) and u.head == "log" and is_closed(u) and x in free(u))
    return [App("*", (ZERO, u)) for u in dict.fromkeys(logs)]


def _all(terms: tuple[Term, ...], x: str) -> list[Term] | None:
    found = [derivative(t, x) for t in terms]
    known = [d for d in found if d is not None]
    return known if len(known) == len(found) else None


def _times(*factors: Term) -> Term:
    return ZERO if ZERO in factors else mul(*factors)


def _application(t: App, x: str) -> Term | None:
    match t.head, t.args:
        case "if", (p, a, b) if x not in free(p):
            both = _all((a, b), x)
            return None if both is None else App("if", (p, both[0], both[1]))
        case "diff", (Bind(kind="lam") as f, at):
            return _second(f, at, x)
        case (("lower_gamma" | "upper_gamma"), (a, u)) if x not in free(a):
            sign = ONE if t.head == "lower_gamma" else MINUS_ONE
            return _chain(u, x, mul(sign, power(u, add(a, MINUS_ONE)), exp(neg(u))))
        case "lower_beta", (u, a, b) if x not in free(a) | free(b):
            slope = mul(power(u, add(a, MINUS_ONE)), power(add(ONE, neg(u)), add(b, MINUS_ONE)))
            return _chain(u, x, slope)
    if t.head in SLOPES:
        return _chain(t.args[0], x, SLOPES[t.head](t.args[0]))
    return _arithmetic(t, x)


def _arithmetic(t: App, x: str) -> Term | None:
    inner = _all(t.args, x)
    if inner is None:
        return None
    match t.head:
        case "+":
            return add(*inner)
        case "*":
            return add(*(_times(d, *t.args[:n], *t.args[n + 1 :]) for n, d in enumerate(inner)))
        case "^":
            return _power(t.args, inner)
        case "pow" if inner[1] == ZERO:
            b, e = t.args
            return _times(e, App("pow", (b, add(e, MINUS_ONE))), inner[0])
    return None


def _power(args: tuple[Term, ...], inner: list[Term]) -> Term:
    b, e = args
    if inner[1] == ZERO:
        lower = num(e.value - 1) if isinstance(e, Num) else add(e, MINUS_ONE)
        return ZERO if e == ZERO else _times(e, power(b, lower) if lower != ZERO else ONE, inner[0])
    return mul(power(b, e), add(_times(inner[1], log(b)), _times(e, inner[0], power(b, -1))))


def _chain(u: Term, x: str, slope: Term) -> Term | None:
    inner = derivative(u, x)
    return None if inner is None else _times(slope, inner)


def _second(f: Bind, at: Term, x: str) -> Term | None:
    """The derivative in x of f'(at)."""
    name = f"{f.hint}'{x}"
    slope = derivative(open_(f.body, Var(name)), name)
    return None if slope is None else derivative(instantiate(slope, {name: at}), x)


def _moving_end(t: Bind, x: str) -> Term | None:
    """The derivative of an integral whose ends alone depend on x, where its integrand is one formula."""
    body = open_(t.body, Var(f"{t.hint}'{x}"))
    if x in free(t.body) or any(isinstance(u, App) and u.head in ("if", "floor", "diff") for u in subterms(body)):
        return None
    ends: tuple[tuple[Term, Term], ...]
    match t.domain:
        case App("open" | "closed", (low, high)):
            ends = ((MINUS_ONE, low), (ONE, high))
        case App("above", (low,)):
            ends = ((MINUS_ONE, low),)
        case App("below", (high,)):
            ends = ((ONE, high),)
        case _:
            return None
    slopes = _all(tuple(e for _, e in ends), x)
    if slopes is None:
        return None
    parts = [_times(s, open_(t.body, e), d) for (s, e), d in zip(ends, slopes, strict=True)]
    return add(*parts, App("*", (ZERO, t)))


def _fold(t: Bind, x: str) -> Term | None:
    if t.kind == "int" and x in free(t.domain):
        return _moving_end(t, x)
    finite = isinstance(t.domain, Var) or (isinstance(t.domain, App) and t.domain.head == "range")
    if not finite or x in free(t.domain) or t.kind not in ("sum", "prod", "int", "E"):
        return None
    name = f"{t.hint}'{x}"
    body = open_(t.body, Var(name))
    inner = derivative(body, x)
    if inner is None:
        return None
    if t.kind == "prod":
        return mul(t, bind("sum", t.domain, name, mul(inner, power(body, -1))))
    return bind(t.kind, t.domain, name, inner)


_HALF = Fraction(1, 2)

SLOPES: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "exp": exp,
        "log": lambda u: power(u, -1),
        "gamma": lambda u: mul(App("gamma", (u,)), App("digamma", (u,))),
        "digamma": lambda u: App("trigamma", (u,)),
        "erf": lambda u: mul(num(2), power(PI, -_HALF), exp(neg(power(u, 2)))),
        "erfinv": lambda u: mul(num(_HALF), power(PI, _HALF), exp(power(App("erfinv", (u,)), 2))),
        "sin": lambda u: App("cos", (u,)),
        "cos": lambda u: neg(App("sin", (u,))),
        "tan": lambda u: power(App("cos", (u,)), -2),
        "arctan": lambda u: power(add(ONE, power(u, 2)), -1),
        "abs": lambda u: mul(u, power(App("abs", (u,)), -1)),
    }
)
