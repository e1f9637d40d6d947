"""Values of functions at special points, odd and even functions, inverse functions."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.field import ZERO, Mono, Normaliser, Poly
from proofs.kernel.term import App, Num, Term, show
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion

AT_ZERO = MappingProxyType(
    {"erf": "erf_zero", "erfinv": "erfinv_zero", "sin": "sin_zero", "cos": "cos_zero", "arctan": "arctan_zero"}
)
PARITY = MappingProxyType(
    {"erf": "erf_odd", "erfinv": "erfinv_odd", "sin": "sin_odd", "cos": "cos_even", "arctan": "arctan_odd"}
)
INVERSES = MappingProxyType(
    {("erf", "erfinv"): "erf_erfinv", ("erfinv", "erf"): "erfinv_erf", ("tan", "arctan"): "tan_arctan"}
)


def special_value(t: Term, ctx: Context) -> Fact | None:
    """erf 0, sin 0, cos pi, the incomplete gamma and beta functions at the ends, ..."""
    match t:
        case App(head, (x,)) if x == ZERO and head in AT_ZERO:
            return ctx.by_axiom(AT_ZERO[head])
        case App("sin" | "cos" as head, (App("pi"),)):
            return ctx.by_axiom(f"{head}_pi")
        case App("arctan", (Num(value),)) if value == 1:
            return ctx.by_axiom("arctan_one")
        case App("lower_gamma" | "upper_gamma" as head, (a, x)) if x == ZERO:
            return ctx.by_axiom(f"{head}_zero", a=a)
        case App("lower_gamma" | "upper_gamma" as head, (Num(value), x)) if value == 1:
            return ctx.by_axiom(f"{head}_one", x=x)
        case App("lower_gamma", (Num(value), x)) if value == Fraction(1, 2):
            return ctx.by_axiom("lower_gamma_half", x=x)
        case App("lower_beta", (Num(value), a, b)) if value in (0, 1):
            return ctx.by_axiom("lower_beta_one" if value else "lower_beta_zero", a=a, b=b)
    return None


def inverse(t: Term, ctx: Context) -> Fact | None:
    """erf (erfinv x) = x, erfinv (erf x) = x, tan (arctan x) = x."""
    match t:
        case App(outer, (App(inner, (x,)),)) if (outer, inner) in INVERSES:
            return ctx.by_axiom(INVERSES[outer, inner], x=x)
    return None


def parity(t: Term, ctx: Context) -> Fact | None:
    """f(-x) = -f(x), or f(x), where the first coefficient of the argument is negative."""
    match t:
        case App(head, (x,)) if head in PARITY:
            p = ctx.poly(x)
        case _:
            return None
    if not p or p[_first(p)] > 0:
        return None
    opposite = Normaliser().to_term({m: -c for m, c in p.items()})
    found = ctx.by_axiom(PARITY[head], x=opposite)
    start = ctx.equal(t, App(head, (App("*", (Num(Fraction(-1)), opposite)),))) if found else None
    return ctx.proof.trans(start, found) if start and found else None


def _first(p: Poly) -> Mono:
    return min(p, key=lambda m: show(Normaliser().to_term({m: Fraction(1)})))


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {"special_value": special_value, "inverse": inverse, "parity": parity}
)
