"""Integrals and sums of unknown functions: what facts of convergence say, with linearity.

`density f`, `integrable f`, `integrates f v` (and `summable`, `sums`) among the facts, under `all` too, are taken apart
into pieces: constant times a product that depends on the variable. A fact whose other pieces are known gives its last
one. A fold of a sum of known pieces is then the sum of their folds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from proofs.kernel.field import MINUS, ONE, ZERO, Mono, Normaliser
from proofs.kernel.term import App, Bind, Refused, Term, Var, bind, open_
from proofs.search.context import Context, Prover
from proofs.search.conversions.algebra import normal
from proofs.search.conversions.folds import INTEGRAL, SUM, Fold, assemble, function_of, lam_of, value_of
from proofs.search.conversions.integrand_shape import by_variable
from proofs.search.matching import opened
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, joined, right

MAX_INSTANCES, MAX_FACTS, MAX_ROUNDS = 24, 40, 6
HEADS = MappingProxyType(
    {"integrable": INTEGRAL, "integrates": INTEGRAL, "density": INTEGRAL, "summable": SUM, "sums": SUM}
)


#: A function taken apart: product that depends on the variable -> coefficient.
Pieces = dict[Mono, Term]


@dataclass(frozen=True, slots=True)
class Known:
    """The fold of coefficient * (the product `moving`) converges, with the value in `fact`."""

    moving: Mono
    coefficient: Term
    fact: Fact


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the facts say of one domain: pieces, and wholes with more than one piece that is not known."""

    pieces: list[Known]
    wholes: list[tuple[Fact, Pieces]]


def total(kind: Fold, f: Bind, ctx: Context) -> Fact | None:
    """`integrates f v` (or `sums f v`) from facts of convergence, by linearity; None if a piece is not among them."""
    key = (total, kind.binder, f)
    if key not in ctx.memo:
        ctx.memo[key] = None
        ctx.memo[key] = _by_known(kind, f, ctx)
    return ctx.memo[key]


def _by_known(kind: Fold, f: Bind, ctx: Context) -> Fact | None:
    x = ctx.fresh("_v", f)
    found = _decomposed(f, x)
    if found is None:
        return None
    if kind is SUM and isinstance(f.domain, App) and f.domain.head == "range":
        return ctx.by_axiom("sums_range", a=f.domain.args[0], b=f.domain.args[1], f=f)
    known = _known(kind, f.domain, x, ctx)
    parts = _parts(found, known.pieces, ctx) or _with_a_whole(found, known, ctx)
    return None if parts is None else assemble(kind, f, parts, ctx)


def _with_a_whole(wanted: Pieces, known: Knowledge, ctx: Context) -> list[tuple[Term, Fact]] | None:
    """One fact that could not be taken apart, times a constant, and known pieces."""
    for fact, found in known.wholes:
        m = next((m for m in found if m in wanted), None)
        r = _ratio(wanted[m], found[m], ctx) if m is not None else None
        if r is None:
            continue
        rest = {
            n: c
            for n in {**wanted, **found}
            if (c := _difference(wanted.get(n, ZERO), App("*", (r, found.get(n, ZERO))), ctx)) != ZERO
        }
        parts = _parts(rest, known.pieces, ctx)
        if parts is not None:
            return [(r, fact), *parts]
    return None


def _ratio(a: Term, b: Term, ctx: Context) -> Term | None:
    p = ctx.poly(App("*", (a, App("^", (b, MINUS)))))
    return Normaliser().to_term(p) if p else None


def _difference(a: Term, b: Term, ctx: Context) -> Term:
    p = ctx.poly(App("+", (a, App("*", (MINUS, b)))))
    return ONE if p is None else Normaliser().to_term(p)


def _decomposed(f: Bind, x: str) -> Pieces | None:
    n = Normaliser()
    try:
        return by_variable(n.cleared(n.poly(open_(f.body, Var(x)))), x)
    except (Refused, ValueError, ZeroDivisionError):
        return None


def _parts(wanted: Pieces, known: list[Known], ctx: Context) -> list[tuple[Term, Fact]] | None:
    """Each piece wanted as constant times a known one."""
    out = []
    for moving, c in wanted.items():
        part = next((p for k in known if k.moving == moving and (p := _multiple(c, k, ctx))), None)
        if part is None:
            return None
        out.append(part)
    return out


def _multiple(c: Term, k: Known, ctx: Context) -> tuple[Term, Fact] | None:
    """r with c = r times the coefficient of k."""
    if k.coefficient == ONE:
        return c, k.fact
    r = _ratio(c, k.coefficient, ctx)
    return (r, k.fact) if r is not None and ctx.equal(c, App("*", (r, k.coefficient))) else None


# ---- what is known


def _known(kind: Fold, domain: Term, x: str, ctx: Context) -> Knowledge:
    key = (_known, kind.binder, domain, x, len(ctx.facts))
    if key not in ctx.notes:
        ctx.notes[key] = Knowledge([], [])
        ctx.notes[key] = _eliminated(kind, domain, x, ctx)
    found = ctx.notes[key]
    return found if isinstance(found, Knowledge) else Knowledge([], [])


def _eliminated(kind: Fold, domain: Term, x: str, ctx: Context) -> Knowledge:
    """Facts taken apart, until no fact gives a new piece."""
    pending = []
    for fact in _facts(kind, domain, ctx):
        found = _decomposed(function_of(fact), x)
        if found:
            pending.append((fact, found))
    out: list[Known] = []
    for _ in range(MAX_ROUNDS):
        before = len(pending)
        for fact, found in tuple(pending):
            new = _last_piece(kind, fact, found, domain, x, out, ctx)
            if new is not None:
                out.append(new)
                pending.remove((fact, found))
        if len(pending) == before:
            break
    return Knowledge(out, pending)


def _last_piece(  # noqa: PLR0913 - a fact, its pieces, and where they stand
    kind: Fold, fact: Fact, found: Pieces, domain: Term, x: str, known: list[Known], ctx: Context
) -> Known | None:
    """The one piece of a fact that is not known yet."""
    rest = {m: _parts({m: c}, known, ctx) for m, c in found.items()}
    missing = [m for m, part in rest.items() if part is None]
    if len(missing) != 1:
        return None
    (m,) = missing
    if len(found) == 1:
        return Known(m, found[m], fact)
    others = [(App("*", (MINUS, c)), part) for p in rest.values() if p for c, part in p]
    body = App("*", (found[m], Normaliser().to_term({m: Fraction(1)})))
    alone = assemble(kind, bind("lam", domain, x, body), [(ONE, fact), *others], ctx)
    return Known(m, found[m], alone) if alone else None


def _facts(kind: Fold, domain: Term, ctx: Context) -> list[Fact]:
    """`integrates f v` for every fact here that says so of functions over domain."""
    out = []
    for fact in (*ctx.facts.values(), *instances(kind, ctx)):
        match fact.conclusion:
            case App(head, (Bind("lam", over) as f, *_)) if HEADS.get(head) is kind and over == domain:
                out.append(_as_total(kind, head, f, fact, ctx))
    return out[:MAX_FACTS]


def _as_total(kind: Fold, head: str, f: Bind, fact: Fact, ctx: Context) -> Fact:
    if head == "density":
        return ctx.proof.cut(fact, ctx.proof.axiom("density_integrates", D=f.domain, f=f))
    if head == kind.converges:
        return ctx.proof.cut(fact, ctx.proof.axiom(kind.keep, D=f.domain, f=f))
    return fact


def instances(kind: Fold, ctx: Context) -> Iterator[Fact]:
    """Universal facts of convergence at the symbols of their domains."""
    count = 0
    for family in ctx.families:
        _, body = opened(family.conclusion)
        if not (isinstance(body, App) and HEADS.get(body.head) is kind):
            continue
        for values in product(*_members(family.conclusion, ctx)):
            count += 1
            fact = ctx.instance(family, values) if count <= MAX_INSTANCES else None
            if fact is not None:
                yield fact


def _members(p: Term, ctx: Context) -> list[list[Term]]:
    """For each nested `all` the symbols that are known to lie in its domain; [] for a domain with a bound end."""
    out = []
    while isinstance(p, Bind) and p.kind == "all":
        out.append([q.args[0] for q in ctx.facts if isinstance(q, App) and q.head == "in" and q.args[1] == p.domain])
        p = p.body
    return out


# ---- conversions and provers


def by_linearity(t: Term, ctx: Context) -> Fact | None:
    """A fold = the sum of the folds of its pieces."""
    match t:
        case Bind("int" | "sum" as head):
            kind = INTEGRAL if head == "int" else SUM
            found = total(kind, lam_of(t), ctx)
        case _:
            return None
    if found is None:
        return None
    fact = ctx.by_axiom(kind.value, D=t.domain, f=function_of(found), v=value_of(found))
    fact = fact and joined(fact, normal(right(fact), ctx), ctx)
    return None if fact is None or right(fact) == t else fact


def expectation(t: Term, ctx: Context) -> Fact | None:
    """E under a density = the integral of density times function."""
    match t:
        case Bind("E", App("law", (Bind("lam", domain) as f,)), body, hint):
            return ctx.by_axiom("expectation", D=domain, f=f, g=Bind("lam", domain, body, hint))
    return None


def prove_convergence(p: Term, ctx: Context) -> Fact | None:
    """`integrable f`, `summable f`, or either with a value, from facts of convergence."""
    match p:
        case App("integrable" | "summable" as head, (Bind("lam") as f,)):
            kind = HEADS[head]
            found = total(kind, f, ctx)
            return found and ctx.by_axiom(kind.weaken, D=f.domain, f=f, v=value_of(found))
        case App("integrates" | "sums" as head, (Bind("lam") as f, v)):
            found = total(HEADS[head], f, ctx)
            same = ctx.equal(value_of(found), v) if found else None
            return ctx.proof.rewrite(found, (1,), (), same) if found and same else None
    return None


def prove_density(p: Term, ctx: Context) -> Fact | None:
    """`density f`: f is nowhere negative, and its integral is 1."""
    match p:
        case App("density", (Bind("lam", domain) as f,)):
            return ctx.by_axiom("density_intro", D=domain, f=f)
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {"expectation": expectation, "by_linearity": by_linearity}
)
PROVERS: MappingProxyType[str, Prover] = MappingProxyType(
    {head: prove_convergence for head in ("integrable", "summable", "integrates", "sums")} | {"density": prove_density}
)
