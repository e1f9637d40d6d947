"""Behaviour of a term in one variable y on [M, oo): a sum of leading terms with a bound on what is left out.

An expansion says f(y) = sum of its terms + r(y) with |r(y)| <= sum of its errors, for every y >= M, each term
and error being c y^p (log y)^l exp(Q(y)) with exact rational exponents. Sound but incomplete: None means that
the calculus does not apply, perhaps only for this M. At a finite end a, or at -oo, substitute for the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import acb, arb, fmpq

from numerics import real
from numerics.outcome import NoValue
from numerics.real import Value, ball
from proofs.kernel.term import App, Bind, Num, Term, Var, free

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

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
        return Monomial(self.c / other.c, self.p - other.p, self.l - other.l, _plus(self.q, other.q, -1))

    def size(self) -> Monomial:
        """|self|."""
        return Monomial(real.absolute(self.c), self.p, self.l, self.q)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Terms and errors, see the module; `start` is M."""

    terms: tuple[Monomial, ...]
    errors: tuple[Monomial, ...]
    start: arb


def _plus(a: Exponent, b: Exponent, sign: int = 1) -> Exponent:
    total: dict[fmpq, Value] = dict(a)
    for n, c in b:
        total[n] = total.get(n, fmpq(0)) + sign * c
    kept = [(n, c) for n, c in total.items() if not real.is_zero(c)]
    return tuple(sorted(kept, key=lambda nc: -real.fraction(nc[0])))


def _product(a: Monomial, b: Monomial) -> Monomial:
    return Monomial(a.c * b.c, a.p + b.p, a.l + b.l, _plus(a.q, b.q))


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
        return None
    return Expansion(kept, left, start)


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


def expand(ev: Evaluator, t: Term, y: str, env: Env, start: arb) -> Expansion | None:
    """The expansion of t in y on [start, oo), start > e. Raises: NoValue, where a constant part has no value."""
    if y not in free(t):
        c = ev.value(t, env)
        return Expansion(() if c == 0 else (constant(c),), (), start)
    match t:
        case Var(args=()):
            return Expansion((Monomial(fmpq(1), fmpq(1), fmpq(0)),), (), start)
        case App(head="^", args=(b, e)) if y in free(e):
            return expand(ev, App("exp", (App("*", (e, App("log", (b,)))),)), y, env, start)
        case App(head="if", args=(p, a, b)) if y not in free(p):
            return expand(ev, a if ev.truth(p, env) else b, y, env, start)
        case App():
            return _application(ev, t, y, env, start)
        case Bind(kind="sum" | "prod") if y not in free(t.domain):
            return _finite_fold(ev, t, y, env, start)
    return None


def _finite_fold(ev: Evaluator, t: Bind, y: str, env: Env, start: arb) -> Expansion | None:
    elements = ev.elements(t.domain, env)
    if elements is None or len(elements) > 30:
        return None
    name, body = ev.open(t)
    parts = [expand(ev, body, y, {**env, name: fmpq(k)}, start) for k in elements]
    return _sum(parts, start) if t.kind == "sum" else _multiplied(parts, start)


def _multiplied(parts: list[Expansion | None], start: arb) -> Expansion | None:
    total: Expansion | None = Expansion((constant(fmpq(1)),), (), start)
    for part in parts:
        total = None if part is None or total is None else multiply(total, part)
    return total


def _sum(parts: list[Expansion | None], start: arb) -> Expansion | None:
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    return expansion((m for p in known for m in p.terms), (m for p in known for m in p.errors), start)


def _application(ev: Evaluator, t: App, y: str, env: Env, start: arb) -> Expansion | None:
    if t.head == "+":
        return _sum([expand(ev, a, y, env, start) for a in t.args], start)
    if t.head == "*":
        return _multiplied([expand(ev, a, y, env, start) for a in t.args], start)
    if t.head in ("^", "pow"):
        b, e = t.args
        if y in free(e):
            return None
        exponent, inner = ev.value(e, env), expand(ev, b, y, env, start)
        literal = t.head == "pow" or isinstance(e, Num)
        return None if inner is None or not isinstance(exponent, fmpq) else raise_to(inner, exponent, literal)
    if len(t.args) != 1 or t.head not in FUNCTIONS:
        return None
    inner = expand(ev, t.args[0], y, env, start)
    return None if inner is None else FUNCTIONS[t.head](inner)


def multiply(a: Expansion, b: Expansion) -> Expansion | None:
    """a b."""
    terms = [_product(m, o) for m in a.terms for o in b.terms]
    errors = [_product(m, o) for m in (*a.terms, *a.errors) for o in b.errors]
    errors += [_product(m, o) for m in a.errors for o in b.terms]
    return expansion(terms, errors, a.start)


def _taylor(u: Expansion, coefficients: tuple[Value, Value, Value], cubic: Value) -> Expansion | None:
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
    rest = _taylor(_rest(e, m), (fmpq(1), k, k * (k - 1) / 2), bound)
    return None if rest is None else multiply(Expansion((lead,), (), e.start), rest)


def _rest(e: Expansion, m: Monomial) -> Expansion:
    """e / m - 1."""
    return Expansion(
        tuple(o.over(m) for o in e.terms if o is not m), tuple(o.over(m).size() for o in e.errors), e.start
    )


def _log(e: Expansion) -> Expansion | None:
    m = dominant(e)
    if m is None or not m.c > 0 or m.l != 0:
        return None
    found = relative(e, m)
    if found is None or not found[1] < 0.5:
        return None
    head = [constant(real.logarithm(m.c)), Monomial(m.p, fmpq(0), fmpq(1))]
    head += [Monomial(c, n, fmpq(0)) for n, c in m.q]
    rest = _taylor(_rest(e, m), (fmpq(0), fmpq(1), fmpq(-1, 2)), (1 - found[1]) ** -3 / 3)
    return _sum([Expansion(tuple(h for h in head if not real.is_zero(h.c)), (), e.start), rest], e.start)


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
    lead = Monomial(real.exponential(value), p, fmpq(0), _plus(tuple(q), ()))
    rest = _taylor(small, (fmpq(1), fmpq(1), fmpq(1, 2)), size.exp() / 6)
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
        k = (abs(m.at(e.start)) * (1 - found[1]) / scale.at(e.start)).lower().floor().unique_fmpz()
        if k is None or k < 1 or k > real.MAX_LOG2:
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
        return _taylor(found[2], (g(centre), slopes[0](centre), slopes[1](centre) * fmpq(1, 2)), cubic)

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
    error = Monomial(2 / real.absolute(m.c), -m.p, -m.l, _plus((), m.q, -1))
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


def attempt(ev: Evaluator, t: Term, y: str, env: Env, start: arb) -> Expansion | None:
    """`expand`, None also where a constant part is not known at all."""
    try:
        return expand(ev, t, y, env, start)
    except NoValue:
        return None


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
