"""Normal forms of rational expressions, powers, exponentials and logarithms, by the kernel's `normal`."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import Refused, Term
from proofs.search.abstraction import normal_by_bases
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, children, right


def normal(t: Term, ctx: Context) -> Fact | None:
    """t = its normal form; where the conditions of the whole cannot be discharged, that of its parts."""
    key = (normal, t)
    if key not in ctx.memo:
        ctx.check_time()
        ctx.memo[key] = whole(t, ctx) or children(normal)(t, ctx)
    return ctx.memo[key]


def whole(t: Term, ctx: Context) -> Fact | None:
    """t = its normal form, if that differs and its conditions are discharged; if need be with positive bases whole."""
    if t.facts.size == 1:
        return None
    try:
        fact = ctx.proof.normal(t)
    except Refused:
        return None
    return None if right(fact) == t else ctx.settle(fact) or normal_by_bases(t, ctx)


def by_equation(t: Term, ctx: Context) -> Fact | None:
    """t by an equation among the facts."""
    return ctx.equation(t)


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType({"by_equation": by_equation})
