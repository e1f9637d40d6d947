"""Short constructors for terms, for those who build statements; nothing here is trusted."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from proofs.kernel.term import App, Bind, Num, Term, Var, bind

ZERO = Num(Fraction(0))
ONE = Num(Fraction(1))
MINUS_ONE = Num(Fraction(-1))

REAL = App("real")
POSREAL = App("posreal")
NONNEG = App("nonneg")
INT = App("int")
NAT = App("nat")
POSINT = App("posint")
PI = App("pi")


def num(value: int | Fraction) -> Num:
    """The number `value`."""
    return Num(Fraction(value))


def var(name: str, *args: Term) -> Var:
    """The symbol `name`, or the function or family `name` at args."""
    return Var(name, args)


def add(*terms: Term) -> Term:
    """Sum of the terms, nested sums flattened, zeros left out."""
    flat = [u for t in terms for u in (t.args if isinstance(t, App) and t.head == "+" else (t,)) if u != ZERO]
    return ZERO if not flat else flat[0] if len(flat) == 1 else App("+", tuple(flat))


def mul(*terms: Term) -> Term:
    """Product of the terms, nested products flattened, ones left out."""
    flat = [u for t in terms for u in (t.args if isinstance(t, App) and t.head == "*" else (t,)) if u != ONE]
    return ONE if not flat else flat[0] if len(flat) == 1 else App("*", tuple(flat))


def neg(t: Term) -> Term:
    """-t."""
    return Num(-t.value) if isinstance(t, Num) else mul(MINUS_ONE, t)


def sub(a: Term, b: Term) -> Term:
    """a - b."""
    return add(a, neg(b))


def power(base: Term, exponent: Term | int | Fraction) -> Term:
    """base ^ exponent."""
    e = exponent if not isinstance(exponent, (int, Fraction)) else num(exponent)
    return base if e == ONE else App("^", (base, e))


def div(a: Term, b: Term) -> Term:
    """a / b, as a * b^-1."""
    if isinstance(a, Num) and isinstance(b, Num) and b.value:
        return Num(a.value / b.value)
    return mul(a, power(b, -1))


def sqrt(t: Term) -> Term:
    """Square root."""
    return power(t, Fraction(1, 2))


def exp(t: Term) -> Term:
    """Exponential."""
    return App("exp", (t,))


def log(t: Term) -> Term:
    """Natural logarithm."""
    return App("log", (t,))


def gamma(t: Term) -> Term:
    """Gamma function."""
    return App("gamma", (t,))


def beta(a: Term, b: Term) -> Term:
    """Beta function, by gammas."""
    return div(mul(gamma(a), gamma(b)), gamma(add(a, b)))


def factorial(n: Term) -> Term:
    """n!, by gamma."""
    return gamma(add(n, ONE))


def binomial(n: Term, k: Term) -> Term:
    """n choose k, by gammas: 0 <= k <= n is a definedness condition."""
    return div(factorial(n), mul(factorial(k), factorial(sub(n, k))))


def relation(head: Literal["=", "<", "<=", "!="], a: Term, b: Term) -> App:
    """The proposition a `head` b."""
    return App(head, (a, b))


def member(t: Term, domain: Term) -> App:
    """t in domain."""
    return App("in", (t, domain))


def fold(kind: Literal["int", "sum", "prod", "E", "all", "lam"], domain: Term, name: str, body: Term) -> Bind:
    """The binder `kind` over `domain` of the free symbol `name` of body."""
    return bind(kind, domain, name, body)


def positive(t: Term) -> App:
    """0 < t."""
    return App("<", (ZERO, t))
