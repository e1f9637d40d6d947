"""Integrals in closed form: gamma, Gaussian, beta and beta-prime kernels with coefficients that are terms.

A closed form holds where all of its `positive` terms are positive; whoever uses it has to check that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from numerics.outcome import NoValue
from numerics.products import Exact, Product, powers, products, scaled, tidy, total, unknown
from proofs.kernel.term import (
    App,
    Bind,
    Bound,
    Num,
    Term,
    Var,
    children,
    close,
    free,
    fresh,
    instantiate,
    is_closed,
    open_,
)
from proofs.language import MINUS_ONE, ONE, PI, ZERO, add, beta, exp, gamma, log, mul, neg, num, power, sub

if TYPE_CHECKING:
    from numerics.evaluate import Evaluator

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Closed:
    """The value of a fold where all of `positive` are positive."""

    value: Term
    positive: tuple[Term, ...]


def closed_integral(t: Bind, exact: Exact = unknown) -> Closed | None:
    """The integral t in closed form, None where no kernel fits."""
    if not isinstance(t.domain, App):
        return None
    x = fresh("x", free(t))
    body = open_(t.body, Var(x))
    found = _closed(body, x, t.domain, exact)
    if found is not None:
        return found
    for domain, moved in _shifts(body, x, t.domain):
        found = _closed(moved, x, domain, exact)
        if found is not None:
            return found
    return None


def _shifts(body: Term, x: str, domain: App) -> Iterator[tuple[App, Term]]:
    """The same integral after a translation, or reflection, of x that may bring it into a kernel's form."""
    match domain.head, domain.args:
        case "above", (a,):
            yield App("posreal"), tidy(instantiate(body, {x: add(Var(x), a)}))
        case "below", (a,):
            yield App("posreal"), tidy(instantiate(body, {x: sub(a, Var(x))}))
        case (("open" | "closed"), (a, b)) if a != ZERO:
            yield App("open", (ZERO, tidy(sub(b, a)))), tidy(instantiate(body, {x: add(Var(x), a)}))
        case (("posreal" | "nonneg"), ()):
            if any(isinstance(t, App) and t.head == "log" and x in free(t) for t in _below(body)):
                moved = mul(_exponentiated(body, x), exp(Var(x)))
                yield App("real"), tidy(moved)
        case "real", ():
            offsets = [rest for t in _below(body) if (rest := _offset(t, x)) is not None]
            for shift in dict.fromkeys(offsets):
                yield domain, tidy(instantiate(body, {x: sub(Var(x), shift)}))


def _exponentiated(t: Term, x: str) -> Term:
    """t with exp(x) for x, and log exp(x) = x, exp(x)^c = exp(c x)."""
    match t:
        case Var(args=()) if t.name == x:
            return exp(t)
        case App(head="log", args=(u,)) if isinstance(v := _exponentiated(u, x), App) and v.head == "exp":
            return v.args[0]
        case App(head="^", args=(u, c)) if isinstance(v := _exponentiated(u, x), App) and v.head == "exp":
            return exp(mul(_exponentiated(c, x), v.args[0]))
        case App():
            return App(t.head, tuple(_exponentiated(a, x) for a in t.args))
    return instantiate(t, {x: exp(Var(x))})


def _offset(t: Term, x: str) -> Term | None:
    """r where t is x + r, or a multiple of it, as written."""
    if not isinstance(t, App) or t.head != "+" or not is_closed(t):
        return None
    rest = [a for a in t.args if a != Var(x)]
    if len(rest) != len(t.args) - 1 or any(x in free(a) for a in rest):
        return None
    return add(*rest)


def _closed(body: Term, x: str, domain: App, exact: Exact) -> Closed | None:
    parts = products(body, x, exact)
    if parts is None:
        return None
    values: list[Term] = []
    positive: list[Term] = []
    for p in parts:
        found = _one(p, domain)
        if found is None:
            return None
        values.append(found.value)
        positive += found.positive
    return Closed(add(*values), tuple(dict.fromkeys(map(tidy, positive))))


def _one(p: Product, domain: App) -> Closed | None:
    match domain.head, domain.args:
        case (("posreal" | "nonneg"), ()):
            return _half_line(p)
        case "real", ():
            return _line(p)
        case (("open" | "closed"), (a, b)):
            return _interval(p, a, b)
        case "above", (a,):
            return _half_line(p) if a == ZERO else _above(p, a)
    return None


def _half_line(p: Product) -> Closed | None:
    s = total(p.exponent, ONE)
    if not p.affine and len(p.expo) == 1 and p.logs <= 1:
        ((m, c),) = p.expo
        b, a = tidy(scaled(MINUS_ONE, c)), tidy(scaled(num(1 / m), s))
        value = mul(p.coef, num(1 / abs(m)), gamma(a), power(b, scaled(MINUS_ONE, a)))
        if p.logs:
            value = mul(value, num(1 / m), sub(App("digamma", (a,)), log(b)))
        return Closed(value, (a, b))
    if p.logs:
        return None
    if len(p.affine) == 1 and not p.expo:
        ((alpha, slope, m, e),) = p.affine
        first = scaled(num(1 / m), s)
        other = tidy(add(scaled(MINUS_ONE, e), scaled(MINUS_ONE, first)))
        value = mul(p.coef, num(1 / abs(m)), power(alpha, neg(other)), power(slope, neg(first)), beta(first, other))
        return Closed(value, (first, other, alpha, slope))
    if not p.affine and p.exponent == ZERO and [n for n, _ in p.expo] == [1, 2]:
        b, a = p.expo[0][1], scaled(MINUS_ONE, p.expo[1][1])
        half = num(HALF)
        tail = add(ONE, App("erf", (mul(half, b, power(a, -HALF)),)))
        shift = exp(mul(num(Fraction(1, 4)), power(b, 2), power(a, -1)))
        value = mul(p.coef, half, power(PI, HALF), power(a, -HALF), shift, tail)
        return Closed(value, (a,))
    return None


def _line(p: Product) -> Closed | None:
    """Over the whole line: a Gaussian, or an even or odd product from its half line."""
    n = p.exponent
    if p.half or p.logs or not isinstance(n, Num) or n.value.denominator != 1:
        return None
    if not p.affine:
        return _gaussian(p)
    if p.expo or any(m.denominator != 1 or m % 2 or m < 0 for _, _, m, _ in p.affine):
        return None
    half = _half_line(p)
    return None if half is None else Closed(mul(num(2), half.value) if n.value % 2 == 0 else ZERO, half.positive)


def _gaussian(p: Product) -> Closed | None:
    degrees = dict(p.expo)
    n = p.exponent
    if set(degrees) - {Fraction(1), Fraction(2)} or Fraction(2) not in degrees or not isinstance(n, Num):
        return None
    if n.value.denominator != 1 or not 0 <= n.value <= 12:
        return None
    a, b = tidy(scaled(MINUS_ONE, degrees[Fraction(2)])), tidy(degrees.get(Fraction(1), ZERO))
    mean = scaled(num(HALF), b, power(a, -1))
    k = int(n.value)
    moments = []
    for j in range(k // 2 + 1):
        if k > 2 * j and mean == ZERO:
            continue
        ways = math.comb(k, 2 * j) * math.prod(range(1, 2 * j, 2))
        shifted = power(mean, k - 2 * j) if k > 2 * j else ONE
        moments.append(mul(num(Fraction(ways, 2**j)), shifted, power(a, -j) if j else ONE))
    if not moments:
        return Closed(ZERO, (a,))
    shift = ONE if b == ZERO else exp(scaled(num(Fraction(1, 4)), power(b, 2), power(a, -1)))
    return Closed(mul(p.coef, shift, power(PI, HALF), power(a, -HALF), add(*moments)), (a,))


def _interval(p: Product, a: Term, b: Term) -> Closed | None:
    s = total(p.exponent, ONE)
    if p.logs:
        return None
    if p.expo:
        if a == ZERO and not p.affine and len(p.expo) == 1 and p.expo[0][0] == 1:
            rate = scaled(MINUS_ONE, p.expo[0][1])
            value = mul(p.coef, power(rate, neg(s)), App("lower_gamma", (s, scaled(rate, b))))
            return Closed(value, (s, rate, b))
        return None
    if not p.affine and a == ZERO:
        return Closed(mul(p.coef, power(b, s), power(s, -1)), (s, b))
    if len(p.affine) == 1 and a == ZERO:
        ((alpha, slope, m, e),) = p.affine
        if m == 1 and tidy(add(alpha, mul(slope, b))) == ZERO:
            other = total(e, ONE)
            edge = mul(power(alpha, e) if alpha != ONE else ONE, power(b, s) if b != ONE else ONE)
            return Closed(mul(p.coef, edge, beta(s, other)), (s, other, alpha, b))
    return None


def _above(p: Product, a: Term) -> Closed | None:
    s = total(p.exponent, ONE)
    if p.logs:
        return None
    if not p.affine and len(p.expo) == 1 and p.expo[0][0] == 1:
        rate = scaled(MINUS_ONE, p.expo[0][1])
        if s == ONE:
            return Closed(mul(p.coef, power(rate, -1), exp(neg(mul(rate, a)))), (rate, a) if p.half else (rate,))
        return Closed(mul(p.coef, power(rate, neg(s)), App("upper_gamma", (s, scaled(rate, a)))), (s, rate, a))
    if not p.affine and not p.expo:
        return Closed(mul(p.coef, power(a, s), power(neg(s), -1)), (neg(s), a))
    return None


def rewrite_inner(ev: Evaluator, t: Term, domains: Mapping[str, Term]) -> Term:
    """t with inner integrals in closed form where their conditions hold for all values of the symbols in `domains`."""
    if not any(isinstance(c, Bind) for c in _below(t)):
        return t
    match t:
        case Bind(kind="int" | "E") if isinstance(t.domain, App) and t.domain.head != "law":
            name, body = ev.open(t)
            inner = rewrite_inner(ev, body, {**domains, name: t.domain})
            again = Bind("int", t.domain, close(inner, name), t.hint)
            closed = closed_integral(again)
            if closed is not None and all(positive(ev, c, domains) for c in closed.positive):
                return closed.value
            return again
        case App():
            return App(t.head, tuple(rewrite_inner(ev, a, domains) for a in t.args))
        case Num() | Var() | Bound() | Bind():
            return t


def _below(t: Term) -> list[Term]:
    found, stack = [], [t]
    while stack:
        u = stack.pop()
        found.append(u)
        stack.extend(children(u))
    return found


def positive(ev: Evaluator, t: Term, domains: Mapping[str, Term], *, strict: bool = True) -> bool:
    """Whether t is positive (non-negative) for all values of the symbols in `domains`, from its signs alone."""
    if not is_closed(t):
        return False
    bound = free(t) & domains.keys()
    if len(bound) == 1 and _positive_between(ev, t, next(iter(bound)), domains, strict):
        return True
    if not bound:
        try:
            v = ev.value(t, ev.base)
            return bool(v > 0 if strict else v >= 0)
        except NoValue:
            return False
    match t:
        case Var(args=()):
            return _positive_domain(ev, domains[t.name], domains, strict)
        case App(head="exp" | "gamma"):
            return t.head == "exp" or positive(ev, t.args[0], domains)
        case App(head="+"):
            free_of_sign = all(positive(ev, a, domains, strict=False) for a in t.args)
            return free_of_sign and (not strict or any(positive(ev, a, domains) for a in t.args))
        case App(head="*"):
            return all(positive(ev, a, domains, strict=strict) for a in t.args)
        case Bind(kind="int" | "sum") if not strict:
            name, body = ev.open(t)
            return positive(ev, body, {**domains, name: t.domain}, strict=False)
        case App(head="^" | "pow", args=(b, e)):
            return (not strict and _is_even(e)) or positive(ev, b, domains)
    return False


def _is_even(e: Term) -> bool:
    """Whether e is a positive even number."""
    return isinstance(e, Num) and e.value > 0 and e.value % 2 == 0


def _positive_between(ev: Evaluator, t: Term, x: str, domains: Mapping[str, Term], strict: bool) -> bool:
    """Whether t is affine in x and positive (non-negative) in the interval that x ranges over, from its ends."""
    domain = domains[x]
    if not isinstance(domain, App) or domain.head not in ("open", "closed") or free(domain) & domains.keys():
        return False
    found = powers(t, x)
    if found is None or found[1] or {n for n, _ in found[0]} - {Fraction(0), Fraction(1)}:
        return False
    try:
        ends = [ev.value(instantiate(t, {x: end}), ev.base) for end in domain.args]
    except NoValue:
        return False
    if strict and domain.head == "closed":
        return all(v > 0 for v in ends)
    return all(v >= 0 for v in ends) and (not strict or any(v > 0 for v in ends))


def _positive_domain(ev: Evaluator, domain: Term, domains: Mapping[str, Term], strict: bool) -> bool:
    match domain:
        case App(head="posreal"):
            return True
        case App(head="nonneg" | "nat"):
            return not strict
        case App(head="posint"):
            return True
        case App(head="range" | "from"):
            return positive(ev, domain.args[0], domains, strict=strict)
        case App(head="open" | "above"):
            return positive(ev, domain.args[0], domains, strict=False)
        case App(head="closed"):
            return positive(ev, domain.args[0], domains, strict=strict)
    return False
