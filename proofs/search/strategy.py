"""Combinators of conversions: in what order and where to rewrite, apart from what with.

A conversion proves `t = t'` for some t' that it holds for simpler, or does not apply (None). None of these knows any
mathematics; the kernel's `at` does the congruence.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var
from proofs.search.context import Context
from proofs.search.matching import match_term, opened
from proofs.search.recorder import Fact

Conversion = Callable[[Term, Context], "Fact | None"]

MAX_ROUNDS = 40


def right(fact: Fact) -> Term:
    """The right side of an equation. Raises: Refused."""
    match fact.conclusion:
        case App("=", (_, b)):
            return b
    raise Refused("strategy: no equation")


def identity(t: Term, ctx: Context) -> Fact | None:
    """t = t."""
    return ctx.proof.refl(t)


def then(*conversions: Conversion) -> Conversion:
    """One after the other, each on the result of the one before; those that do not apply are passed over."""

    def run(t: Term, ctx: Context) -> Fact | None:
        done: Fact | None = None
        for conversion in conversions:
            done = joined(done, conversion(t if done is None else right(done), ctx), ctx)
        return done

    return run


def first(*conversions: Conversion) -> Conversion:
    """The first one that applies."""

    def run(t: Term, ctx: Context) -> Fact | None:
        return next((f for f in (c(t, ctx) for c in conversions) if f is not None), None)

    return run


def attempt(conversion: Conversion) -> Conversion:
    """conversion, where what the rules refuse means that it does not apply."""

    def run(t: Term, ctx: Context) -> Fact | None:
        try:
            return conversion(t, ctx)
        except Refused:
            return None

    return run


def exhaust(conversion: Conversion) -> Conversion:
    """Again and again until it no longer applies or has come back to where it was."""

    def run(t: Term, ctx: Context) -> Fact | None:
        done: Fact | None = None
        seen = {t}
        for _ in range(MAX_ROUNDS):
            ctx.check_time()
            fact = conversion(t, ctx)
            if fact is None or right(fact) in seen:
                return done
            done, t = joined(done, fact, ctx), right(fact)
            seen.add(t)
        return done

    return run


def children(conversion: Conversion) -> Conversion:
    """On every direct part that is a number, under binders with the domain of the variable known."""

    def run(t: Term, ctx: Context) -> Fact | None:
        done: Fact | None = None
        for place in _places(t):
            done = joined(done, at_path(place, conversion)(t if done is None else right(done), ctx), ctx)
        return done

    return run


def everywhere(conversion: Conversion) -> Conversion:
    """Bottom-up: on the parts first, then on the whole; each term at most once in each context."""

    def run(t: Term, ctx: Context) -> Fact | None:
        key = (conversion, t)
        if key not in ctx.memo:
            ctx.check_time()
            ctx.memo[key] = then(children(run), conversion)(t, ctx) if t.facts.size > 1 else conversion(t, ctx)
        return ctx.memo[key]

    return run


def once(conversion: Conversion) -> Conversion:
    """At the first place, from the top down, where it applies."""

    def run(t: Term, ctx: Context) -> Fact | None:
        ctx.check_time()
        return conversion(t, ctx) or next(
            (f for f in (at_path(place, run)(t, ctx) for place in _places(t)) if f is not None), None
        )

    return run


def at_path(path: tuple[int, ...], conversion: Conversion) -> Conversion:
    """At the part of t at path."""

    def run(t: Term, ctx: Context) -> Fact | None:
        found = _descend(t, path, conversion, ctx)
        if found is None:
            return None
        names, fact = found
        if right(fact) == _left(fact):
            return None
        try:
            return ctx.settle(ctx.proof.at(t, path, names, fact))
        except Refused:
            return None

    return run


def rewrite_with(fact: Fact) -> Conversion:
    """By an equation, left to right: at its left side, or at instances of it if it is universal."""
    names, a = _pattern(fact.conclusion)

    def run(t: Term, ctx: Context) -> Fact | None:
        values = match_term(a, t, frozenset(names))
        if values is None or len(values) != len(names):
            return None
        done = fact
        for n in names:
            done = ctx.proof.spec(done, values[n])
        return ctx.settle(done)

    return run


def memoised(conversion: Conversion) -> Conversion:
    """conversion, run once for each term and context."""

    def run(t: Term, ctx: Context) -> Fact | None:
        key = (conversion, t, "memoised")
        if key not in ctx.memo:
            ctx.memo[key] = conversion(t, ctx)
        return ctx.memo[key]

    return run


def joined(done: Fact | None, fact: Fact | None, ctx: Context) -> Fact | None:
    """The two equations one after the other; a None is passed over."""
    if done is None or fact is None:
        return done or fact
    return ctx.proof.trans(done, fact)


def _left(fact: Fact) -> Term:
    match fact.conclusion:
        case App("=", (a, _)):
            return a
    raise Refused("strategy: no equation")


def _pattern(p: Term) -> tuple[tuple[str, ...], Term]:
    names, body = opened(p)
    match body:
        case App("=", (a, _)):
            return names, a
    raise Refused("strategy: no equation")


def _places(t: Term) -> list[tuple[int, ...]]:
    """Paths to the direct parts of t that a conversion may look at."""
    match t:
        case Num() | Bound():
            return []
        case Var(_, args):
            return [(i,) for i in range(len(args))]
        case Bind(_, domain):
            return [*((0, *p) for p in _places(domain)), (1,)]
        case App(head, args):
            return [p for i, a in enumerate(args) for p in _argument(head, i, a)]


def _argument(head: str, i: int, a: Term) -> list[tuple[int, ...]]:
    match a:
        case Bind("lam", domain) if i == 0 and head in POINTWISE:
            return [(0, 1), *((0, 0, *p) for p in _places(domain))]
        case Bind("lam"):
            return [(i, 1)]
        case App(_) if a.facts.sort in ("set", "filter", "prop"):
            return [(i, *p) for p in _places(a)]
        case _ if a.facts.sort in ("real", "any"):
            return [(i,)]
    return []


def _descend(
    t: Term, path: tuple[int, ...], conversion: Conversion, ctx: Context, *, pointwise: bool = False
) -> tuple[tuple[str, ...], Fact] | None:
    """The conversion at the part of t at path, with the names given to the binders crossed."""
    if not path:
        fact = conversion(t, ctx)
        return None if fact is None else ((), fact)
    i, rest = path[0], path[1:]
    match t:
        case Bind(kind) if i == 1:
            x, body, inner = ctx.open(t) if kind != "lam" or pointwise else ctx.open_anywhere(t)
            found = _descend(body, rest, conversion, inner)
            return None if found is None else ((x, *found[0]), found[1])
        case Bind(_, domain):
            return _descend(domain, rest, conversion, ctx)
        case App(head, args):
            if i > 0 and head in ("if", "=>"):
                ctx = ctx.assume_locally(args[0] if i == 1 else App("not", (args[0],)))
            return _descend(args[i], rest, conversion, ctx, pointwise=i == 0 and head in POINTWISE)
        case Var(_, args):
            return _descend(args[i], rest, conversion, ctx)
    return None
