"""Proves orders, signs and memberships: by the parts of a term, by linear combination of facts, by factors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from proofs.kernel.field import UNIT, ZERO, E, Mono, Normaliser, Poly
from proofs.kernel.order import INTEGER_SETS, bounds
from proofs.kernel.term import App, Num, Refused, Term, show
from proofs.search.farkas import Premise, combination
from proofs.search.recorder import Fact
from proofs.search.signs import by_axiom_on_signs, by_ratio

if TYPE_CHECKING:
    from proofs.search.context import Context

Needs = tuple[Term, ...]
MINUS_ONE = Num(Fraction(-1))
MAX_PREMISES, MAX_MONOMIALS, MAX_SQUARES = 40, 24, 12


def prove_order(goal: Term, ctx: Context) -> Fact | None:
    """goal, one of <, <=, !=, = and membership, under what is assumed in ctx; None if none of the ways leads there."""
    return next((f for f in (way(goal, ctx) for way in _WAYS) if f is not None), None)


def positive(t: Term) -> App:
    """0 < t."""
    return App("<", (ZERO, t))


def nonneg(t: Term) -> App:
    """0 <= t."""
    return App("<=", (ZERO, t))


def nonzero(t: Term) -> App:
    """t != 0."""
    return App("!=", (t, ZERO))


def integer(t: Term) -> App:
    """t in int."""
    return App("in", (t, App("int")))


# ---- by the parts of the term, in step with proofs/kernel/order.py


def _by_parts(goal: Term, ctx: Context) -> Fact | None:
    for needs in _alternatives(goal):
        facts = []
        for need in needs:
            fact = ctx.discharge(need)
            if fact is None:
                break
            facts.append(fact)
        else:
            try:
                return ctx.proof.sign(goal, *facts)
            except Refused:
                continue
    return _sum_by_parts(goal, ctx)


def _alternatives(goal: Term) -> Iterator[Needs]:
    """Sets of goals each of which is enough for `sign` to see goal."""
    match goal:
        case App("<" | "<=" | "!=", (Num(), Num())):
            yield ()
        case App("in", (t, domain)):
            yield from _membership(t, domain)
        case App("<", (Num(value), t)) if value == 0:
            yield from _positive(t)
        case App("<=", (Num(value), t)) if value == 0:
            yield (positive(t),)
            yield from _nonneg(t)
        case App("<", (App("*", (Num(value), *rest)), Num(zero))) if value < 0 and zero == 0:
            yield tuple(map(positive, rest))
        case App("<=", (a, b)) if a == b:
            yield ()
        case App("<=", (a, b)):
            yield (App("<", (a, b)),)
        case App("!=", (t, Num(value))) if value == 0:
            yield from _nonzero(t)
        case App("!=", (a, b)):
            yield (App("<", (a, b)),)
            yield (App("<", (b, a)),)


def _positive(t: Term) -> Iterator[Needs]:
    match t:
        case Num() | App("pi" | "euler_gamma" | "exp"):
            yield ()
        case App("*" | "min", args):
            yield tuple(map(positive, args))
        case App("gamma", (x,)):
            yield (positive(x),)
        case App("^", (b, Num(e))) if e.denominator == 1 and e % 2 == 0:
            yield (nonzero(b),)
        case App("^" | "pow", (b, _)):
            yield (positive(b),)
        case App("abs", (x,)):
            yield (nonzero(x),)
        case App("max", args):
            yield from ((positive(a),) for a in args)
        case App("if", (_, a, b)):
            yield (positive(a), positive(b))


def _nonneg(t: Term) -> Iterator[Needs]:
    match t:
        case Num() | App("abs"):
            yield ()
        case App("*" | "+" | "min", args):
            yield tuple(map(nonneg, args))
        case App("^", (_, Num(e))) if e.denominator == 1 and e % 2 == 0:
            yield ()
        case App("^", (b, Num(e))) if e.denominator == 1:
            yield (nonneg(b),)
        case App("pow", (b, _)):
            yield (nonneg(b),)
        case App("max", args):
            yield from ((nonneg(a),) for a in args)
        case App("if", (_, a, b)):
            yield (nonneg(a), nonneg(b))


def _nonzero(t: Term) -> Iterator[Needs]:
    match t:
        case App("*", args):
            yield tuple(map(nonzero, args))
        case App("^", (b, Num(e))) if e.denominator == 1:
            yield (nonzero(b),)
        case App("pow", (b, e)):
            yield (nonzero(b), integer(e))
    yield (positive(t),)
    yield (App("<", (t, ZERO)),)


def _membership(t: Term, domain: Term) -> Iterator[Needs]:
    if isinstance(domain, App) and domain.head == "int":
        yield from _integer(t)
        return
    needed = bounds(t, domain)
    if needed is not None:
        whole = isinstance(domain, App) and domain.head in INTEGER_SETS
        yield (*needed, *((integer(t),) if whole else ()))


def _integer(t: Term) -> Iterator[Needs]:
    match t:
        case Num() | App("floor"):
            yield ()
        case App("+" | "*" | "max" | "min", args):
            yield tuple(map(integer, args))
        case App("^", (b, Num(e))) if e.denominator == 1 and e >= 0:
            yield (integer(b),)
        case App("pow", (b, e)):
            yield (integer(b), integer(e), nonneg(e))
        case App("if", (_, a, b)):
            yield (integer(a), integer(b))


def _sum_by_parts(goal: Term, ctx: Context) -> Fact | None:
    """0 < a + b + ...: one positive, the others not negative."""
    match goal:
        case App("<", (Num(value), App("+", args))) if value == 0:
            facts = []
            for a in args:
                fact = ctx.discharge(positive(a)) or ctx.discharge(nonneg(a))
                if fact is None:
                    return None
                facts.append(fact)
            try:
                return ctx.proof.sign(goal, *facts)
            except Refused:
                return None
    return None


# ---- by linear combination


def _by_combination(goal: Term, ctx: Context) -> Fact | None:
    match goal:
        case App("<" | "<=" | "=" as relation, (a, b)):
            form = _form(a, b, ctx)
        case _:
            return None
    if not form or len(form) > MAX_MONOMIALS:
        return None
    facts = _relevant(form, ctx)
    more: tuple[Callable[[], list[Fact]], ...] = (
        list,
        partial(_integer_gaps, tuple(facts), ctx) if relation != "=" else list,
        partial(_monomial_signs, form, ctx) if relation != "=" else list,
        partial(_squares, form, ctx) if relation == "<=" else list,
    )
    for n, extra in enumerate(more):
        new = extra()
        facts += new
        found = _combined(goal, relation, form, facts, ctx) if new or n == 0 else None
        if found is not None:
            return found
    return None


def _integer_gaps(facts: tuple[Fact, ...], ctx: Context) -> list[Fact]:
    """a + 1 <= b from a < b for integers a and b."""
    out = []
    for f in facts:
        match f.conclusion:
            case App("<", (a, b)) if ctx.discharge(integer(a)) and ctx.discharge(integer(b)):
                gap = ctx.by_axiom("integer_gap", a=a, b=b)
                out += [gap] if gap else []
    return out


def _combined(goal: Term, relation: str, form: Poly, facts: list[Fact], ctx: Context) -> Fact | None:
    premises, used = [], []
    for f in facts:
        match f.conclusion:
            case App(head, (a, b)):
                p = _form(a, b, ctx)
                if p is not None:
                    premises.append(Premise(p, head))
                    used.append(f)
    multipliers = combination(Premise(form, relation), premises, UNIT)
    if multipliers is None:
        return None
    chosen = [(f, c) for f, c in zip(used, multipliers, strict=True) if c]
    try:
        found = ctx.proof.linear(goal, tuple(f for f, _ in chosen), tuple(c for _, c in chosen))
    except Refused:
        return None
    return ctx.settle(found)


def contradiction(p: Term, ctx: Context) -> Fact | None:
    """0 < 0 from p, an order that cannot hold under what is assumed in ctx; p is among its hypotheses."""
    inner = ctx.assume_locally(p)
    forms = [_form(q.args[0], q.args[1], inner) for q in _orders(p)]
    facts = [inner.facts[q] for q in _orders(p) if q in inner.facts]
    facts += [f for form in forms if form for f in _relevant(form, inner)]
    return _combined(App("<", (ZERO, ZERO)), "<", {}, list(dict.fromkeys(facts)), inner)


def _orders(p: Term) -> list[App]:
    match p:
        case App("and", parts):
            return [q for part in parts for q in _orders(part)]
        case App("<" | "<=" | "="):
            return [p]
    return []


def _form(a: Term, b: Term, ctx: Context) -> Poly | None:
    """b - a."""
    return ctx.poly(b) if a == ZERO else ctx.poly(App("+", (b, App("*", (MINUS_ONE, a)))))


def _relevant(form: Poly, ctx: Context) -> list[Fact]:
    """Facts that share a monomial with form, or with such a fact."""
    wanted, pool = set(form) - {UNIT}, []
    out: list[Fact] = []
    for f in ctx.facts.values():
        match f.conclusion:
            case App("<" | "<=" | "=", (a, b)):
                p = _form(a, b, ctx)
                if p:
                    pool.append((f, set(p) - {UNIT}))
    grown = True
    while grown and len(out) < MAX_PREMISES:
        grown = False
        for f, monomials in tuple(pool):
            if monomials & wanted:
                pool.remove((f, monomials))
                out.append(f)
                wanted |= monomials
                grown = True
    return out


def _monomial_signs(form: Poly, ctx: Context) -> list[Fact]:
    """What is known of the signs of the products in form; of a single product, whether it is negative."""
    if len(form) == 1:
        ((m, c),) = form.items()
        below = ctx.discharge(App("<", (_monomial(m), ZERO))) if m and c < 0 else None
        return [below] if below else []
    return [f for f in (_monomial_sign(m, ctx) for m in form if m) if f is not None]


def _monomial_sign(m: Mono, ctx: Context) -> Fact | None:
    """The sign of a product from the signs of its factors."""
    if len(m) == 1 and next(iter(m))[1] == 1 and not isinstance(next(iter(m))[0], App):
        return None
    t, facts, below = _monomial(m), [], False
    for a, e in m:
        if isinstance(a, Num) or a == E or (isinstance(e, Fraction) and e.denominator == 1 and e % 2 == 0):
            continue
        fact = ctx.discharge(positive(a)) or ctx.discharge(nonneg(a))
        if fact is None and not (isinstance(a, App) and a.head == "log"):
            return None
        below = below or fact is None
        facts += [fact] if fact else []
    if below:
        return ctx.discharge(positive(App("*", (MINUS_ONE, t)))) or ctx.discharge(positive(t))
    for goal in (positive(t), nonneg(t)):
        try:
            return ctx.proof.sign(goal, *facts)
        except Refused:
            continue
    return None


def _squares(form: Poly, ctx: Context) -> list[Fact]:
    """0 <= (u - v)^2, 0 <= (u + v)^2 for atoms u, v of form, and 0 <= (u - c)^2 with c where form is least in u."""
    atoms = sorted({a for m in form for a, e in m if isinstance(e, Fraction)}, key=lambda a: (a.facts.size, show(a)))
    bases: list[Term] = []
    for u, v in combinations(atoms[:4], 2):
        bases += [App("+", (u, v)), App("+", (u, App("*", (MINUS_ONE, v))))]
    bases += [b for u in atoms[:6] for b in _least(form, u)]
    return [ctx.proof.sign(nonneg(App("^", (b, Num(Fraction(2)))))) for b in bases[:MAX_SQUARES]]


def _least(form: Poly, u: Term) -> list[Term]:
    """u + B/(2 A) for a form A u^2 + B u + C with a number A > 0."""
    lead = form.get(frozenset({(u, Fraction(2))}), Fraction(0))
    linear = {m - {(u, Fraction(1))}: c / (2 * lead) for m, c in form.items() if (u, Fraction(1)) in m} if lead else {}
    if lead <= 0:
        return []
    return [App("+", (u, Normaliser().to_term(linear)))] if linear else [u]


def _monomial(m: Mono) -> Term:
    return Normaliser().to_term({m: Fraction(1)})


# ---- by factors


def _by_factors(goal: Term, ctx: Context) -> Fact | None:
    """A sign of t from that of c m q, the content, common factor and rest of its normal form."""
    head: str
    match goal:
        case App("<" | "<=" as head, (a, b)):
            t = b if a == ZERO else App("+", (b, App("*", (MINUS_ONE, a))))
        case App("!=", (a, b)):
            head, t = "!=", a if b == ZERO else App("+", (a, App("*", (MINUS_ONE, b))))
        case _:
            return None
    factored = _factored(t, ctx)
    if factored is not None and head != "!=":
        factored = _signed_factors(factored, ctx)
    if factored is None or factored == t:
        return None
    if head == "!=":
        return _nonzero_by_factors(goal, t, factored, ctx)
    signed = ctx.discharge(App(head, (ZERO, factored)))
    if signed is None:
        return None
    return ctx.settle(ctx.proof.linear(goal, (signed,), (Fraction(1),)))


def _nonzero_by_factors(goal: Term, t: Term, factored: Term, ctx: Context) -> Fact | None:
    signed = ctx.discharge(nonzero(factored))
    same = ctx.equal(factored, t) if signed else None
    if signed is None or same is None or goal != nonzero(t):
        return None
    return ctx.proof.rewrite(signed, (0,), (), same)


def _factored(t: Term, ctx: Context) -> Term | None:
    p = ctx.poly(t)
    if not p:
        return None
    n = Normaliser()
    if len(p) == 1:
        return n.to_term(p)
    c, m, q = n.content(p)
    if c < 0:
        c, q = -c, {k: -d for k, d in q.items()}
    parts = [*([Num(c)] if c != 1 else []), *([n.to_term({m: Fraction(1)})] if m else []), n.to_term(q)]
    flat = tuple(u for x in parts for u in (x.args if isinstance(x, App) and x.head == "*" else (x,)))
    return flat[0] if len(flat) == 1 else App("*", flat)


def _signed_factors(t: Term, ctx: Context) -> Term:
    """A product with its negative factors, if they are even in number with its coefficient, made positive."""
    if not isinstance(t, App) or t.head != "*":
        return t
    factors, flips = [], 0
    for a in t.args:
        flip = isinstance(a, Num) and a.value < 0
        flip = flip or (not isinstance(a, Num) and _is_negative(a, ctx))
        flips += flip
        factors.append(Num(-a.value) if flip and isinstance(a, Num) else App("*", (MINUS_ONE, a)) if flip else a)
    return App("*", tuple(factors)) if flips and flips % 2 == 0 else t


def _is_negative(t: Term, ctx: Context) -> bool:
    return ctx.discharge(positive(t)) is None and ctx.discharge(App("<", (t, ZERO))) is not None


def _by_members(goal: Term, ctx: Context) -> Fact | None:
    """t in D from t' in D for the normal form t' of t."""
    match goal:
        case App("in", (t, domain)) if not isinstance(t, Num):
            p = ctx.poly(t)
            if p is None:
                return None
            simple = Normaliser().to_term(p)
            found = ctx.discharge(App("in", (simple, domain))) if simple != t else None
            same = ctx.equal(simple, t) if found else None
            return ctx.proof.rewrite(found, (0,), (), same) if found and same else None
    return None


_WAYS = (_by_parts, by_axiom_on_signs, _by_combination, _by_factors, _by_members, by_ratio)
