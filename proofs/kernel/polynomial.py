"""Polynomials over Q whose monomials map atoms to exponents, as plain dictionaries; no conditions are seen to here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import Union

from proofs.kernel.term import App, Num, Refused, Term

Exponent = Union[Fraction, "frozenset[tuple[Mono, Fraction]]"]
Mono = frozenset[tuple[Term, Exponent]]
Poly = dict[Mono, Fraction]

ZERO, ONE, MINUS, E = Num(Fraction(0)), Num(Fraction(1)), Num(Fraction(-1)), App("exp", (Num(Fraction(1)),))
UNIT: Mono = frozenset()
MAX_BITS, MAX_STEPS = 8_192, 4_000


def const(c: Fraction | int) -> Poly:
    """The constant polynomial c."""
    return {UNIT: Fraction(c)} if c else {}


def added(*polys: Mapping[Mono, Fraction]) -> Poly:
    """Sum of polynomials."""
    out: Poly = {}
    for p in polys:
        for m, c in p.items():
            out[m] = out.get(m, Fraction(0)) + c
    return {m: c for m, c in out.items() if c}


def scaled(p: Mapping[Mono, Fraction], c: Fraction) -> Poly:
    """p times the number c."""
    return {m: c * d for m, d in p.items()} if c else {}


def as_poly(e: Exponent) -> Poly:
    """An exponent as a polynomial."""
    return const(e) if isinstance(e, Fraction) else dict(e)


def as_exponent(p: Poly) -> Exponent:
    """A polynomial as an exponent: a number if it is constant."""
    if not p:
        return Fraction(0)
    return p[UNIT] if len(p) == 1 and UNIT in p else frozenset(p.items())


def parted(e: Exponent) -> tuple[Exponent, int]:
    """An exponent as (rest with constant part in [0, 1), integer)."""
    k = floor(e if isinstance(e, Fraction) else as_poly(e).get(UNIT, Fraction(0)))
    return (e, 0) if k == 0 else (as_exponent(added(as_poly(e), const(-k))), k)


def factors(n: int) -> dict[int, int]:
    """Prime factors of n >= 1 by trial division to 10^4; a large cofactor is left whole."""
    out: dict[int, int] = {}
    d = 2
    while d * d <= n and d < 10_000:
        while n % d == 0:
            out[d] = out.get(d, 0) + 1
            n //= d
        d += 1
    if n > 1:
        out[n] = out.get(n, 0) + 1
    return out


def primes(c: Fraction) -> Iterable[tuple[Term, Fraction]]:
    """Factors of a positive rational with their exponents."""
    for p, k in factors(c.numerator).items():
        yield Num(Fraction(p)), Fraction(k)
    for p, k in factors(c.denominator).items():
        yield Num(Fraction(p)), Fraction(-k)


def mono_names(m: Mono) -> frozenset[str]:
    """Names of the free symbols of a monomial."""
    return frozenset().union(*(a.facts.free | poly_names(as_poly(e)) for a, e in m)) if m else frozenset()


def poly_names(p: Poly) -> frozenset[str]:
    """Names of the free symbols of a polynomial."""
    return frozenset().union(*(mono_names(m) for m in p)) if p else frozenset()


def shed(d: dict[Term, Exponent], a: Num) -> Fraction:
    """Take the integer part of the exponent of the number a out of d; return that power of a."""
    rest, k = parted(d[a])
    if abs(k) * a.value.numerator.bit_length() > MAX_BITS:
        raise Refused("field: numbers too large")
    d[a] = rest
    if not rest:
        del d[a]
    return a.value**k


def atom(a: Term) -> Poly:
    """The polynomial a."""
    return {frozenset({(a, Fraction(1))}): Fraction(1)}


def only(p: Poly) -> Term:
    """The atom that p is."""
    ((a, _),) = next(iter(p))
    return a


def single(p: Poly) -> tuple[Fraction, Mono]:
    """Coefficient and monomial of a polynomial of one term."""
    ((m, c),) = p.items()
    return c, m


def mono(d: dict[Term, Exponent]) -> Mono:
    """The monomial of atoms with exponents, those that are 0 left out."""
    return frozenset((a, e) for a, e in d.items() if e)


def split(m: Mono, atoms: list[Term]) -> tuple[Mono, tuple[Fraction, ...]]:
    """m as (rest, numbers that are the exponents of atoms); the constant part of a general exponent counts."""
    d, at = dict(m), []
    for a in atoms:
        e = as_poly(d.pop(a, Fraction(0)))
        at.append(e.pop(UNIT, Fraction(0)))
        if e:
            d[a] = as_exponent(e)
    return frozenset(d.items()), tuple(at)


def divided(
    p: dict[tuple[Fraction, ...], Fraction], q: dict[tuple[Fraction, ...], Fraction]
) -> dict[tuple[Fraction, ...], Fraction] | None:
    """p / q by leading terms in lexicographic order, or None."""
    lead, out, steps = max(q), {}, 0
    low = tuple(min(c) for c in zip(*p, strict=True))
    while p:
        top = max(p)
        at = tuple(x - y for x, y in zip(top, lead, strict=True))
        steps += len(q)
        if steps > MAX_STEPS or any(x < y for x, y in zip(at, low, strict=True)):
            return None
        c = out[at] = p[top] / q[lead]
        for n, d in q.items():
            k = tuple(x + y for x, y in zip(at, n, strict=True))
            p[k] = p.get(k, Fraction(0)) - c * d
            if not p[k]:
                del p[k]
    return out
