"""The expansion of a function of what has an expansion: exp, log, erf, gamma and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flint import acb, arb, fmpq

from numerics import real
from numerics.expansion import (
    Expansion,
    Monomial,
    added,
    constant,
    dominant,
    falls,
    grows,
    just,
    multiplied,
    multiply,
    plus_exponents,
    raise_to,
    relative,
    rest_over,
    sizes,
    taylor,
    vanishes,
)
from numerics.real import Value, ball


def _log(e: Expansion) -> Expansion | None:
    m = dominant(e)
    if m is None or not m.c > 0 or m.l != 0:
        return None
    found = relative(e, m)
    if found is None or not found[1] < 0.5:
        return None
    head = [constant(real.logarithm(m.c)), Monomial(m.p, fmpq(0), fmpq(1))]
    head += [Monomial(c, n, fmpq(0)) for n, c in m.q]
    rest = taylor(rest_over(e, m), (fmpq(0), fmpq(1), fmpq(-1, 2)), (1 - found[1]) ** -3 / 3)
    return added([Expansion(tuple(h for h in head if not real.is_zero(h.c)), (), e.start), rest], e.start)


def _split(e: Expansion) -> tuple[list[Monomial], Value, Expansion, arb] | None:
    """Growing terms, constant term, vanishing part, and a bound of the vanishing part's size."""
    growing = [m for m in e.terms if grows(m)]
    small = [m for m in e.terms if vanishes(m)]
    rest = [m for m in e.terms if m not in growing and m not in small]
    if any(m.p != 0 or m.l != 0 or m.q for m in rest) or not all(vanishes(m) for m in e.errors):
        return None
    if not all(falls(m, e.start) for m in (*small, *e.errors)):
        return None
    size = sum((abs(m.at(e.start)) for m in (*small, *e.errors)), arb(0))
    value: Value = rest[0].c if rest else fmpq(0)
    return growing, value, Expansion(tuple(small), e.errors, e.start), size


def _exp(e: Expansion) -> Expansion | None:
    found = _split(e)
    if found is None or not found[3] < 1:
        return None
    growing, value, small, size = found
    p, q = fmpq(0), []
    for m in growing:
        if m.q:
            return _exp_bound(e)
        if m.l == 1 and m.p == 0 and isinstance(m.c, fmpq):
            p = m.c
        elif m.l == 0:
            q.append((m.p, m.c))
        else:
            return _exp_bound(e)
    lead = Monomial(real.exponential(value), p, fmpq(0), plus_exponents(tuple(q), ()))
    rest = taylor(small, (fmpq(1), fmpq(1), fmpq(1, 2)), size.exp() / 6)
    return None if rest is None else multiply(Expansion((lead,), (), e.start), rest)


def _exp_bound(e: Expansion) -> Expansion | None:
    """A bound of exp of something that tends to -oo faster than a multiple of y, or else of log y."""
    m = dominant(e)
    found = None if m is None else relative(e, m)
    if m is None or found is None or not m.c < 0 or not found[1] < 0.5:
        return None
    for scale in (Monomial(fmpq(1), fmpq(1), fmpq(0)), Monomial(fmpq(1), fmpq(0), fmpq(1))):
        if not falls(scale.over(m), e.start):
            continue
        least = (abs(m.at(e.start)) * (1 - found[1]) / scale.at(e.start)).lower()
        steepest = least.min(arb(real.MAX_LOG2))  # the floor of a vast number would fill the memory
        k = steepest.floor().unique_fmpz()
        if k is None or k < 1:
            continue
        steep = fmpq(-k)
        p, q = (fmpq(0), ((fmpq(1), steep),)) if scale.p else (steep, ())
        return Expansion((), (Monomial(fmpq(1), p, fmpq(0), q),), e.start)
    return None


def _smooth(
    g: Callable[[Value], Value],
    slopes: tuple[Callable[[Value], Value], Callable[[Value], Value]],
    third: Callable[[arb], arb],
) -> Callable[[Expansion], Expansion | None]:
    """g of something that tends to a constant, from g, g', g'' and a bound of |g'''| over a ball."""

    def rule(e: Expansion) -> Expansion | None:
        found = _split(e)
        if found is None or found[0] or not found[3] < 0.5:
            return None
        around = ball(found[1]) + arb(0, found[3].upper())
        cubic = abs(third(around)).upper() / 6
        if not cubic.is_finite():
            return None
        centre = found[1]
        return taylor(found[2], (g(centre), slopes[0](centre), slopes[1](centre) * fmpq(1, 2)), cubic)

    return rule


def _bounded(inner: Callable[[Expansion], Expansion | None]) -> Callable[[Expansion], Expansion | None]:
    """A function between -2 and 2: where the inner rule does not apply only that bound is left."""

    def rule(e: Expansion) -> Expansion | None:
        found = inner(e)
        return Expansion((), (constant(fmpq(2)),), e.start) if found is None else found

    return rule


def _erf(e: Expansion) -> Expansion | None:
    m = dominant(e)
    if m is None or not grows(m):
        return _smooth_erf(e)
    found = relative(e, m)
    if found is None or not found[1] < 0.5 or m.q:
        return None
    s = fmpq(1) if m.c > 0 else fmpq(-1)
    error = Monomial(4 / (m.c * m.c), -2 * m.p, -2 * m.l)
    return Expansion((constant(s),), (error,), e.start)


def _gauss(x: Value) -> Value:
    return 2 / arb.pi().sqrt() * real.ball(real.exponential(-x * x))


_smooth_erf = _smooth(
    real.erf,
    (_gauss, lambda x: -2 * x * _gauss(x)),
    lambda x: 2 / arb.pi().sqrt() * (4 * x * x + 2) * (-(x * x)).exp(),
)


_sin = _smooth(real.sine, (real.cosine, lambda x: -real.sine(x)), lambda x: x.cos())
_cos = _smooth(real.cosine, (lambda x: -real.sine(x), lambda x: -real.cosine(x)), lambda x: x.sin())
_smooth_arctan = _smooth(
    real.arctangent,
    (lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
    lambda x: (6 * x * x + 2) / (1 + x * x) ** 3,
)


def _arctan(e: Expansion) -> Expansion | None:
    m = dominant(e)
    if m is None or not grows(m):
        return _smooth_arctan(e)
    found = relative(e, m)
    if found is None or not found[1] < 0.5:
        return None
    half = arb.pi() / (2 if m.c > 0 else -2)
    error = Monomial(2 / real.absolute(m.c), -m.p, -m.l, plus_exponents((), m.q, -1))
    return Expansion((constant(half),), (error,), e.start)


def _gamma_slope(x: Value) -> Value:
    return real.gamma(x) * real.digamma(x)


def _gamma_second(x: Value) -> Value:
    d = real.digamma(x)
    return real.gamma(x) * (d * d + real.trigamma(x))


def _gamma_third(x: arb) -> arb:
    d, d1 = x.digamma(), ball(real.trigamma(x))
    d2 = -2 * acb(3).zeta(acb(x)).real
    return x.gamma() * (d * d * d + 3 * d * d1 + d2)


_gamma = _smooth(real.gamma, (_gamma_slope, _gamma_second), _gamma_third)


def log_gamma(e: Expansion) -> Expansion | None:
    """log Gamma of what grows: Stirling's formula, its error below 1 / (12 x) (DLMF 5.11.1, 5.11(ii))."""
    m, y = dominant(e), e.start
    if m is None or not (m.c > 0 and grows(m)):
        return None
    main = multiplied([added([e, just(fmpq(-1, 2), y)], y), _log(e)], y)
    error = multiplied([just(fmpq(1, 12), y), sizes(raise_to(e, fmpq(-1), True))], y)
    return added([main, multiplied([just(fmpq(-1), y), e], y), just((2 * arb.pi()).log() / 2, y), error], y)


def incomplete_gamma(upper: bool, a: Value, e: Expansion) -> Expansion | None:
    """The incomplete gamma function of what grows, or of what tends to a positive constant."""
    if not a > 0:
        return None
    m, y = dominant(e), e.start
    if m is None or not grows(m):
        return _smooth_incomplete_gamma(upper, a)(e)
    found = relative(e, m)
    if found is None or not m.c > 0 or not isinstance(a, fmpq) or not falls(constant(fmpq(1)).over(m), y):
        return None
    if not m.at(y) * (1 - found[1]) > 2 * ball(a):  # Gamma(a, x) <= 2 x^(a-1) exp(-x) for x > 2 a (DLMF 8.10.11)
        return None
    negative = multiplied([just(fmpq(-1), y), e], y)
    decay = None if negative is None else _exp(negative)
    rest = sizes(multiplied([just(fmpq(2), y), raise_to(e, a - 1, False), decay], y))
    return rest if upper else added([just(real.gamma(a), y), rest], y)


def _smooth_incomplete_gamma(upper: bool, a: Value) -> Callable[[Expansion], Expansion | None]:
    """The rule where the argument tends to a constant."""
    s = -1 if upper else 1

    def slope(x: Value) -> Value:
        return s * (ball(a - 1) * ball(x).log() - ball(x)).exp()

    def second(x: Value) -> Value:
        return slope(x) * (ball(a - 1) / ball(x) - 1)

    def third(x: arb) -> arb:
        rate = ball(a - 1) / x - 1
        return ball(slope(x)) * (rate * rate - ball(a - 1) / (x * x))

    return _smooth(lambda x: (real.upper_gamma if upper else real.lower_gamma)(a, x), (slope, second), third)


def _absolute(e: Expansion) -> Expansion | None:
    m = dominant(e)
    if m is None:
        return None
    found = relative(e, m)
    if found is None or not found[1] < 1:
        return None
    return e if m.c > 0 else multiply(Expansion((constant(fmpq(-1)),), (), e.start), e)


FUNCTIONS: Mapping[str, Callable[[Expansion], Expansion | None]] = MappingProxyType(
    {
        "exp": _exp,
        "log": _log,
        "erf": _bounded(_erf),
        "sin": _bounded(_sin),
        "cos": _bounded(_cos),
        "arctan": _bounded(_arctan),
        "gamma": _gamma,
        "abs": _absolute,
    }
)
