"""Integrals: the kernels of densities, other domains, kinks, the order of integration, linearity."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import App, Bind, Refused, Term, Var, bind, open_, subterms
from proofs.language import ONE, ZERO, div, mul, neg, positive
from proofs.search.context import Context, Prover
from proofs.search.conversions.algebra import normal
from proofs.search.conversions.convergence import fitted
from proofs.search.conversions.folds import (
    INTEGRAL,
    by_algebra,
    by_pieces,
    function_of,
    lam_of,
    same_function,
    value_of,
)
from proofs.search.conversions.integrand_shape import Piece, linear, tidy
from proofs.search.conversions.kernels import candidates
from proofs.search.conversions.unknown import total
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, joined, right

#: What an integrand is simplified for, beside folds.
UNFINISHED = ("if", "diff", "lim")


def integrates(f: Bind, ctx: Context) -> Fact | None:
    """`integrates f v` with v in closed form, or None."""
    key = ("integrates", f)
    if key not in ctx.memo:
        ctx.memo[key] = None
        ctx.memo[key] = _integrates(f, ctx)
    return ctx.memo[key]


def _integrates(f: Bind, ctx: Context) -> Fact | None:
    ctx.check_time()
    match f.domain:
        case App("closed", (a, b)):
            return through("integrates_open_closed", ctx, f=f, a=a, b=b)
        case App("nonneg"):
            return through("integrates_posreal_nonneg", ctx, f=f)
        case App("above", (a,)) if a == ZERO:
            return through("integrates_posreal_above", ctx, f=f)
    return (
        by_pieces(INTEGRAL, f, piece_integrates, ctx)
        or _translated(f, ctx)
        or _cut_at_kink(f, ctx)
        or _through_log(f, ctx)
        or _straightened(f, ctx)
        or by_pieces(INTEGRAL, f, piece_integrates, ctx, facts=True)
        or total(INTEGRAL, f, ctx)
        or _simplified(f, ctx)
    )


def through(label: str, ctx: Context, **values: Term) -> Fact | None:
    """The conclusion of an axiom whose one premise is an integral with value v."""
    try:
        premise = _premises(ctx.proof.axiom(label, **values))
    except Refused:
        return None
    found = integrates(premise[0], ctx) if len(premise) == 1 else None
    if found is None:
        return None
    return ctx.settle(ctx.proof.cut(found, ctx.proof.axiom(label, v=value_of(found), **values)))


def _premises(fact: Fact) -> list[Bind]:
    """The functions that a fact supposes to be integrable with some value."""
    found = [h for h in fact.hypotheses if isinstance(h, App) and h.head == "integrates"]
    return [f for h in found for f in h.args if isinstance(f, Bind)]


def piece_integrates(piece: Piece, domain: Term, ctx: Context) -> Fact | None:
    """`integrates` for a piece by the first axiom that fits."""
    for label, values in candidates(piece, domain):
        fact = fitted(label, values, ctx)
        if fact is not None:
            return fact
    return _fold_within(piece, domain, ctx)


# ---- other domains


def _translated(f: Bind, ctx: Context) -> Fact | None:
    """The integral over a half-line or interval that does not start at 0, moved there."""
    match f.domain:
        case App("above", (c,)):
            return through("integrates_shift_above", ctx, f=f, c=c)
        case App("below", (c,)):
            return through("integrates_reflect_below", ctx, f=f, c=c)
        case App("open", (a, b)) if a != ZERO:
            return through("integrates_shift_open", ctx, f=f, a=a, b=b)
    return None


def _through_log(f: Bind, ctx: Context) -> Fact | None:
    """The integral over the reals of a function of exp x, over the positive reals."""
    if any(isinstance(t, Bind) for t in subterms(f.body)):
        return None
    outer = [t for t in subterms(f.body) if isinstance(t, App) and t.head in ("exp", "^", "log")]
    within = (u for t in outer for u in subterms(t.args[0]))
    if f.domain != App("real") or not any(isinstance(u, App) and u.head == "exp" and u.facts.loose for u in within):
        return None
    return through("integrates_through_log", ctx, f=f)


def _simplified(f: Bind, ctx: Context) -> Fact | None:
    """`integrates f v` by that of the simplified integrand."""
    unfinished = (t for t in subterms(f.body) if isinstance(t, Bind) or (isinstance(t, App) and t.head in UNFINISHED))
    if next(unfinished, None) is None:
        return None
    x, body, inner = ctx.open(f)
    equation = ctx.tools.simplify(body, inner)
    found = integrates(bind("lam", f.domain, x, right(equation)), ctx) if equation else None
    if equation is None or found is None:
        return None
    return ctx.settle(ctx.proof.rewrite(found, (0, 1), (x,), ctx.proof.sym(equation)))


def _cut_at_kink(f: Bind, ctx: Context) -> Fact | None:
    """The integral in two where an absolute value turns."""
    x, body, _ = ctx.open(f)
    kinks = {_zero_of(t.args[0], x) for t in subterms(body) if isinstance(t, App) and t.head == "abs"} - {None}
    if len(kinks) != 1 or (c := kinks.pop()) is None or not isinstance(f.domain, App):
        return None
    ends: dict[str, Term]
    match f.domain:
        case App("real"):
            label, left, rest, ends = "integrates_join_real", App("below", (c,)), App("above", (c,)), {}
        case App("posreal"):
            label, left, rest, ends = "integrates_join_posreal", App("open", (ZERO, c)), App("above", (c,)), {}
        case App("below", (b,)):
            label, left, rest, ends = "integrates_join_below", App("below", (c,)), App("open", (c, b)), {"b": b}
        case App("above", (a,)):
            label, left, rest, ends = "integrates_join_above", App("open", (a, c)), App("above", (c,)), {"a": a}
        case App("open", (a, b)):
            label, left, rest = "integrates_join_open", App("open", (a, c)), App("open", (c, b))
            ends = {"a": a, "b": b}
        case _:
            return None
    if ctx.discharge(App("in", (c, f.domain))) is None:
        return None
    one = integrates(Bind("lam", left, f.body, f.hint), ctx)
    other = integrates(Bind("lam", rest, f.body, f.hint), ctx) if one else None
    if one is None or other is None:
        return None
    joint = ctx.proof.axiom(label, c=c, f=f, u=value_of(one), v=value_of(other), **ends)
    return ctx.settle(ctx.proof.cuts(joint, one, other))


def _zero_of(t: Term, x: str) -> Term | None:
    line = linear(t, x)
    return None if line is None else tidy(neg(div(line[0], line[1])))


# ---- unknown functions of a linear function of the variable


def _straightened(f: Bind, ctx: Context) -> Fact | None:
    """The integral with an unknown function of e + d x in terms of y = e + d x."""
    x, body, _ = ctx.open(f)
    found = {linear(a, x) for t in subterms(body) if isinstance(t, Var) for a in t.args if x in a.facts.free}
    if len(found) != 1 or (line := found.pop()) is None or line == (ZERO, ONE):
        return None
    e, d = line
    if f.domain == App("real") and ctx.discharge(positive(d)) is not None:
        return through("integrates_linear_real", ctx, f=f, d=d, e=e)
    if f.domain == App("real") and ctx.discharge(positive(neg(d))) is not None:
        return through("integrates_reflected_real", ctx, f=f)
    return through("integrates_scaled_posreal", ctx, f=f, d=d) if f.domain == App("posreal") and e == ZERO else None


# ---- integrals of sums and of integrals


def _fold_within(piece: Piece, domain: Term, ctx: Context) -> Fact | None:
    """`integrates` for a piece with one finite sum or integral in it: the outer variable first."""
    folds = [a for a, e in piece.atoms.items() if isinstance(a, Bind) and e == ONE]
    if len(folds) != 1:
        return None
    fold, x = folds[0], piece.variable
    y = ctx.fresh("y", fold, Var(x), piece.constant, piece.body())
    integrand = mul(piece.body(fold), open_(fold.body, Var(y)))
    first = integrates(bind("lam", domain, x, integrand), ctx.assume_locally(App("in", (Var(y), fold.domain))))
    if first is None:
        return None
    each = ctx.proof.gen(y, fold.domain, first)
    g = bind("lam", fold.domain, y, value_of(first))
    match fold:
        case Bind("sum", App("range", (a, b))) if x not in fold.domain.facts.free:
            two = bind("lam", App("int"), y, bind("lam", domain, x, integrand))
            fact = ctx.proof.cut(each, ctx.proof.axiom("integrates_sum", a=a, b=b, D=domain, f=two, g=g))
        case Bind("int") if x not in fold.domain.facts.free:
            second = integrates(g, ctx)
            if second is None:
                return None
            two = bind("lam", domain, x, bind("lam", fold.domain, y, integrand))
            values = {"f": two, "g": g, "D": domain, "C": fold.domain, "v": value_of(second)}
            fact = ctx.proof.cuts(ctx.proof.axiom("integrates_inner_first", **values), each, second)
        case _:
            return None
    settled = ctx.settle(fact)
    return settled and same_function(settled, bind("lam", domain, x, piece.body()), ctx)


# ---- conversions and provers


def value(t: Term, ctx: Context) -> Fact | None:
    """An integral = its closed form."""
    match t:
        case Bind("int"):
            found = integrates(lam_of(t), ctx)
            if found is None or value_of(found) == t:
                return None
            fact = ctx.by_axiom("integrates_value", D=t.domain, f=function_of(found), v=value_of(found))
            return fact and joined(fact, normal(right(fact), ctx), ctx)
    return None


def prove_integrates(p: Term, ctx: Context) -> Fact | None:
    """`integrates f v` for a given v."""
    match p:
        case App("integrates", (Bind("lam") as f, v)):
            found = integrates(f, ctx)
            if found is None:
                kept = ctx.discharge(App("integrable", (f,)))
                found = kept and ctx.proof.cut(kept, ctx.proof.axiom("integrable_integrates", D=f.domain, f=f))
            if found is None:
                return None
            equation = by_algebra(value_of(found), v, ctx) or _simplified_equal(value_of(found), v, ctx)
            return equation and ctx.proof.rewrite(found, (1,), (), equation)
    return None


def _simplified_equal(a: Term, b: Term, ctx: Context) -> Fact | None:
    one, other = ctx.tools.simplify(a, ctx), ctx.tools.simplify(b, ctx)
    middle = ctx.equal(a if one is None else right(one), b if other is None else right(other))
    if middle is None:
        return None
    fact = joined(one, middle, ctx)
    return fact if other is None or fact is None else ctx.proof.trans(fact, ctx.proof.sym(other))


def prove_integrable(p: Term, ctx: Context) -> Fact | None:
    """`integrable f`, where the integral has a closed form."""
    match p:
        case App("integrable", (Bind("lam") as f,)):
            found = integrates(f, ctx)
            return found and ctx.by_axiom("integrates_integrable", D=f.domain, f=f, v=value_of(found))
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"integral_value": value})
PROVERS: MappingProxyType[str, Prover] = MappingProxyType(
    {"integrates": prove_integrates, "integrable": prove_integrable}
)
