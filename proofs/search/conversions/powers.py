"""Powers with integer exponents over any base, and roots of squares."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.field import ONE, ZERO, Normaliser
from proofs.kernel.term import App, Num, Term
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, right


def integer_power(t: Term, ctx: Context) -> Fact | None:
    """pow x n = x^n for x > 0; pow 1 n = 1; pow 0 n = 0 for n >= 1."""
    match t:
        case App("pow", (x, n)) if x == ONE:
            return ctx.by_axiom("pow_of_one", n=n)
        case App("pow", (x, n)) if x == ZERO:
            return ctx.by_axiom("pow_of_zero", n=n)
        case App("pow", (x, n)):
            return ctx.by_axiom("pow_is_power", x=x, n=n)
    return None


def even_power(t: Term, ctx: Context) -> Fact | None:
    """pow -1 (2 n) = 1, (pow -1 n)^2 = 1."""
    match t:
        case App("pow", (Num(value), e)) if value == -1:
            half = Normaliser().to_term({m: c / 2 for m, c in (ctx.poly(e) or {}).items()})
            found = ctx.by_axiom("pow_even", n=half)
            start = ctx.equal(t, App("pow", (Num(value), App("*", (Num(Fraction(2)), half))))) if found else None
            return ctx.proof.trans(start, found) if start and found else None
        case App("^", (App("pow", (Num(value), n)), Num(e))) if value == -1 and e == 2:
            return ctx.by_axiom("pow_sign_square", n=n)
    return None


def root_of_square(t: Term, ctx: Context) -> Fact | None:
    """(x^2)^(1/2) = |x| for x != 0."""
    match t:
        case App("^", (App("^", (x, Num(two))), Num(half))) if two == 2 and half == Fraction(1, 2):
            found = ctx.by_axiom("abs_root", x=x)
            return found if found and right(found) != t else None
    return None


def square_of_absolute(t: Term, ctx: Context) -> Fact | None:
    """|x|^2 = x^2."""
    match t:
        case App("^", (App("abs", (x,)), Num(two))) if two == 2:
            return ctx.by_axiom("abs_square", x=x)
    return None


CONVERSIONS: MappingProxyType[str, Conversion] = MappingProxyType(
    {
        "integer_power": integer_power,
        "even_power": even_power,
        "root_of_square": root_of_square,
        "square_of_absolute": square_of_absolute,
    }
)
