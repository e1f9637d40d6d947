"""Equations: by normal forms, by simplifying both sides, by equating the parts in which they differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from proofs.kernel.field import Poly, as_poly, domain_of
from proofs.kernel.signature import POINTWISE
from proofs.kernel.term import App, Bind, Refused, Term, Var, children, open_
from proofs.search.abstraction import equal_by_bases
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import everywhere, joined, rewrite_with, right

MAX_DEPTH = 3
MAX_PAIRS = 12


def equate(a: Term, b: Term, ctx: Context, depth: int = MAX_DEPTH) -> Fact | None:
    """a = b under what is assumed in ctx, or None."""
    ctx.check_time()
    direct = ctx.equal(a, b) or equal_by_bases(a, b, ctx)
    if direct is not None:
        return direct
    left, back = ctx.tools.simplify(a, ctx), ctx.tools.simplify(b, ctx)
    x, y = right(left) if left else a, right(back) if back else b
    middle = (ctx.equal(x, y) if (x, y) != (a, b) else None) or _by_parts(x, y, ctx, depth)
    middle = middle or ctx.discharge(App("=", (x, y)))
    if middle is None:
        return None
    out = joined(left, middle, ctx)
    return joined(out, ctx.proof.sym(back), ctx) if back else out


def _by_parts(a: Term, b: Term, ctx: Context, depth: int) -> Fact | None:
    """Equal in form: the parts equated. Otherwise the atoms in which the two differ are equated pair by pair."""
    if depth == 0:
        return None
    return equate_parts(a, b, ctx, depth) or _by_atoms(a, b, ctx, depth)


def equate_parts(a: Term, b: Term, ctx: Context, depth: int) -> Fact | None:
    """a = b for a and b with the same head, by their arguments, domains and bodies."""
    if not _same_head(a, b):
        return None
    done: Fact | None = None
    for i, (u, v) in enumerate(zip(children(a), children(b), strict=True)):
        if u == v:
            continue
        t = right(done) if done else a
        fact = _equate_child(t, i, v, ctx, depth)
        if fact is None:
            return None
        done = joined(done, fact, ctx)
    return done or ctx.proof.refl(a)


def _same_head(a: Term, b: Term) -> bool:
    match a, b:
        case (App(), App()):
            return a.head == b.head and len(a.args) == len(b.args)
        case (Var(), Var()):
            return a.name == b.name and len(a.args) == len(b.args) > 0
        case (Bind(), Bind()):
            return a.kind == b.kind
    return False


def _equate_child(t: Term, i: int, v: Term, ctx: Context, depth: int) -> Fact | None:
    """t = t with its i-th child made v."""
    u = children(t)[i]
    names: tuple[str, ...]
    path: tuple[int, ...]
    if isinstance(t, Bind) and i == 1:
        inside = _equate_bodies(t, Bind(t.kind, t.domain, v, t.hint), ctx, depth, known=t.kind != "lam")
        names, path = (inside[0],) if inside else (), (1,)
    elif isinstance(u, Bind) and isinstance(v, Bind) and u.kind == "lam" == v.kind and u.domain == v.domain:
        known = isinstance(t, App) and i == 0 and t.head in POINTWISE
        inside = _equate_bodies(u, v, ctx, depth, known=known)
        names, path = (inside[0],) if inside else (), (i, 1)
    elif u.facts.sort in ("real", "any") and v.facts.sort in ("real", "any"):
        fact = equate(u, v, ctx, depth - 1)
        inside = ("", fact) if fact else None
        names, path = (), (i,)
    else:
        return _equate_sets(t, i, u, v, ctx, depth)
    return _placed(t, path, names, inside[1], ctx) if inside else None


def _equate_sets(t: Term, i: int, u: Term, v: Term, ctx: Context, depth: int) -> Fact | None:
    """t = t with the set u, its i-th child, made v, argument by argument."""
    if not _same_head(u, v):
        return None
    done: Fact | None = None
    for j, (x, y) in enumerate(zip(children(u), children(v), strict=True)):
        if x != y:
            fact = equate(x, y, ctx, depth - 1) if x.facts.sort != "fun" else None
            if fact is None:
                return None
            done = joined(done, _placed(right(done) if done else t, (i, j), (), fact, ctx), ctx)
    return done


def _equate_bodies(u: Bind, v: Bind, ctx: Context, depth: int, *, known: bool) -> tuple[str, Fact] | None:
    """The bodies of two binders over one domain, equated under the name given to the variable."""
    x = ctx.fresh(u.hint, u, v)
    inner = ctx.assume_locally(App("in", (Var(x), domain_of(u.domain) if known else App("real"))))
    fact = equate(open_(u.body, Var(x)), open_(v.body, Var(x)), inner, depth - 1)
    return (x, fact) if fact else None


def _placed(t: Term, path: tuple[int, ...], names: tuple[str, ...], fact: Fact, ctx: Context) -> Fact | None:
    try:
        return ctx.settle(ctx.proof.at(t, path, names, fact))
    except Refused:
        return None


# ---- by atoms


def _by_atoms(a: Term, b: Term, ctx: Context, depth: int) -> Fact | None:
    """Equate an atom of a with one of b and go on with the rest."""
    mine, theirs = _atoms(a, ctx), _atoms(b, ctx)
    mine, theirs = [x for x in mine if x not in theirs], [y for y in theirs if y not in mine]
    pairs = [(x, y) for x, y in product(mine, theirs) if _same_head(x, y)]
    done: Fact | None = None
    for x, y in pairs[:MAX_PAIRS]:
        ctx.check_time()
        t = right(done) if done else a
        fact = equate_parts(x, y, ctx, depth - 1) if depth > 1 else None
        moved = everywhere(rewrite_with(fact))(t, ctx) if fact else None
        if moved is None:
            continue
        done = joined(done, moved, ctx)
        last = ctx.equal(right(done), b) if done else None
        if last is not None:
            return joined(done, last, ctx)
    return None


def _atoms(t: Term, ctx: Context) -> list[Term]:
    """The atoms of the normal form of t that have parts, those in exponents too."""
    return list(dict.fromkeys(x for x in _poly_atoms(ctx.poly(t) or {}) if x.facts.size > 1))


def _poly_atoms(p: Poly) -> Iterator[Term]:
    for m in p:
        for x, e in m:
            yield x
            if not isinstance(e, Fraction):
                yield from _poly_atoms(as_poly(e))
