"""Logarithms of products over a range, products of exponentials over a range."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import App, Bind, Term
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion


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


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {"log_of_product": log_of_product, "product_of_exponentials": product_of_exponentials}
)
