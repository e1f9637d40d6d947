"""Logarithms of products over a range, products of exponentials over a range."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import App, Bind, Term
from proofs.search.context import Context
from proofs.search.conversions.algebra import normal
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, everywhere, joined, rewrite_with, right


def log_of_product(t: Term, ctx: Context) -> Fact | None:
    """log prod f(i) = sum log f(i), each f(i) > 0."""
    match t:
        case App("log", (Bind("prod", App("range", (a, b)) as domain, body, hint),)):
            return ctx.by_axiom("log_of_prod", a=a, b=b, f=Bind("lam", domain, body, hint))
    return None


def product_of_exponentials(t: Term, ctx: Context) -> Fact | None:
    """prod exp f(i) = exp sum f(i)."""
    match t:
        case Bind("prod", App("range", (a, b)) as domain, App("exp", (body,)), hint):
            return ctx.by_axiom("prod_of_exp", a=a, b=b, f=Bind("lam", domain, body, hint))
    return None


def exp_of_sum_of_logs(t: Term, ctx: Context) -> Fact | None:
    """exp(c sum log f(i) + r) = (prod f(i))^c exp r, each f(i) > 0."""
    match t:
        case App("exp", (x,)):
            sums = [a for m in ctx.poly(x) or {} for a, _ in m if isinstance(a, Bind)]
        case _:
            return None
    for a in sums:
        fact = _sum_of_logs(a, ctx)
        moved = everywhere(rewrite_with(fact))(t, ctx) if fact else None
        if moved is not None:
            return joined(moved, normal(right(moved), ctx), ctx)
    return None


def _sum_of_logs(t: Bind, ctx: Context) -> Fact | None:
    """sum log f(i) = log prod f(i)."""
    match t:
        case Bind("sum", App("range", (a, b)) as domain, App("log", (body,)), hint):
            fact = ctx.by_axiom("log_of_prod", a=a, b=b, f=Bind("lam", domain, body, hint))
            return ctx.proof.sym(fact) if fact else None
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {
        "log_of_product": log_of_product,
        "product_of_exponentials": product_of_exponentials,
        "exp_of_sum_of_logs": exp_of_sum_of_logs,
    }
)
