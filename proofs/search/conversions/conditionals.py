"""`if` with a decided condition, and abs, max, min, floor of terms whose sign or order is known."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.field import ONE, ZERO
from proofs.kernel.term import App, Num, Term
from proofs.search.context import Context
from proofs.search.inequalities import contradiction, integer
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion


def decided(t: Term, ctx: Context) -> Fact | None:
    """`if` whose condition, or its denial, can be discharged, or whose branches are equal."""
    match t:
        case App("if", (condition, a, b)):
            if a == b:
                return ctx.by_axiom("if_same", P=condition, a=a)
            if ctx.discharge(condition):
                return ctx.by_axiom("if_true", P=condition, a=a, b=b)
            if ctx.discharge(App("not", (condition,))):
                return ctx.by_axiom("if_false", P=condition, a=a, b=b)
            return _impossible(t, condition, a, b, ctx)
    return None


def _impossible(t: App, condition: Term, a: Term, b: Term, ctx: Context) -> Fact | None:
    """(if p a b) = b where p contradicts what is known: either way, since from 0 < 0 every equation follows."""
    absurd = contradiction(condition, ctx)
    if absurd is None:
        return None
    proof, goal, denied = ctx.proof, App("=", (t, b)), App("not", (condition,))
    never = proof.cut(absurd, proof.axiom("less_differs", a=ZERO, b=ZERO))
    never = proof.cut(never, proof.axiom("differs_not", a=ZERO, b=ZERO))
    same = App("=", (ZERO, ZERO))
    left = proof.cut(proof.refl(ZERO), proof.axiom("if_true", P=same, a=t, b=b))
    right_side = proof.cut(never, proof.axiom("if_false", P=same, a=t, b=b))
    first = proof.imp(condition, proof.trans(proof.sym(left), right_side))
    second = proof.imp(denied, proof.axiom("if_false", P=condition, a=a, b=b))
    return ctx.settle(proof.cuts(proof.axiom("either_way", P=condition, R=goal), first, second))


def absolute(t: Term, ctx: Context) -> Fact | None:
    """|x| of a known sign, |x y| = |x| |y|."""
    match t:
        case App("abs", (x,)):
            return (
                ctx.by_axiom("abs_nonneg", x=x)
                or ctx.by_axiom("abs_nonpos", x=x)
                or (_absolute_product(t, x, ctx) if isinstance(x, App) and x.head == "*" else None)
                or (_absolute_inverse(t, x, ctx) if isinstance(x, App) and x.head == "^" else None)
            )
    return None


def _absolute_product(t: App, x: App, ctx: Context) -> Fact | None:
    rest = x.args[1] if len(x.args) == 2 else App("*", x.args[1:])
    product = ctx.by_axiom("abs_product", x=x.args[0], y=rest)
    start = ctx.equal(t, App("abs", (App("*", (x.args[0], rest)),)))
    return ctx.proof.trans(start, product) if product and start else None


def _absolute_inverse(t: App, x: App, ctx: Context) -> Fact | None:
    """|b^e| = |b^-e|^-1 for a whole e < 0, from |b^e| |b^-e| = |1| and |1| = 1."""
    match x:
        case App("^", (b, Num(e))) if e.denominator == 1 and e < 0:
            other = b if e == -1 else App("^", (b, Num(-e)))
        case _:
            return None
    product, unit = ctx.by_axiom("abs_product", x=x, y=other), ctx.by_axiom("abs_nonneg", x=ONE)
    start = ctx.equal(App("abs", (ONE,)), App("abs", (App("*", (x, other)),)))
    inverse = App("^", (App("abs", (other,)), Num(Fraction(-1))))
    if product is None or unit is None or start is None:
        return None
    one = ctx.proof.trans(ctx.proof.sym(ctx.proof.trans(start, product)), unit)
    whole = App("*", (App("*", (t, App("abs", (other,)))), inverse))
    first = ctx.equal(t, whole)
    end = ctx.equal(App("*", (ONE, inverse)), inverse)
    return ctx.proof.chain(first, ctx.proof.at(whole, (0,), (), one), end) if first and end else None


def ordered(t: Term, ctx: Context) -> Fact | None:
    """max and min of terms whose order is known; floor of an integer."""
    match t:
        case App("max" | "min" as head, (a, b)):
            return ctx.by_axiom(f"{head}_left", a=a, b=b) or ctx.by_axiom(f"{head}_right", a=a, b=b)
        case App("floor", (n,)) if ctx.discharge(integer(n)):
            return ctx.by_axiom("floor_integer", n=n)
    return None


def denied(p: Term, ctx: Context) -> Fact | None:
    """not p, for p an order or equation, from the order that denies it."""
    match p:
        case App("not", (App("=", (a, b)),)):
            return ctx.by_axiom("differs_not", a=a, b=b)
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {"decided": decided, "absolute": absolute, "ordered": ordered}
)
PROVERS = MappingProxyType({"not": denied})
