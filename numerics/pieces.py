"""Where an integrand has to be cut, and what it is between two cuts, where piecewise functions are one branch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq

from numerics.outcome import NoValue, unsupported
from numerics.real import Value, fraction, integer
from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, free, is_closed, subterms
from proofs.language import add, neg, num

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

PIECEWISE = frozenset({"if", "abs", "max", "min", "floor"})
MAX_CUTS = 60


def polynomial(ev: Evaluator, t: Term, x: str, env: Env) -> list[fmpq] | None:
    """Coefficients of t as a polynomial in x with rational coefficients, lowest first, exactly."""
    if x not in free(t):
        try:
            c = ev.value(t, env)
        except NoValue:
            return None
        return [c] if isinstance(c, fmpq) else None
    match t:
        case Var(args=()):
            return [fmpq(0), fmpq(1)]
        case App(head="^" | "pow", args=(b, Num(value=n))) if n.denominator == 1 and 0 <= n <= 8:
            return _folded([polynomial(ev, b, x, env)] * int(n), times=True)
        case App(head="+" | "*"):
            return _folded([polynomial(ev, a, x, env) for a in t.args], times=t.head == "*")
    return None


def _folded(parts: list[list[fmpq] | None], *, times: bool) -> list[fmpq] | None:
    total = [fmpq(1) if times else fmpq(0)]
    for p in parts:
        if p is None:
            return None
        size = len(total) + len(p) - 1 if times else max(len(total), len(p))
        result = [fmpq(0)] * size
        for i, a in enumerate(total if times else [*total, *p]):
            if times:
                for j, b in enumerate(p):
                    result[i + j] = result[i + j] + a * b
            else:
                k = i if i < len(total) else i - len(total)
                result[k] = result[k] + a
        total = result
    while len(total) > 1 and total[-1] == 0:
        total.pop()
    return total


def rational_roots(p: list[fmpq]) -> list[Fraction] | None:
    """All real roots of p where they are known to be rational, else None; p of degree 0 has none."""
    if len(p) == 1:
        return []
    if len(p) == 2:
        return [fraction(-p[0] / p[1])]
    if len(p) == 3:
        d = fraction(p[1] * p[1] - 4 * p[0] * p[2])
        if d < 0:
            return []
        n, m = math.isqrt(d.numerator), math.isqrt(d.denominator)
        if Fraction(n * n, m * m) != d:
            return None
        return sorted({fraction(-p[1] / (2 * p[2])) + s * Fraction(n, m) / (2 * fraction(p[2])) for s in (1, -1)})
    if p[0] == 0:
        rest = rational_roots(p[1:])
        return None if rest is None else sorted({Fraction(0), *rest})
    return None


def _atoms(p: Term) -> Iterator[Term | None]:
    """Terms whose signs decide the proposition p; None stands for one that is not understood."""
    match p:
        case App(head="=" | "!=" | "<" | "<=", args=(a, b)):
            yield add(a, neg(b))
        case App(head="and" | "or" | "not" | "=>"):
            for q in p.args:
                yield from _atoms(q)
        case App(head="in", args=(a, App(head="real"))):
            yield num(0)
        case App(head="in", args=(a, App(head="posreal" | "nonneg"))):
            yield a
        case App(head="in", args=(a, App(head="open" | "closed" | "above" | "below") as d)):
            for end in d.args:
                yield add(a, neg(end))
        case _:
            yield None


def _deciding(t: App) -> Iterator[Term | None]:
    """Terms whose signs decide which branch of the piecewise t is meant; floor apart."""
    match t.head:
        case "if":
            yield from _atoms(t.args[0])
        case "abs":
            yield from _factors(t.args[0])
        case "max" | "min":
            yield add(t.args[0], neg(t.args[1]))


def _factors(t: Term) -> Iterator[Term]:
    """Terms at whose zeros alone t may change its sign."""
    match t:
        case App(head="*"):
            for a in t.args:
                yield from _factors(a)
        case App(head="exp") | App(head="^", args=(Num(), _)):
            pass
        case _:
            yield t


def _suspects(t: Term) -> Iterator[Term]:
    """Terms at whose zeros t may be singular, or change branch."""
    match t:
        case App(head="^" | "pow", args=(b, e)):
            if not (isinstance(e, Num) and e.value.denominator == 1 and e.value >= 0):
                yield b
        case App(head="log" | "gamma" | "digamma" | "trigamma"):
            yield t.args[0]
        case App(head="lower_gamma" | "upper_gamma"):
            yield t.args[1]
        case App(head="lower_beta"):
            yield t.args[0]
            yield add(num(1), neg(t.args[0]))
        case App() if t.head in PIECEWISE:
            yield from (a for a in _deciding(t) if a is not None)


def cuts(ev: Evaluator, body: Term, x: str, env: Env, lower: Value | None, upper: Value | None) -> list[Fraction]:
    """Rational points strictly between the ends at which body may be singular or change branch, in order."""
    found: set[Fraction] = set()
    for t in subterms(body):
        if x not in free(t) or not is_closed(t):
            continue
        for s in _suspects(t):
            p = polynomial(ev, s, x, env) if x in free(s) else None
            found.update((rational_roots(p) or []) if p is not None else [])
        if isinstance(t, App) and t.head == "floor":
            found.update(_steps(ev, t.args[0], x, env, lower, upper))
    inside = []
    for c in sorted(found):
        point = fmpq(c.numerator, c.denominator)
        if (lower is None or lower < point) and (upper is None or point < upper):
            inside.append(c)
        elif (lower is not None and not lower >= point) and (upper is not None and not point >= upper):
            raise unsupported("a cut too close to an end")
    if len(inside) > MAX_CUTS:
        raise unsupported("too many cuts")
    return inside


def _steps(ev: Evaluator, t: Term, x: str, env: Env, lower: Value | None, upper: Value | None) -> Iterator[Fraction]:
    """Where the affine t passes an integer."""
    p = polynomial(ev, t, x, env)
    if p is None or len(p) != 2:
        return
    if not isinstance(lower, fmpq) or not isinstance(upper, fmpq):
        raise unsupported("floor on an unbounded interval")
    ends = sorted(fraction(p[0] + p[1] * e) for e in (lower, upper))
    first, last = math.floor(ends[0]), math.ceil(ends[1])
    if last - first > MAX_CUTS:
        raise unsupported("too many cuts")
    for n in range(first, last + 1):
        yield (n - fraction(p[0])) / fraction(p[1])


def resolve(ev: Evaluator, t: Term, x: str, env: Env, middle: fmpq) -> Term:
    """t with each piecewise function of x replaced by its branch at the middle of a piece without cuts.

    Raises: NoValue, where the branch is not known to be the same on the whole piece.
    """
    if x not in free(t):
        return t
    match t:
        case App() if t.head in PIECEWISE:
            return _branch(ev, t, x, env, middle)
        case App():
            return App(t.head, tuple(resolve(ev, a, x, env, middle) for a in t.args))
        case Bind():
            if any(isinstance(u, App) and u.head in PIECEWISE for u in subterms(t)):
                raise unsupported("piecewise inside a fold")
            return t
        case Num() | Var() | Bound():
            return t


def _branch(ev: Evaluator, t: App, x: str, env: Env, middle: fmpq) -> Term:
    at = {**env, x: middle}
    if t.head == "floor":
        p = polynomial(ev, t.args[0], x, env)
        n = integer(ev.value(t, at))
        if p is None or len(p) > 2 or n is None:
            raise unsupported("floor of what is not affine")
        return num(n)
    for s in _deciding(t):
        p = None if s is None else polynomial(ev, s, x, env)
        if p is None or rational_roots(p) is None:
            raise unsupported(f"{t.head} whose change of branch is not known")
    match t.head, t.args:
        case "if", (q, a, b):
            return resolve(ev, a if ev.truth(q, at) else b, x, env, middle)
        case "abs", (a,):
            inner = resolve(ev, a, x, env, middle)
            return inner if ev.value(a, at) > 0 else neg(inner)
        case "max", (a, b):
            return resolve(ev, a if ev.value(a, at) > ev.value(b, at) else b, x, env, middle)
        case _, (a, b):
            return resolve(ev, a if ev.value(a, at) < ev.value(b, at) else b, x, env, middle)
    raise unsupported(f"{t.head}")
