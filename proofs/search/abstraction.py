"""Algebra in which a base that is positive as a whole, or a fold, stands for itself.

The kernel splits log and general powers over the factors of their base and asks for each to be positive, and it asks
for what it needs to take a fold apart. Where only the whole is known to be positive, or the fold may stay as it is, it
is replaced by a symbol, the algebra is done, and the symbol is instantiated again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from proofs.kernel.field import ZERO
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var, children, is_closed
from proofs.search.recorder import Fact

if TYPE_CHECKING:
    from proofs.search.context import Context

MAX_BASES = 6


def equal_by_bases(a: Term, b: Term, ctx: Context) -> Fact | None:
    """a = b by normal forms in which positive bases are symbols."""
    for found in _choices((a, b), ctx):
        x, y = (_abstracted(t, found) for t in (a, b))
        fact = _back(found, partial(ctx.proof.ring, x, y), ctx)
        if fact is not None:
            return fact
    return None


def normal_by_bases(t: Term, ctx: Context) -> Fact | None:
    """t = its normal form in which positive bases are symbols, if that differs."""
    for found in _choices((t,), ctx):
        fact = _back(found, partial(ctx.proof.normal, _abstracted(t, found)), ctx)
        if fact is not None:
            return None if fact.conclusion == App("=", (t, t)) else fact
    return None


def _back(found: list[Term], prove: Callable[[], Fact], ctx: Context) -> Fact | None:
    """What prove shows of the symbols, of what they stand for."""
    try:
        fact = prove()
    except Refused:
        return None
    for i in reversed(range(len(found))):
        fact = ctx.proof.inst_map(fact, {_symbol(i): found[i]})
    return ctx.settle(fact)


def _symbol(i: int) -> str:
    return f"?base{i}"


def _choices(ts: tuple[Term, ...], ctx: Context) -> Iterator[list[Term]]:
    """The bases to abstract: the smallest first, then the largest first."""
    bases = sorted({e for t in ts for e in _bases(t)}, key=lambda e: e.facts.size)[:MAX_BASES]
    known = [e for e in bases if ctx.discharge(App("<", (ZERO, e)))]
    for order in (known, known[::-1]):
        found: list[Term] = []
        for e in order:
            inner = _abstracted(e, found)
            if isinstance(inner, App) and inner not in found:
                found.append(inner)
        if found:
            yield found
    folds = list(dict.fromkeys(f for t in ts for f in _folds(t)))[:MAX_BASES]
    if folds and any(t not in folds for t in ts):
        yield [*folds, *(e for b in known if isinstance(e := _abstracted(b, folds), App))]


def _folds(t: Term) -> Iterator[Term]:
    """The outermost folds, limits and derivatives of t without bound variables of t."""
    match t:
        case Bind("int" | "sum" | "prod" | "E") | App("lim" | "diff") if is_closed(t):
            yield t
        case App(_, args) if t.facts.sort == "real":
            for a in args:
                yield from _folds(a)


def _bases(t: Term) -> Iterator[Term]:
    """Sums and products without bound variables that stand under log or a power with no whole exponent."""
    match t:
        case App("log", (e,)):
            yield from _core(e)
        case App("^", (e, Num(k))) if k.denominator == 1:
            pass
        case App("^", (e, _)):
            yield from _core(e)
        case Num() | Bound():
            return
    for c in children(t):
        yield from _bases(c)


def _core(e: Term) -> Iterator[Term]:
    while isinstance(e, App) and e.head == "^":
        e = e.args[0]
    if isinstance(e, App) and e.head in ("+", "*") and is_closed(e):
        yield e


def _abstracted(t: Term, found: list[Term]) -> Term:
    """t with each base, in order, replaced by its symbol."""
    for i, e in enumerate(found):
        t = _replaced(t, e, Var(_symbol(i)))
    return t


def _replaced(t: Term, e: Term, v: Term) -> Term:
    if t == e:
        return v
    if t.facts.size <= e.facts.size:
        return t
    match t:
        case App(head, args):
            return App(head, tuple(_replaced(a, e, v) for a in args))
        case Var(name, args):
            return Var(name, tuple(_replaced(a, e, v) for a in args))
        case Bind(kind, domain, body, hint):
            return Bind(kind, _replaced(domain, e, v), _replaced(body, e, v), hint)
    return t
