"""The ratio f(k+1)/f(k) of a product of powers, exponentials and gammas, free of growing gammas."""

from __future__ import annotations

from fractions import Fraction

from numerics.products import scaled, total
from proofs.kernel.term import App, Num, Term, Var, free, instantiate
from proofs.language import ONE, ZERO, add, exp, log, mul, num, power


def ratio(t: Term, k: str) -> Term | None:
    """f(k+1)/f(k) for f = t in the symbol k, None where t is no such product."""
    if k not in free(t):
        return ONE
    match t:
        case App(head="*"):
            parts = [ratio(a, k) for a in t.args]
            return None if None in parts else mul(*(p for p in parts if p is not None))
        case App(head="^" | "pow", args=(b, e)):
            return _power(b, e, k)
        case App(head="exp", args=(u,)):
            step = slope(u, k)
            return None if step is None else exp(step)
        case App(head="gamma", args=(u,)):
            return _gamma(u, k)
        case App(head="log", args=(App(head="gamma", args=(u,)) as g,)) if (step := _gamma(u, k)) is not None:
            return add(ONE, mul(log(step), power(log(g), -1)))
    return mul(instantiate(t, {k: add(Var(k), ONE)}), power(t, -1))


def _power(b: Term, e: Term, k: str) -> Term | None:
    if k not in free(e):
        inner = ratio(b, k)
        return None if inner is None else power(inner, e)
    step = slope(e, k) if k not in free(b) else None
    if step is None:
        return None
    if isinstance(step, Num) and step.value.denominator == 1:
        return power(b, step)
    return power(b, step)


def slope(u: Term, k: str) -> Term | None:
    """u(k+1) - u(k) where u is affine in k, else None."""
    if k not in free(u):
        return ZERO
    match u:
        case Var(args=()):
            return ONE
        case App(head="+"):
            parts = [slope(a, k) for a in u.args]
            return None if None in parts else total(*(p for p in parts if p is not None))
        case App(head="*"):
            moving = [a for a in u.args if k in free(a)]
            inner = slope(moving[0], k) if len(moving) == 1 else None
            return None if inner is None else scaled(inner, *(a for a in u.args if k not in free(a)))
    return None


def _gamma(u: Term, k: str) -> Term | None:
    step = slope(u, k)
    if not isinstance(step, Num) or step.value.denominator != 1 or abs(step.value) > 6:
        return None
    n = int(step.value)
    if n >= 0:
        return mul(*(add(u, num(Fraction(j))) for j in range(n)))
    return mul(*(power(add(u, num(Fraction(-j))), -1) for j in range(1, -n + 1)))
