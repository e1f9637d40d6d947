"""Whether a hypothesis holds at an assignment, with the propositions that quantify over uncountable sets."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb, ctx, fmpq

from numerics.closed_forms import positive
from numerics.derivative import derivative
from numerics.evaluate import Evaluator
from numerics.outcome import Finite, NoValue
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, instantiate
from proofs.language import sub

CLOSE = Fraction(1, 10**15)
INTEGERS = frozenset({"int", "nat", "posint", "range", "from"})


def satisfied(ev: Evaluator, h: Term) -> bool | None:
    """Whether h holds, None where that is not known; a density of reals integrates to 1 up to 1e-15."""
    before = ctx.prec
    ctx.prec = ev.precision
    try:
        return _holds(ev, ev.prepare(h), {})
    except (NoValue, Refused, OverflowError, ZeroDivisionError, RecursionError):
        return None
    finally:
        ctx.prec = before


def _holds(ev: Evaluator, h: Term, domains: Mapping[str, Term]) -> bool | None:
    match h:
        case App(head="and"):
            parts = [_holds(ev, a, domains) for a in h.args]
            return False if False in parts else None if None in parts else True
        case App(head="density", args=(Bind(kind="lam") as f,)):
            return _density(ev, f, domains)
        case Bind(kind="all"):
            return _all(ev, h, domains)
    if domains:
        return _everywhere(ev, h, domains)
    match h:
        case App(head="integrable" | "summable", args=(Bind(kind="lam") as f,)):
            return True if isinstance(ev.enclose(fold_of(f)), Finite) else None
        case App(head="differentiable", args=(Bind(kind="lam") as f, x)):
            name, body = ev.open(f)
            slope = derivative(body, name)
            return None if slope is None else isinstance(ev.enclose(instantiate(slope, {name: x})), Finite) or None
        case App(head="differentiable" | "density" | "integrable" | "summable" | "tends" | "sums" | "integrates"):
            return None
    return ev.truth(h, ev.base)


def fold_of(f: Bind) -> Bind:
    """The integral or sum of the function f over its domain."""
    discrete = isinstance(f.domain, Var) or (isinstance(f.domain, App) and f.domain.head in INTEGERS)
    return Bind("sum" if discrete else "int", f.domain, f.body, f.hint)


def _all(ev: Evaluator, h: Bind, domains: Mapping[str, Term]) -> bool | None:
    name, body = ev.open(h)
    elements = None
    if isinstance(h.domain, Var) or (isinstance(h.domain, App) and h.domain.head == "range"):
        elements = ev.elements(h.domain, ev.base)
    if elements is None:
        return _holds(ev, body, {**domains, name: h.domain})
    if len(elements) > 100:
        return None
    parts = [_holds(ev, instantiate(body, {name: Num(Fraction(k))}), domains) for k in elements]
    return False if False in parts else None if None in parts else True


def _everywhere(ev: Evaluator, h: Term, domains: Mapping[str, Term]) -> bool | None:
    """Whether h holds for all values of the symbols in `domains`, by signs."""
    match h:
        case App(head="in", args=(_, App(head="real"))):
            return True
        case App(head="in", args=(t, App(head="posreal"))):
            return positive(ev, t, domains) or None
        case App(head="in", args=(t, App(head="nonneg"))):
            return positive(ev, t, domains, strict=False) or None
        case App(head="<" | "<=", args=(a, b)):
            return positive(ev, sub(b, a), domains, strict=h.head == "<") or None
        case App(head="=", args=(a, b)):
            return True if a == b else None
        case App(head="!=", args=(a, Num(value=z))) if z == 0:
            return positive(ev, a, domains) or None
        case App(head="differentiable", args=(Bind(kind="lam") as f, _)):
            name, body = ev.open(f)
            return True if derivative(body, name) is not None else None
    return None


def _density(ev: Evaluator, f: Bind, domains: Mapping[str, Term]) -> bool | None:
    samples: list[dict[str, Term]] = [{}]
    if domains:
        samples = [dict.fromkeys(domains, Num(Fraction(k))) for k in (1, 2)]
    for values in samples:
        t = instantiate(fold_of(f), values)
        if not isinstance(t, Bind):
            return None
        total = ev.value(t, ev.base)
        if isinstance(total, fmpq):
            if total != 1:
                return False
        elif not total.contains(1):
            return False
        elif not abs(total - 1) < arb(CLOSE.numerator) / CLOSE.denominator:
            return None
    name, body = ev.open(f)
    finite = isinstance(f.domain, Var) or (isinstance(f.domain, App) and f.domain.head == "range")
    if finite and not domains:
        elements = ev.elements(f.domain, ev.base) or range(0)
        return len(elements) <= 10_000 and all(ev.value(body, {**ev.base, name: fmpq(k)}) >= 0 for k in elements)
    return positive(ev, body, {**domains, name: f.domain}, strict=False) or None
