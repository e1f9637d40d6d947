"""Linearity with convergence: facts about the pieces of an integrand or summand make one about the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from proofs.kernel.term import App, Bind, Refused, Term, Var, bind, open_
from proofs.search.context import Context
from proofs.search.conversions.integrand_shape import Piece, pieces
from proofs.search.conversions.quadratics import quadratic_positive
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, everywhere, exhaust, first, right, then

#: Proves `integrates f v` or `sums f v` for one piece without its constant, over a domain.
PieceProver = Callable[[Piece, Term, Context], "Fact | None"]


@dataclass(frozen=True, slots=True)
class Fold:
    """The names of what belongs to integrals, or to sums."""

    binder: str
    converges: str
    totals: str
    scale: str
    add: str
    zero: str
    value: str
    weaken: str
    keep: str


INTEGRAL = Fold("int", "integrable", "integrates", "integrates_scale", "integrates_add", "integrates_zero",
                "integrates_value", "integrates_integrable", "integrable_integrates")  # fmt: skip
SUM = Fold("sum", "summable", "sums", "sums_scale", "sums_add", "sums_zero",
           "sums_value", "sums_summable", "summable_sums")  # fmt: skip


def function_of(fact: Fact) -> Bind:
    """The function in `integrates f v` and the like."""
    match fact.conclusion:
        case App(_, (Bind("lam") as f, *_)):
            return f
    raise Refused("folds: no function")


def value_of(fact: Fact) -> Term:
    """The value in `integrates f v` and the like."""
    match fact.conclusion:
        case App(_, (_, *_, v)):
            return v
    raise Refused("folds: no value")


def lam_of(t: Bind) -> Bind:
    """The function under an integral or sum."""
    return Bind("lam", t.domain, t.body, t.hint)


def assemble(kind: Fold, f: Bind, parts: Iterable[tuple[Term, Fact]], ctx: Context) -> Fact | None:
    """`integrates f v` from facts about functions with constants before them, if their sum is f."""
    return same_function(combined(kind, f.domain, parts, ctx), f, ctx)


def combined(kind: Fold, domain: Term, parts: Iterable[tuple[Term, Fact]], ctx: Context) -> Fact:
    """`integrates g v` for g the sum of the functions of the parts with constants before them."""
    proof = ctx.proof
    total: Fact | None = None
    for c, part in parts:
        scaled = proof.axiom(kind.scale, D=domain, f=function_of(part), c=c, v=value_of(part))
        scaled = proof.cut(part, scaled)
        if total is None:
            total = scaled
        else:
            added = proof.axiom(kind.add, D=domain, f=function_of(total), g=function_of(scaled),
                                u=value_of(total), v=value_of(scaled))  # fmt: skip
            total = proof.cuts(added, total, scaled)
    return proof.axiom(kind.zero, D=domain) if total is None else total


def same_function(fact: Fact, f: Bind, ctx: Context) -> Fact | None:
    """The fact with f in place of its function, if they are equal on the domain by algebra."""
    g = function_of(fact)
    if g == f:
        return fact
    x, body, inner = ctx.open(f)
    equation = by_algebra(open_(g.body, Var(x)), body, inner)
    if equation is None:
        return None
    try:
        return ctx.settle(ctx.proof.rewrite(fact, (0, 1), (x,), equation))
    except Refused:
        return None


def by_algebra(a: Term, b: Term, ctx: Context) -> Fact | None:
    """a = b by normal forms, after natural powers of positive bases and absolute values of known sign."""
    direct = ctx.equal(a, b)
    if direct is not None:
        return direct
    plain_a, plain_b = plain(a, ctx), plain(b, ctx)
    if plain_a is None and plain_b is None:
        return None
    middle = ctx.equal(a if plain_a is None else right(plain_a), b if plain_b is None else right(plain_b))
    if middle is None:
        return None
    if plain_a is not None:
        middle = ctx.proof.trans(plain_a, middle)
    return middle if plain_b is None else ctx.proof.trans(middle, ctx.proof.sym(plain_b))


def natural_power(t: Term, ctx: Context) -> Fact | None:
    """pow x n = x^n for positive x."""
    match t:
        case App("pow", (x, n)):
            return ctx.by_axiom("pow_is_power", x=x, n=n)
    return None


def power_of_product(t: Term, ctx: Context) -> Fact | None:
    """pow (x y) n = (pow x n) (pow y n) for a natural number n."""
    match t:
        case App("pow", (App("*", (x, *rest)), n)):
            y = rest[0] if len(rest) == 1 else App("*", tuple(rest))
            fact = ctx.by_axiom("pow_of_product", x=x, y=y, n=n)
            same = fact and ctx.equal(t, App("pow", (App("*", (x, y)), n))) if len(rest) > 1 else None
            return ctx.proof.trans(same, fact) if same and fact else fact if len(rest) == 1 else None
    return None


def absolute(t: Term, ctx: Context) -> Fact | None:
    """|x| = x or -x where the sign of x is known."""
    match t:
        case App("abs", (x,)):
            return ctx.by_axiom("abs_nonneg", x=x) or ctx.by_axiom("abs_nonpos", x=x)
    return None


plain: Conversion = then(exhaust(everywhere(power_of_product)), everywhere(first(natural_power, absolute)))


def from_facts(kind: Fold, f: Bind, ctx: Context) -> Fact | None:
    """`integrates f v` from a fact about f: that it is a density, or converges."""
    for p, fact in tuple(ctx.facts.items()):
        match p:
            case App(head, (Bind("lam", domain) as g, *_)) if domain == f.domain and _alike(f, g):
                total = _total(kind, head, g, fact, ctx)
                same = total and same_function(total, f, ctx)
                if same is not None:
                    return same
    return None


def _alike(f: Bind, g: Bind) -> bool:
    """Whether two functions speak of the same unknowns."""
    return f.body.facts.free <= g.body.facts.free


def _total(kind: Fold, head: str, g: Bind, fact: Fact, ctx: Context) -> Fact | None:
    if head == kind.totals:
        return fact
    if head == kind.converges:
        return ctx.proof.cut(fact, ctx.proof.axiom(kind.keep, D=g.domain, f=g))
    if head == "density" and kind is INTEGRAL:
        return ctx.proof.cut(fact, ctx.proof.axiom("density_integrates", D=g.domain, f=g))
    return None


def by_pieces(kind: Fold, f: Bind, prove: PieceProver, ctx: Context, *, facts: bool = False) -> Fact | None:
    """`integrates f v` piece by piece; with `facts` also by what is known of single pieces."""
    ctx.check_time()
    x, body, inner = ctx.open(f)
    done = plain(body, inner)
    found = pieces(body if done is None else right(done), x)
    if found is None:
        return None
    for atom in dict.fromkeys(a for piece in found for a in piece.atoms if isinstance(a, App) and a.head == "+"):
        known = quadratic_positive(atom, x, inner)
        if known is not None:
            inner.add(known)
    parts = []
    for piece in found:
        fact = prove(piece, f.domain, ctx)
        if fact is None and facts:
            fact = from_facts(kind, bind("lam", f.domain, x, piece.body()), ctx)
        if fact is None:
            return None
        parts.append((piece.constant, fact))
    return assemble(kind, f, parts, ctx)
