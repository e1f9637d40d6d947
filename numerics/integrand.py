"""A term as an analytic function of one complex variable, for `acb.integral`.

Where a ball touches a point at which the function is not analytic the result is not finite, whatever
the `analytic` flag says: every function here is analytic where it is finite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import acb, arb, fmpq

from numerics import real
from numerics.derivative import derivative
from numerics.outcome import unsupported
from numerics.real import Value, ball
from proofs.kernel.term import App, Bind, Num, Term, Var, free, instantiate
from proofs.language import mul

if TYPE_CHECKING:
    from numerics.evaluate import Env, Evaluator

Analytic = Callable[[acb], acb]
_NAN = arb.nan()


def log_of(t: Term) -> Term | None:
    """u where t is exp(u) as written; for real u then log t = u and t^c = exp(c u), without a branch cut."""
    match t:
        case App(head="exp", args=(u,)):
            return u
        case App(head="^", args=(b, Num() as n)):
            inner = log_of(b)
            return None if inner is None else mul(n, inner)
    return None


def analytic(evaluator: Evaluator, t: Term, x: str, env: Env) -> Analytic:
    """t as a function of the symbol x, finite only where analytic. Raises: NoValue, when it cannot be."""
    if x not in free(t):
        c = acb(ball(evaluator.value(t, env)))
        return lambda z: c
    match t:
        case Var(args=()):
            return lambda z: z
        case App():
            return _application(evaluator, t, x, env)
        case Bind(kind="sum" | "prod" | "E" | "int"):
            return _fold(evaluator, t, x, env)
    raise unsupported("integrand is no analytic term")


def _application(ev: Evaluator, t: App, x: str, env: Env) -> Analytic:
    match t.head, t.args:
        case "^", (b, e):
            return _power(ev, (b, e), x, env)
        case "pow", (b, e) if x not in free(e):
            n = real.integer(ev.value(e, env))
            if n is None:
                raise unsupported("pow: exponent")
            return _integer_power(analytic(ev, b, x, env), n)
        case "if", (p, a, b) if x not in free(p):
            return analytic(ev, a if ev.truth(p, env) else b, x, env)
        case "log", (b,) if (v := log_of(b)) is not None:
            return analytic(ev, v, x, env)
        case "diff", _:
            return _derivative(ev, t, x, env)
        case (("upper_gamma" | "lower_gamma"), (a, u)) if x not in free(a):
            order = acb(real.require(o := ev.value(a, env), o > 0, o <= 0, t.head))
            f = analytic(ev, u, x, env)
            if t.head == "upper_gamma":
                return lambda z: _right(f(z)).gamma_upper(order)
            return lambda z: _right(f(z)).gamma_lower(order)
        case "lower_beta", (u, a, b) if x not in free(a) | free(b):
            first, second = acb(ball(ev.value(a, env))), acb(ball(ev.value(b, env)))
            g = analytic(ev, u, x, env)
            return lambda z: _strip(g(z)).beta_lower(first, second)
    if t.head in FUNCTIONS:
        h, f = FUNCTIONS[t.head], analytic(ev, t.args[0], x, env)
        return lambda z: h(f(z))
    return _arithmetic(ev, t, x, env)


def _arithmetic(ev: Evaluator, t: App, x: str, env: Env) -> Analytic:
    constant = [a for a in t.args if x not in free(a)]
    parts = [analytic(ev, a, x, env) for a in t.args if x in free(a)]
    first, rest = parts[0], parts[1:]
    if t.head == "+":
        shift: Value = fmpq(0)
        for a in constant:
            shift = shift + ev.value(a, env)
        c = acb(ball(shift))

        def total(z: acb) -> acb:
            s = c + first(z)
            for p in rest:
                s = s + p(z)
            return s

        return total
    if t.head == "*":
        scale: Value = fmpq(1)
        for a in constant:
            scale = real.multiply(scale, ev.value(a, env))
        d = acb(ball(scale))

        def product(z: acb) -> acb:
            s = d * first(z)
            for p in rest:
                s = s * p(z)
            return s

        return product
    raise unsupported(f"{t.head} inside an integrand")


def _power(ev: Evaluator, args: tuple[Term, Term], x: str, env: Env) -> Analytic:
    b, e = args
    u = log_of(b)
    if u is not None and x in free(b):
        return analytic(ev, App("exp", (mul(e, u),)), x, env)
    if x in free(e):
        if x in free(b):
            f, g = analytic(ev, b, x, env), analytic(ev, e, x, env)
            return lambda z: (g(z) * _right(f(z)).log()).exp()
        c = acb(ball(real.logarithm(ev.value(b, env))))
        g = analytic(ev, e, x, env)
        return lambda z: (c * g(z)).exp()
    exponent = ev.value(e, env)
    f = analytic(ev, b, x, env)
    n = real.integer(exponent)
    if n is not None and isinstance(e, Num):
        return _integer_power(f, n)
    if n is not None:
        h = _integer_power(lambda z: z, n)
        return lambda z: h(_right(f(z)))
    if isinstance(exponent, fmpq) and exponent.q == 2:
        h = _integer_power(lambda z: z, int(exponent.p))
        return lambda z: h(_right(f(z)).sqrt())
    k = acb(ball(exponent))
    return lambda z: (k * _right(f(z)).log()).exp()


def _integer_power(f: Analytic, n: int) -> Analytic:
    if abs(n) > 10_000:
        raise unsupported("power too large")
    return (lambda z: f(z) ** n) if n >= 0 else (lambda z: 1 / f(z) ** -n)


def _derivative(ev: Evaluator, t: App, x: str, env: Env) -> Analytic:
    f, at = t.args
    if not isinstance(f, Bind):
        raise unsupported("derivative of an unknown function")
    name, body = ev.open(f)
    slope = derivative(body, name)
    if slope is None:
        raise unsupported("no derivative")
    return analytic(ev, instantiate(slope, {name: at}), x, env)


def _fold(ev: Evaluator, t: Bind, x: str, env: Env) -> Analytic:
    if t.kind in ("E", "int") and not isinstance(t.domain, Var):
        raise unsupported("an integral inside an integral")
    elements = ev.elements(t.domain, env) if x not in free(t.domain) else None
    if elements is None or len(elements) > 200:
        raise unsupported("a fold inside an integral")
    name, body = ev.open(t)
    parts = [analytic(ev, body, x, {**env, name: fmpq(k)}) for k in elements]

    def total(z: acb) -> acb:
        s = acb(0)
        for p in parts:
            s = s + p(z)
        return s

    def product(z: acb) -> acb:
        s = acb(1)
        for p in parts:
            s = s * p(z)
        return s

    return product if t.kind == "prod" else total


def _nan() -> acb:
    return acb(_NAN, _NAN)


def _right(z: acb) -> acb:
    """z where its ball avoids (-oo, 0], else a ball that is not finite."""
    return z if z.real > 0 or z.imag > 0 or z.imag < 0 else _nan()


def _half_plane(z: acb) -> acb:
    """z where its ball lies in the right half plane, else a ball that is not finite."""
    return z if z.real > 0 else _nan()


def _strip(z: acb) -> acb:
    """z where its ball lies over the open unit interval, else a ball that is not finite."""
    return z if z.real > 0 and z.real < 1 else _nan()


def _disc(z: acb) -> acb:
    """z where arctan is analytic for certain, else a ball that is not finite."""
    return z if abs(z.imag) < 1 or z.real > 0 or z.real < 0 else _nan()


def _tangent(z: acb) -> acb:
    return z.sin() / z.cos()


def _exp(z: acb) -> acb:
    return z.exp() if z.real < real.MAX_LOG2 // 2 else _nan()


def _gamma(z: acb) -> acb:
    return z.gamma() if z.real > 0 and z.real < 50_000 else _nan()


FUNCTIONS: Mapping[str, Analytic] = MappingProxyType(
    {
        "exp": _exp,
        "log": lambda z: _right(z).log(),
        "gamma": _gamma,
        "digamma": lambda z: _half_plane(z).digamma(),
        "trigamma": lambda z: acb(2).zeta(_half_plane(z)),
        "erf": lambda z: z.erf(),
        "sin": lambda z: z.sin(),
        "cos": lambda z: z.cos(),
        "tan": _tangent,
        "arctan": lambda z: _disc(z).atan(),
    }
)
