"""Powers with integer exponents over any base, and roots of squares."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.field import ONE, ZERO, Normaliser
from proofs.kernel.term import App, Num, Term, Var, bind
from proofs.search.context import Context
from proofs.search.recorder import Fact
from proofs.search.strategy import Conversion, right

NAT = App("nat")


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


def power_of_product(t: Term, ctx: Context) -> Fact | None:
    """pow (x y) n = pow x n pow y n for natural n, by induction on n."""
    match t:
        case App("pow", (App("*", (x, *rest)) as base, n)) if ctx.discharge(App("in", (n, NAT))):
            y = rest[0] if len(rest) == 1 else App("*", tuple(rest))
        case _:
            return None
    k = ctx.fresh("k", t)
    inner = ctx.assume_locally(App("in", (Var(k), NAT)))
    start, step = ctx.equal(*_split(base, x, y, ZERO)), _step(base, x, y, Var(k), inner)
    if start is None or step is None:
        return None
    claim = bind("lam", NAT, k, App("=", _split(base, x, y, Var(k))))
    induction = ctx.proof.axiom("induction_naturals", P=claim)
    always = ctx.settle(ctx.proof.cuts(induction, start, ctx.proof.gen(k, NAT, step)))
    return ctx.settle(ctx.proof.spec(always, n)) if always else None


def _split(base: Term, x: Term, y: Term, n: Term) -> tuple[Term, Term]:
    return App("pow", (base, n)), App("*", (App("pow", (x, n)), App("pow", (y, n))))


def _step(base: Term, x: Term, y: Term, k: Term, ctx: Context) -> Fact | None:
    """From the equation at k that at k + 1."""
    here, after = _split(base, x, y, k), _split(base, x, y, App("+", (k, ONE)))
    before, behind = App("*", (base, here[0])), App("*", (base, here[1]))
    first, last = ctx.equal(after[0], before), ctx.equal(behind, after[1])
    if first is None or last is None:
        return None
    given = App("=", here)
    middle = ctx.proof.at(before, (1,), (), ctx.proof.assume(given))
    return ctx.proof.imp(given, ctx.proof.chain(first, middle, last))


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
        "power_of_product": power_of_product,
        "even_power": even_power,
        "root_of_square": root_of_square,
        "square_of_absolute": square_of_absolute,
    }
)
