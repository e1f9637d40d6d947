"""Signs that rest on axioms: of folds and functions; and signs carried over from a fact by a factor."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.kernel.field import MINUS, UNIT, ZERO, Normaliser
from proofs.kernel.term import App, Bind, Num, Term, Var
from proofs.search.recorder import Fact

if TYPE_CHECKING:
    from proofs.search.context import Context

MAX_RATIOS = 8
POSITIVE_INTEGRALS = ("posreal", "real", "open", "above")
#: Depth of side conditions at which signs are still carried over by factors.
MAX_DEPTH = 5


def by_axiom_on_signs(goal: Term, ctx: Context) -> Fact | None:
    """0 < t, 0 <= t or t != 0 for a sum, product or integral t, or a function whose sign is known."""
    match goal:
        case App("<" | "<=" as relation, (Num(value), t)) if value == 0:
            return _fold(relation, t, ctx) or ((_function(t, ctx) or _not_zero(t, ctx)) if relation == "<" else None)
        case App("<", (t, Num(value))) if value == 0:
            return ctx.by_axiom("log_negative", x=t.args[0]) if isinstance(t, App) and t.head == "log" else None
        case App("!=", (Bind("prod", App("range", (a, b)) as d, body, hint), Num(value))) if value == 0:
            return ctx.by_axiom("prod_nonzero", a=a, b=b, f=Bind("lam", d, body, hint))
        case App("<", (App("erf", (x,)), Num(value))) if value == 1:
            return ctx.by_axiom("erf_below", x=x)
        case App("<", (Num(value), App("erf", (x,)))) if value == -1:
            return ctx.by_axiom("erf_above", x=x)
    return None


def _fold(relation: str, t: Term, ctx: Context) -> Fact | None:
    match t:
        case Bind("prod", App("range", (a, b)) as d, body, hint):
            label = "prod_positive" if relation == "<" else "prod_nonneg"
            return ctx.by_axiom(label, a=a, b=b, f=Bind("lam", d, body, hint))
        case Bind("sum", App("range", (a, b)) as d, body, hint) if relation == "<":
            return ctx.by_axiom("sum_positive", a=a, b=b, f=Bind("lam", d, body, hint))
        case Bind("int", App(head, ends) as d, body, hint) if relation == "<" and head in POSITIVE_INTEGRALS:
            bounds = dict(zip("ab", ends, strict=False))
            return ctx.by_axiom(f"int_positive_{head}", f=Bind("lam", d, body, hint), v=t, **bounds)
        case Bind("sum" | "int" as kind, domain, body, hint) if relation == "<=":
            return ctx.by_axiom(f"{kind}_nonneg", D=domain, f=Bind("lam", domain, body, hint))
    return None


def _not_zero(t: Term, ctx: Context) -> Fact | None:
    """0 < t for an unknown function that is nowhere negative and not 0 there."""
    if not (isinstance(t, Var) and t.args) or App("<=", (ZERO, t)) not in ctx.facts:
        return None
    differs = ctx.discharge(App("!=", (t, ZERO)))
    fact = ctx.proof.axiom("at_most_differs", a=ZERO, b=t)
    return ctx.settle(ctx.proof.cut(ctx.proof.sym(differs), fact)) if differs else None


def _function(t: Term, ctx: Context) -> Fact | None:
    match t:
        case App("log", (x,)):
            return ctx.by_axiom("log_positive", x=x)
        case App("trigamma", (x,)):
            return ctx.by_axiom("trigamma_positive", x=x)
    return None


# ---- by a factor


def by_ratio(goal: Term, ctx: Context) -> Fact | None:
    """A sign of t from that of y, a fact: 0 R u y = t for u of known sign; t != 0 since y = t u is not 0."""
    if ctx.depth > MAX_DEPTH:
        return None
    match goal:
        case App("<" | "<=" as relation, (Num(value), t)) if value == 0:
            return next((f for f in (_scaled(goal, relation, t, y, ctx) for y in _signed(t, ctx)) if f), None)
        case App("!=", (t, Num(value))) if value == 0:
            return next((f for f in (_divides(goal, t, y, ctx) for y in _signed(t, ctx)) if f), None)
    return None


def _signed(t: Term, ctx: Context) -> list[Fact]:
    """Facts that give the sign of a term with an atom of t in it, an atom that sign rules do not look into."""
    wanted = _opaque(t, ctx)
    out = []
    for f in tuple(ctx.facts.values()) if wanted else ():
        match f.conclusion:
            case App("<" | "<=", (Num(value), y)) | App("!=", (y, Num(value))) if value == 0 and y != t:
                if wanted & _opaque(y, ctx):
                    out.append(f)
    return out[:MAX_RATIOS]


def _opaque(t: Term, ctx: Context) -> set[Term]:
    p = ctx.poly(t) or {}
    atoms = {a for m in p for a, _ in m if m != UNIT}
    sums = {a for a in atoms if isinstance(a, App) and a.head == "+"}
    inner = {a for s in sums for m in ctx.poly(s) or {} for a, _ in m}
    return {a for a in atoms | inner if not isinstance(a, Num)}


def _quotient(a: Term, b: Term, ctx: Context) -> Term | None:
    p = ctx.poly(App("*", (a, App("^", (b, MINUS)))))
    return Normaliser().to_term(p) if p else None


def _scaled(goal: Term, relation: str, t: Term, fact: Fact, ctx: Context) -> Fact | None:
    match fact.conclusion:
        case App("<" | "<=" as head, (_, y)) if head == relation or head == "<":
            u = _quotient(t, y, ctx)
        case _:
            return None
    if u is None or (u.facts.size >= t.facts.size and _opaque(u, ctx) & _opaque(t, ctx)):
        return None
    sign = ctx.discharge(App(head, (ZERO, u)))
    if sign is None:
        return None
    product = ctx.proof.sign(App(relation, (ZERO, App("*", (u, y)))), sign, fact)
    return ctx.settle(ctx.proof.linear(goal, (product,), (Fraction(1),)))


def _divides(goal: Term, t: Term, fact: Fact, ctx: Context) -> Fact | None:
    """y != 0 and y = t u: were t = 0, y would be."""
    match fact.conclusion:
        case App("<", (_, y)):
            fact = ctx.proof.sign(App("!=", (y, ZERO)), fact)
        case App("!=", (y, _)):
            pass
        case _:
            return None
    u = _quotient(y, t, ctx)
    product = App("*", (t, u)) if u else None
    same = ctx.equal(y, product) if product else None
    if same is None or product is None or u is None:
        return None
    proof, is_zero = ctx.proof, App("=", (t, ZERO))
    assumed = proof.assume(is_zero)
    vanishing = proof.rewrite(proof.rewrite(fact, (0,), (), same), (0, 0), (), assumed)
    vanishing = proof.rewrite(vanishing, (0,), (), proof.ring(App("*", (ZERO, u)), ZERO))
    first = proof.imp(is_zero, proof.rewrite(vanishing, (0,), (), proof.sym(assumed)))
    denied = App("not", (is_zero,))
    second = proof.imp(denied, proof.cut(proof.assume(denied), proof.axiom("not_equal", a=t, b=ZERO)))
    return ctx.settle(proof.cuts(proof.axiom("either_way", P=is_zero, R=goal), first, second))
