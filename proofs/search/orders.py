"""Inequalities beyond linear arithmetic: monotone functions, log x <= x - 1, nonnegative integrals and sums."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from proofs.kernel.field import MINUS, ZERO, E, Normaliser, as_poly
from proofs.kernel.term import App, Bind, Refused, Term
from proofs.search.context import Context
from proofs.search.gibbs import prove_by_bound
from proofs.search.recorder import Fact
from proofs.search.strategy import right


def prove_inequality(p: Term, ctx: Context) -> Fact | None:
    """p, one of < and <=, from axioms on the functions in it; None if none fits."""
    match p:
        case App("<" | "<=" as relation, (a, b)):
            return (
                _monotone(p, relation, a, b, ctx)
                or (_by_bound(p, a, b, ctx) if relation == "<=" else None)
                or _by_difference(p, relation, a, b, ctx)
            )
    return None


def _monotone(p: Term, relation: str, a: Term, b: Term, ctx: Context) -> Fact | None:
    """exp, log, erf of ordered arguments; sums over one range term by term."""
    strict: Fact | None = None
    match a, b:
        case App("exp" | "log" | "erf" as f, (x,)), App(g, (y,)) if f == g:
            if ctx.discharge(App("<", (x, y))):
                strict = ctx.by_axiom(f"{f}_increases", x=x, y=y)
        case Bind("sum", App("range", (u, v)) as d), Bind("sum", e) if d == e and relation == "<=":
            fs = {"f": Bind("lam", d, a.body, a.hint), "g": Bind("lam", d, b.body, b.hint)}
            return ctx.by_axiom("sum_grows", a=u, b=v, **fs)
    if strict is None or relation == "<":
        return strict
    return ctx.proof.sign(p, strict)


def _by_bound(p: Term, a: Term, b: Term, ctx: Context) -> Fact | None:
    """a <= b where b - a is an integral or sum with a lower bound under it that is nonnegative in total."""
    found = prove_by_bound(b if a == ZERO else App("+", (b, App("*", (MINUS, a)))), ctx)
    return ctx.settle(ctx.proof.linear(p, (found,), (Fraction(1),))) if found else None


def _by_difference(p: Term, relation: str, a: Term, b: Term, ctx: Context) -> Fact | None:
    """0 R b - a, the difference simplified, with what is known of the atoms in it."""
    difference = App("+", (b, App("*", (MINUS, a))))
    simple = ctx.tools.simplify(difference, ctx)
    t = right(simple) if simple else difference
    for fact in _facts_on_atoms(t, ctx):
        ctx.add(fact)
    shown = ctx.discharge(App(relation, (ZERO, t)))
    if shown is None or simple is None:
        return ctx.discharge(p) if simple is None else None
    back = ctx.proof.rewrite(shown, (1,), (), ctx.proof.sym(simple))
    try:
        return ctx.settle(ctx.proof.linear(p, (back,), (Fraction(1),)))
    except Refused:
        return None


def _facts_on_atoms(t: Term, ctx: Context) -> list[Fact]:
    """log x <= x - 1 and 1 + x <= exp x for the logarithms and exponentials in t, also at 1/x and at quotients."""
    p = ctx.poly(t) or {}
    logs = [a.args[0] for m in p for a, _ in m if isinstance(a, App) and a.head == "log"][:4]
    points = [*logs, *(App("^", (x, MINUS)) for x in logs)]
    points += [App("*", (x, App("^", (y, MINUS)))) for x, y in permutations(logs, 2)]
    found = [ctx.by_axiom("log_below_line", x=x) for x in points]
    for m in p:
        exponent = dict(m).get(E)
        if exponent is not None:
            found.append(ctx.by_axiom("exp_above_line", x=Normaliser().to_term(as_poly(exponent))))
    return [f for f in found if f is not None]
