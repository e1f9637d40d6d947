"""The binomial theorem where a base may vanish, so that x^(n - k) cannot be taken apart into x^n x^-k."""

from __future__ import annotations

from proofs.kernel.field import MINUS
from proofs.kernel.term import App, Bind, Refused, Term, Var, bind, open_, subterms
from proofs.language import ONE, ZERO, add, gamma, mul, neg, num, power
from proofs.search.context import Context
from proofs.search.conversions.folds import SUM, by_algebra, combined, function_of
from proofs.search.conversions.integrand_shape import Piece, linear, pieces, tidy
from proofs.search.conversions.series import base_of, order, stirling
from proofs.search.recorder import Fact


def binomial_theorem(f: Bind, ctx: Context) -> Fact | None:
    """`sums f v` for a polynomial in k times the terms of (y + z)^n, for any y and z."""
    match f.domain:
        case App("range", (a, n)) if a == ZERO:
            k, body, inner = ctx.open(f)
            falling = _falling_power(body, k, n)
            if falling is None:
                return None
            w = Var(ctx.fresh("w", body), (Var(k),))
            parts = _parts(_replaced(body, falling, w), k, (n, falling.args[0], w), ctx)
            return None if parts is None else _as_function(parts, f, (k, falling, w), inner, ctx)
    return None


def _falling_power(body: Term, k: str, n: Term) -> App | None:
    """The one power z^(n - k) in the body."""
    found: dict[Term, None] = {}
    for t in subterms(body):
        match t:
            case App("pow", (_, e)) if t.facts.loose == 0 and (line := linear(e, k)) is not None:
                if line[1] == MINUS and tidy(add(line[0], neg(n))) == ZERO:
                    found[t] = None
    only = next(iter(found), None)
    return only if len(found) == 1 and isinstance(only, App) else None


def _replaced(t: Term, old: Term, new: Term) -> Term:
    """t with every `old` outside binders replaced."""
    if t == old:
        return new
    if isinstance(t, App) and t.args:
        return App(t.head, tuple(_replaced(a, old, new) for a in t.args))
    return t


def _parts(body: Term, k: str, values: tuple[Term, Term, Var], ctx: Context) -> list[tuple[Term, Fact]] | None:
    found = pieces(body, k)
    out: list[tuple[Term, Fact]] = []
    for piece in found or ():
        part = _part(piece, values, ctx)
        if part is None:
            return None
        out += part
    return out or None


def _part(piece: Piece, values: tuple[Term, Term, Var], ctx: Context) -> list[tuple[Term, Fact]] | None:
    n, z, w = values
    k, m, found = Var(piece.variable), order(piece), base_of(piece)
    if m is None or found is None or found[1] != ONE:
        return None
    factorials = {tidy(gamma(add(k, ONE))): MINUS, tidy(gamma(add(n, neg(k), ONE))): MINUS}
    if {tidy(a): e for a, e in found[2].items()} != {**factorials, w: ONE}:
        return None
    out = []
    for j in range(m + 1):
        fact = ctx.by_axiom(f"binomial_sum_falling_{j}", n=n, y=found[0], z=z) if stirling(m, j) else None
        if fact is not None:
            out.append((tidy(mul(num(stirling(m, j)), piece.constant, power(gamma(add(n, ONE)), -1))), fact))
    return out


def _as_function(
    parts: list[tuple[Term, Fact]], f: Bind, names: tuple[str, App, Var], inner: Context, ctx: Context
) -> Fact | None:
    """The combined parts as a fact about f, the power z^(n - k) taken as one unknown."""
    k, falling, w = names
    total = combined(SUM, f.domain, parts, ctx)
    ours, theirs = open_(function_of(total).body, Var(k)), open_(f.body, Var(k))
    n = f.domain.args[1] if isinstance(f.domain, App) else ZERO
    written = _falling_power(ours, k, n)
    if written is None:
        return None
    exponents = inner.equal(written.args[1], falling.args[1])
    abstract = by_algebra(_replaced(ours, written, w), _replaced(theirs, falling, w), inner)
    if exponents is None or abstract is None:
        return None
    try:
        same_power = ctx.proof.at(written, (1,), (), exponents)
        equation = ctx.proof.inst_map(abstract, {w.name: bind("lam", App("int"), k, written)})
        for path in _places(_replaced(theirs, falling, written), written):
            equation = ctx.proof.rewrite(equation, (1, *path), (), same_power)
        return ctx.settle(ctx.proof.rewrite(total, (0, 1), (k,), equation))
    except Refused:
        return None


def _places(t: Term, part: Term) -> list[tuple[int, ...]]:
    """The paths to `part` in t, outside binders."""
    if t == part:
        return [()]
    if isinstance(t, App):
        return [(i, *p) for i, a in enumerate(t.args) for p in _places(a, part)]
    return []
