"""Values of terms at a point, total as the kernel's semantics is: what is unspecified is some fixed wild number.

Integrals over a set are evaluated as a finite measure on it, which is all that algebra may use of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import mpmath
from mpmath import mpf

from proofs.kernel.term import App, Bind, Num, Term, Var, open_

mpmath.mp.dps = 30
Env = Mapping[str, object]


def wild(*key: object) -> mpf:
    """A fixed number for an unspecified value, a function of the values it is taken at."""
    text = "|".join(mpmath.nstr(k, 12) if isinstance(k, mpf) else str(k) for k in key)
    total = 7
    for c in text:
        total = (total * 131 + ord(c)) % 10007
    return mpf(total) / 971 - 5


def is_integer(x: mpf) -> bool:
    """Whether x is an integer up to rounding."""
    return abs(x - mpmath.nint(x)) < mpf(10) ** -15


def power(b: mpf, e: mpf) -> mpf:
    """b^e, the repeated product for an integer e, 0^-1 = 0."""
    if is_integer(e):
        k = int(mpmath.nint(e))
        return mpf(0) if abs(b) < mpf(10) ** -18 and k < 0 else (b if abs(b) > mpf(10) ** -18 else mpf(0)) ** k
    return b**e if b > mpf(10) ** -18 else wild("^", b, e)


def points(domain: Term, env: Env) -> list[mpf]:
    """Some points of a domain (all of a range)."""
    match domain:
        case App("range", (a, b)):
            low, high = value(a, env), value(b, env)
            return (
                [low + k for k in range(int(mpmath.nint(high - low)) + 1)]
                if is_integer(low) and is_integer(high)
                else []
            )
        case App("open" | "closed", (a, b)):
            low, high = value(a, env), value(b, env)
            return [low + (high - low) * mpf(k) / 7 for k in (1, 3, 6)] if low < high else []
        case App("posreal" | "nonneg"):
            return [mpf(1) / 3, mpf(1), mpf(5) / 2]
        case App("nat"):
            return [mpf(0), mpf(1), mpf(3)]
        case App("posint"):
            return [mpf(1), mpf(2), mpf(4)]
        case App("law", (Bind("lam", inner, _),)):
            return points(inner, env)
    return [mpf(-1), mpf(0), mpf(1), mpf(1) / 2]


def fold(t: Bind, env: Env) -> mpf:
    """A sum, product or integral (as a finite measure)."""
    values = []
    for n, x in enumerate(points(t.domain, env)):
        v = value(open_(t.body, Var(f"%{len(env)}")), {**env, f"%{len(env)}": x})
        values.append(v if t.kind in ("sum", "prod") else v * (n + 1) / 3)
    return mpmath.fprod(values) if t.kind == "prod" else mpmath.fsum(values)


def value(t: Term, env: Env) -> mpf:
    """The value of a real term."""
    match t:
        case Num(q):
            return mpf(q.numerator) / q.denominator
        case Var(name, args):
            got = env[name]
            return got(*(value(a, env) for a in args)) if args else mpf(got)  # type: ignore[operator, arg-type]
        case App("+", args):
            return mpmath.fsum(value(a, env) for a in args)
        case App("*", args):
            return mpmath.fprod(value(a, env) for a in args)
        case App("^" | "pow", (b, e)):
            return power(value(b, env), value(e, env))
        case App("exp", (x,)):
            return mpmath.exp(value(x, env))
        case App("log" | "gamma" as head, (x,)):
            v = value(x, env)
            return getattr(mpmath, head)(v) if v > mpf(10) ** -18 else wild(head, v)
        case App("max" | "min" as head, args):
            return (max if head == "max" else min)(value(a, env) for a in args)
        case App("pi"):
            return mpmath.pi + 0
        case App("if", (p, a, b)):
            return value(a if holds(p, env) else b, env)
        case Bind():
            return fold(t, env)
    raise NotImplementedError(t)


def holds(p: Term, env: Env) -> bool:
    """Whether a proposition that the normaliser asks for is true at the point."""
    match p:
        case App("<", (a, b)):
            return value(b, env) - value(a, env) > mpf(10) ** -15
        case App("<=", (a, b)):
            return value(b, env) - value(a, env) > -(mpf(10) ** -15)
        case App("!=", (a, b)):
            return abs(value(a, env) - value(b, env)) > mpf(10) ** -15
        case App("=", (a, b)):
            return abs(value(a, env) - value(b, env)) < mpf(10) ** -15
        case App("or", parts):
            return any(holds(q, env) for q in parts)
        case App("in", (x, App("int"))):
            return is_integer(value(x, env))
        case App("in", (x, App("nat"))):
            return is_integer(value(x, env)) and value(x, env) > -0.5
        case Bind("all", App("real"), body):
            grid = [*map(mpf, (-3, -2, -1, 0, 1, 2, 3)), mpf(1) / 2, mpf(-1) / 2, mpf(1) / 3, mpf(7) / 3]
            return all(holds(open_(body, Var(f"%{len(env)}")), {**env, f"%{len(env)}": x}) for x in grid)
        case Bind("all", domain, body):
            return all(holds(open_(body, Var(f"%{len(env)}")), {**env, f"%{len(env)}": x}) for x in points(domain, env))
    raise NotImplementedError(p)


def grid(names: list[str], values: list[Fraction]) -> list[dict[str, Fraction]]:
    """All ways of giving the values to the names."""
    return [dict(zip(names, v, strict=True)) for v in product(values, repeat=len(names))]
