"""Integrals and sums that are nonnegative though their terms are not: the inequality of Gibbs, by log u <= u - 1.

0 <= v is shown for v = sum c_i F_i + k, F_i integrals over one domain: under the integral, with k carried by a density,
c log A - c log B + r is at least c - c B / (A exp(r / c)), where r is all of the integrand that holds no logarithm, or
c - c B / A + r; the integral of that lower bound is simplified to 0 or to something shown nonnegative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from proofs.kernel.field import MINUS, ONE, ZERO, Mono, Normaliser, Poly
from proofs.kernel.term import App, Bind, Refused, Term, Var, bind, open_
from proofs.search.context import Context
from proofs.search.conversions.folds import INTEGRAL, SUM, Fold, assemble, lam_of, value_of
from proofs.search.conversions.unknown import instances, total
from proofs.search.recorder import Fact
from proofs.search.strategy import right

MAX_TERMS = 8


def prove_by_bound(t: Term, ctx: Context) -> Fact | None:
    """0 <= t."""
    p = ctx.poly(t)
    folds = _folds(p) if p else []
    domains = {(f.kind, f.domain) for f in folds}
    if not p or len(domains) != 1 or len(p) > MAX_TERMS:
        return None
    kind = INTEGRAL if folds[0].kind == "int" else SUM
    for weight in (None, *_weights(folds[0].domain, ctx)):
        found = _bounded(kind, t, p, folds, weight, ctx)
        if found is not None:
            return found
    return None


def _folds(p: Poly) -> list[Bind]:
    """The folds over one domain that stand linearly in p and hold a logarithm."""
    found = [a for m in p for a, e in m if isinstance(a, Bind) and a.kind in ("int", "sum") and e == 1]
    return list(dict.fromkeys(found))


def _weights(domain: Term, ctx: Context) -> Iterator[Bind]:
    for p in dict.fromkeys((*ctx.facts, *(fact.conclusion for fact in instances(INTEGRAL, ctx)))):
        match p:
            case App("density", (Bind("lam", over) as f,)) if over == domain:
                yield f


def _bounded(kind: Fold, t: Term, p: Poly, folds: list[Bind], weight: Bind | None, ctx: Context) -> Fact | None:
    domain = folds[0].domain
    x = ctx.fresh("_w", t)
    inner = ctx.assume_locally(App("in", (Var(x), domain)))
    split = _split(p, folds)
    if split is None or (split[1] != ZERO and weight is None):
        return None
    pieces = [(c, lam_of(f)) for c, f in split[0]] + ([(split[1], weight)] if weight and split[1] != ZERO else [])
    body = App("+", (*(App("*", (c, open_(f.body, Var(x)))) for c, f in pieces), ZERO))
    for absorbing in (True, False):
        found = _with_lower(kind, t, domain, (x, body, _bound(body, inner, absorbing)), pieces, (ctx, inner))
        if found is not None:
            return found
    return None


def _with_lower(
    kind: Fold,
    t: Term,
    domain: Term,
    bounded: tuple[str, Term, tuple[Term, list[Logs]] | None],
    pieces: list[tuple[Term, Bind]],
    known: tuple[Context, Context],
) -> Fact | None:
    x, body, found = bounded
    ctx, inner = known
    if found is None:
        return None
    lower, logs = found
    f, g = bind("lam", domain, x, body), bind("lam", domain, x, lower)
    parts = [(c, fact) for c, h in pieces if (fact := total(kind, h, ctx))]
    upper = assemble(kind, f, parts, ctx) if len(parts) == len(pieces) else None
    under = total(kind, g, ctx) if upper else None
    at_each = _by_logs(lower, body, logs, inner) if under else None
    if upper is None or under is None or at_each is None:
        return None
    return _concluded(kind, t, f, g, (under, upper, ctx.proof.gen(x, domain, at_each)), ctx)


def _concluded(kind: Fold, t: Term, f: Bind, g: Bind, shown: tuple[Fact, Fact, Fact], ctx: Context) -> Fact | None:
    """0 <= u <= v = t."""
    under, upper, pointwise = shown
    u, v = value_of(under), value_of(upper)
    label = "integrates_grows" if kind is INTEGRAL else "sums_grow"
    grows = ctx.proof.axiom(label, D=f.domain, f=g, g=f, u=u, v=v)
    order = ctx.settle(ctx.proof.cuts(grows, under, upper, pointwise))
    simple = ctx.tools.simplify(u, ctx)
    floor = ctx.discharge(App("<=", (ZERO, right(simple) if simple else u)))
    same = ctx.equal(v, t) or _simplified_equal(v, t, ctx)
    if order is None or floor is None or same is None:
        return None
    if simple is not None:
        floor = ctx.proof.rewrite(floor, (1,), (), ctx.proof.sym(simple))
    goal = App("<=", (ZERO, t))
    ones = (Fraction(1),) * 3
    return ctx.settle(ctx.proof.linear(goal, (floor, order, same), ones))


def _simplified_equal(v: Term, t: Term, ctx: Context) -> Fact | None:
    """v = t where both are the same once simplified: a weight's integral, say, is 1."""
    a, b = ctx.tools.simplify(v, ctx), ctx.tools.simplify(t, ctx)
    middle = ctx.equal(right(a) if a else v, right(b) if b else t)
    if middle is None:
        return None
    middle = ctx.proof.trans(a, middle) if a else middle
    return ctx.proof.trans(middle, ctx.proof.sym(b)) if b else middle


def _split(p: Poly, folds: list[Bind]) -> tuple[list[tuple[Term, Bind]], Term] | None:
    """p as sum of coefficient times fold, and the rest."""
    rest, out = dict(p), []
    for f in folds:
        mine = {m - {(f, Fraction(1))}: c for m, c in p.items() if (f, Fraction(1)) in m}
        rest = {m: c for m, c in rest.items() if (f, Fraction(1)) not in m}
        out.append((Normaliser().to_term(mine), f))
    return out, Normaliser().to_term(rest) if rest else ZERO


@dataclass(frozen=True, slots=True)
class Logs:
    """coefficient * (log top - log bottom)."""

    coefficient: Term
    top: Term
    bottom: Term

    @property
    def ratio(self) -> Term:
        """bottom / top."""
        return App("*", (self.bottom, App("^", (self.top, MINUS))))


def _bound(body: Term, ctx: Context, absorbing: bool) -> tuple[Term, list[Logs]] | None:
    """body with c (log A - log B) replaced by c - c B / A, and the logarithms; the rest put into A if absorbing."""
    p = ctx.poly(body)
    if not p:
        return None
    rest: Poly = {m: c for m, c in p.items() if not any(_is_log(a) for a, _ in m)}
    logs = _logs(p)
    if absorbing:
        if len(logs) != 1 or not rest:
            return None
        (g,) = logs
        share = _quotient(rest, g.coefficient, ctx)
        logs, rest = [Logs(g.coefficient, App("*", (g.top, App("exp", (share,)))), g.bottom)], {}
    out: list[Term] = [Normaliser().to_term(rest), ZERO]
    for g in logs:
        out += [g.coefficient, App("*", (MINUS, g.coefficient, g.ratio))]
    q = ctx.poly(App("+", tuple(out)))
    return (Normaliser().to_term(q), logs) if q is not None else None


def _quotient(rest: Poly, coefficient: Term, ctx: Context) -> Term:
    """rest / coefficient, a factor of every term left out where there is one: it may be 0 somewhere."""
    q = ctx.poly(coefficient) or {}
    if len(q) == 1:
        ((mono, c),) = q.items()
        if all(mono <= m for m in rest):
            return Normaliser().to_term({m - mono: d / c for m, d in rest.items()})
    return App("*", (Normaliser().to_term(rest), App("^", (coefficient, MINUS))))


def _logs(p: Poly) -> list[Logs]:
    """The logarithms of p, those with the same coefficient up to sign put together."""
    found: dict[Term, Poly] = {}
    for m, c in p.items():
        for a, e in m:
            if isinstance(a, App) and _is_log(a) and e == 1:
                found.setdefault(a.args[0], {})[m - {(a, e)}] = c
    groups: dict[frozenset[tuple[Mono, Fraction]], tuple[list[Term], list[Term]]] = {}
    for a, q in found.items():
        sign = 1 if min(q.values()) > 0 else -1
        groups.setdefault(frozenset((m, sign * c) for m, c in q.items()), ([], []))[sign < 0].append(a)
    return [
        Logs(Normaliser().to_term(dict(key)), App("*", (*tops, ONE, ONE)), App("*", (*bottoms, ONE, ONE)))
        for key, (tops, bottoms) in groups.items()
    ]


def _is_log(a: Term) -> bool:
    return isinstance(a, App) and a.head == "log"


def _by_logs(lower: Term, body: Term, logs: list[Logs], ctx: Context) -> Fact | None:
    """lower <= body from c (u - 1 - log u) >= 0 for the quotients u of arguments of logarithms."""
    facts = []
    for g in logs:
        line = ctx.by_axiom("log_below_line", x=g.ratio)
        factor = ctx.discharge(App("<=", (ZERO, g.coefficient))) if line else None
        if line is None or factor is None:
            return None
        gap = App("+", (g.ratio, MINUS, App("*", (MINUS, App("log", (g.ratio,))))))
        above = ctx.proof.linear(App("<=", (ZERO, gap)), (line,), (Fraction(1),))
        facts.append(ctx.proof.sign(App("<=", (ZERO, App("*", (g.coefficient, gap)))), factor, above))
    try:
        goal = App("<=", (lower, body))
        return ctx.settle(ctx.proof.linear(goal, tuple(facts), (Fraction(1),) * len(facts)))
    except Refused:
        return None
