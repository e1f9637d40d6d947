"""`if` with a decided condition, and abs, max, min, floor of terms whose sign or order is known."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import App, Term
from proofs.search.context import Context
from proofs.search.inequalities import integer
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
    return None


def absolute(t: Term, ctx: Context) -> Fact | None:
    """|x| of a known sign, |x y| = |x| |y|."""
    match t:
        case App("abs", (x,)):
            return (
                ctx.by_axiom("abs_nonneg", x=x)
                or ctx.by_axiom("abs_nonpos", x=x)
                or (_absolute_product(t, x, ctx) if isinstance(x, App) and x.head == "*" else None)
            )
    return None


def _absolute_product(t: App, x: App, ctx: Context) -> Fact | None:
    rest = x.args[1] if len(x.args) == 2 else App("*", x.args[1:])
    product = ctx.by_axiom("abs_product", x=x.args[0], y=rest)
    start = ctx.equal(t, App("abs", (App("*", (x.args[0], rest)),)))
    return ctx.proof.trans(start, product) if product and start else None


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
