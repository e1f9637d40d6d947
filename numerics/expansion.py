"""Expansions of functions of y on [M, oo): a sum of leading terms with a bound on what is left out.

An expansion says f(y) = sum of its terms + r(y) with |r(y)| <= sum of its errors, for every y >= M, each term
and error being c y^p (log y)^l exp(Q(y)) with exact rational exponents. Sound but incomplete: None means that
the calculus does not apply, perhaps only for this M. At a finite end a, or at -oo, substitute for the variable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flint import arb, fmpq

from numerics import real
from numerics.real import Value, ball

MAX_MONOMIALS = 40
Exponent = tuple[tuple[fmpq, Value], ...]  # (power n > 0, coefficient), powers falling


@dataclass(frozen=True, slots=True)
class Monomial:
    """c y^p (log y)^l exp(Q(y))."""

    c: Value
    p: fmpq
    l: fmpq  # noqa: E741
    q: Exponent = ()

    def at(self, y: arb) -> arb:
        """The value at y."""
        v = ball(self.c)
        if self.p:
            v = v * (ball(self.p) * y.log()).exp()
        if self.l:
            v = v * (ball(self.l) * y.log().log()).exp()
        if self.q:
            v = v * sum((ball(c) * (ball(n) * y.log()).exp() for n, c in self.q), arb(0)).exp()
        return v

    def over(self, other: Monomial) -> Monomial:
        """self / other, for a coefficient of other without 0."""
        return Monomial(self.c / other.c, self.p - other.p, self.l - other.l, plus_exponents(self.q, other.q, -1))

    def size(self) -> Monomial:
        """|self|."""
        return Monomial(real.absolute(self.c), self.p, self.l, self.q)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Terms and errors, see the module; `start` is M."""

    terms: tuple[Monomial, ...]
    errors: tuple[Monomial, ...]
    start: arb


def plus_exponents(a: Exponent, b: Exponent, sign: int = 1) -> Exponent:
    """The exponent a + sign b."""
    total: dict[fmpq, Value] = dict(a)
    for n, c in b:
        total[n] = total.get(n, fmpq(0)) + sign * c
    kept = [(n, c) for n, c in total.items() if not real.is_zero(c)]
    return tuple(sorted(kept, key=lambda nc: -real.fraction(nc[0])))


def _product(a: Monomial, b: Monomial) -> Monomial:
    return Monomial(a.c * b.c, a.p + b.p, a.l + b.l, plus_exponents(a.q, b.q))


def constant(c: Value) -> Monomial:
    """The constant c."""
    return Monomial(c, fmpq(0), fmpq(0))


def falls(m: Monomial, start: arb) -> bool:
    """Whether |m| is non-increasing on [start, oo), for certain, where start > e."""
    log = start.log()
    gain = max(m.l, fmpq(0)) / log + ball(max(m.p, fmpq(0)) if m.q else m.p)
    if not m.q:
        return bool(gain <= 0) or (m.p == 0 and m.l <= 0)
    n, c = m.q[0]
    if not c < 0:
        return False
    rest = sum((ball(k) * ball(d) * (ball(k - n) * log).exp() for k, d in m.q[1:] if not d < 0), arb(0))
    return bool(ball(n * 1) * ball(c) + rest + gain * (-ball(n) * log).exp() <= 0)


def vanishes(m: Monomial) -> bool:
    """Whether m tends to 0, for certain."""
    if m.q:
        return bool(m.q[0][1] < 0)
    return m.p < 0 or (m.p == 0 and m.l < 0)


def grows(m: Monomial) -> bool:
    """Whether |m| without its coefficient tends to infinity, for certain."""
    if m.q:
        return bool(m.q[0][1] > 0)
    return m.p > 0 or (m.p == 0 and m.l > 0)


def _collect(monomials: Iterable[Monomial]) -> tuple[Monomial, ...]:
    total: dict[tuple[object, ...], Monomial] = {}
    for m in monomials:
        key = (m.p, m.l, tuple((n, c if isinstance(c, fmpq) else id(c)) for n, c in m.q))
        total[key] = Monomial(total[key].c + m.c, m.p, m.l, m.q) if key in total else m
    return tuple(m for m in total.values() if not real.is_zero(m.c))


def expansion(terms: Iterable[Monomial], errors: Iterable[Monomial], start: arb) -> Expansion | None:
    """The expansion with equal monomials put together."""
    kept, left = _collect(terms), _collect(e.size() for e in errors)
    if len(kept) + len(left) > MAX_MONOMIALS:
        left = _merged(left, start)
    if len(kept) + len(left) > MAX_MONOMIALS:
        return None
    return Expansion(kept, left, start)


def _merged(errors: tuple[Monomial, ...], start: arb) -> tuple[Monomial, ...]:
    """Errors that bound the same, each that falls against an earlier one being put into that one's coefficient."""
    out: list[Monomial] = []
    for m in sorted(errors, key=lambda m: (m.p, m.l), reverse=True):
        for n, larger in enumerate(out):
            share = m.over(larger)
            if falls(share, start):
                out[n] = Monomial(larger.c * (1 + ball(share.size().at(start))), larger.p, larger.l, larger.q)
                break
        else:
            out.append(m)
    return tuple(out)


def dominant(e: Expansion) -> Monomial | None:
    """The term that all others and all errors are small against; its coefficient does not contain 0."""
    for m in e.terms:
        if ball(m.c).contains(0):
            continue
        if all(o is m or vanishes(o.over(m)) for o in (*e.terms, *e.errors)):
            return m
    return None


def relative(e: Expansion, m: Monomial) -> tuple[list[Monomial], arb] | None:
    """What is left of e beside m, over m, and a bound of its size on [M, oo)."""
    rest = [o.over(m) for o in (*e.terms, *e.errors) if o is not m]
    if not all(falls(o, e.start) for o in rest):
        return None
    return rest, sum((abs(o.at(e.start)) for o in rest), arb(0))


def multiplied(parts: list[Expansion | None], start: arb) -> Expansion | None:
    """The product of the parts, where all are known."""
    total: Expansion | None = Expansion((constant(fmpq(1)),), (), start)
    for part in parts:
        total = None if part is None or total is None else multiply(total, part)
    return total


def added(parts: list[Expansion | None], start: arb) -> Expansion | None:
    """The sum of the parts, where all are known."""
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    return expansion((m for p in known for m in p.terms), (m for p in known for m in p.errors), start)


def multiply(a: Expansion, b: Expansion) -> Expansion | None:
    """a b."""
    terms = [_product(m, o) for m in a.terms for o in b.terms]
    errors = [_product(m, o) for m in (*a.terms, *a.errors) for o in b.errors]
    errors += [_product(m, o) for m in a.errors for o in b.terms]
    return expansion(terms, errors, a.start)


def taylor(u: Expansion, coefficients: tuple[Value, Value, Value], cubic: Value) -> Expansion | None:
    """g(u) from the first coefficients of g at 0 and a bound of |g(u) - them| by cubic |u|^3, for a vanishing u."""
    square = multiply(u, u)
    if square is None:
        return None
    size = Expansion((), tuple(m.size() for m in (*u.terms, *u.errors)), u.start)
    cube = multiply(size, size)
    cube = None if cube is None else multiply(cube, size)
    if cube is None:
        return None
    parts = [Expansion((constant(coefficients[0]),), (), u.start)]
    for c, e in ((coefficients[1], u), (coefficients[2], square)):
        scaled = multiply(Expansion((constant(c),), (), u.start), e)
        if scaled is None:
            return None
        parts.append(scaled)
    return expansion(
        (m for p in parts for m in p.terms),
        [m for p in parts for m in p.errors] + [_product(constant(cubic), m) for m in cube.errors],
        u.start,
    )


def raise_to(e: Expansion, k: fmpq, literal: bool) -> Expansion | None:
    """e^k; the base has to be positive unless k is a literal integer."""
    whole = k.q == 1 and literal
    if whole and 0 <= k <= 4:
        total: Expansion | None = Expansion((constant(fmpq(1)),), (), e.start)
        for _ in range(int(k.p)):
            total = None if total is None else multiply(total, e)
        return total
    m = dominant(e)
    if m is None or not (whole or m.c > 0) or abs(k) > 10_000:
        return None
    found = relative(e, m)
    if found is None or not found[1] < 0.5:
        return None
    lead = Monomial(real.power(m.c, k, literal=whole), m.p * k, m.l * k, tuple((n, c * k) for n, c in m.q))
    bound = abs(ball(k * (k - 1) * (k - 2))) / 6 * (1 - found[1]) ** min(int(k.p) // int(k.q) - 3, 0)
    if k > 3:
        bound = bound * (1 + found[1]) ** (int(k.p) // int(k.q))
    rest = taylor(rest_over(e, m), (fmpq(1), k, k * (k - 1) / 2), bound)
    return None if rest is None else multiply(Expansion((lead,), (), e.start), rest)


def rest_over(e: Expansion, m: Monomial) -> Expansion:
    """e / m - 1."""
    return Expansion(
        tuple(o.over(m) for o in e.terms if o is not m), tuple(o.over(m).size() for o in e.errors), e.start
    )


def just(c: Value, start: arb) -> Expansion:
    """The constant c alone."""
    return Expansion((constant(c),), (), start)


def sizes(e: Expansion | None) -> Expansion | None:
    """0 with an error of |e|."""
    return None if e is None else Expansion((), tuple(m.size() for m in (*e.terms, *e.errors)), e.start)


def tail(e: Expansion) -> arb | None:
    """A bound of the integral of |f| over [M, oo)."""
    total = arb(0)
    for m in (*e.terms, *e.errors):
        part = _tail(m, e.start)
        if part is None:
            return None
        total += part
    return total


def _tail(m: Monomial, start: arb) -> arb | None:
    log = start.log()
    if m.q:
        if not falls(Monomial(m.c, m.p + 2, m.l, m.q), start):
            return None
        return abs(m.at(start)) * start
    if not m.p < -1:
        return None
    room = ball(-1 - m.p)
    if m.l > 0:
        if not ball(m.l) / log <= room / 2:
            return None
        room = room / 2
    return abs(m.at(start)) * start / room


def divergent_sign(e: Expansion) -> int | None:
    """The sign of the infinite integral of f over [M, oo), None where it is not known to be infinite."""
    m = dominant(e)
    if m is None:
        return None
    infinite = bool(m.q[0][1] > 0) if m.q else m.p > -1 or (m.p == -1 and m.l >= -1)
    return (1 if m.c > 0 else -1) if infinite else None
