"""Conditions of convergence: where only they keep a kernel from being integrated, the search asks for them."""

from __future__ import annotations

from types import MappingProxyType

from proofs.kernel.term import App, Num, Refused, Term, Var
from proofs.language import ZERO, add, neg, num
from proofs.search.context import Context
from proofs.search.conversions.integrand_shape import tidy
from proofs.search.conversions.quadratics import quadratic_positive
from proofs.search.recorder import Fact

#: Beginnings of the names of axioms over unbounded or singular domains -> the variables whose sign decides convergence.
_DECISIVE = MappingProxyType(
    {
        "generalised_gamma_kernel": ("p", "b", "q"),
        "inverse_generalised_gamma_kernel": ("p", "q"),
        "generalised_beta_prime_kernel": ("p", "r"),
        "student_kernel": ("r",),
        "inverse_gaussian_kernel": ("a", "b"),
        "laplace_linear_kernel": ("t", "q"),
        "beta_kernel_scaled": ("p", "r"),
        "power_kernel_above": ("a", "p"),
        "power_kernel_below": ("a", "p"),
        "linear_power_kernel_above": ("p",),
        "exponential_kernel_above": ("b", "t"),
        "exponential_kernel_below": ("b", "t"),
        "gaussian_linear_kernel": ("a",),
        "geometric_series": ("y",),
        "negative_binomial_series": ("y",),
        "logarithmic_series": ("y",),
    }
)


def fitted(label: str, values: dict[str, Term], ctx: Context) -> Fact | None:
    """The axiom at values; where only conditions of convergence are missing, the context notes them as wanted."""
    for t in values.values():
        _know_quadratic(t, ctx)
    fact = ctx.by_axiom(label, **values)
    if fact is None:
        names = next((names for start, names in _DECISIVE.items() if label.startswith(start)), ())
        decisive = frozenset().union(*(values[n].facts.free for n in names if n in values)) if names else frozenset()
        if decisive:
            _want(label, values, decisive, ctx)
    return fact


def _know_quadratic(t: Term, ctx: Context) -> None:
    """Add that t is positive, if it is a sum that a completed square shows to be."""
    if not (isinstance(t, App) and t.head == "+" and t.facts.sort == "real") or App("<", (ZERO, t)) in ctx.facts:
        return
    squares = sorted({u.args[0].name for u in t.args for u in _squares(u) if isinstance(u.args[0], Var)})
    found = next((fact for x in squares if (fact := quadratic_positive(t, x, ctx)) is not None), None)
    if found is not None:
        ctx.add(found)


def _squares(t: Term) -> list[App]:
    factors = t.args if isinstance(t, App) and t.head == "*" else (t,)
    return [f for f in factors if isinstance(f, App) and f.head == "^" and f.args[1] == num(2)]


def _want(label: str, values: dict[str, Term], decisive: frozenset[str], ctx: Context) -> None:
    try:
        hypotheses = ctx.proof.axiom(label, **values).hypotheses
    except Refused:
        return
    missing = [_as_order(h) for h in hypotheses if ctx.discharge(h) is None]
    wishes = [w for w in missing if w is not None and w.facts.free & decisive]
    if len(wishes) == len(missing):
        ctx.wanted.update(dict.fromkeys(wishes))


def _as_order(p: Term) -> Term | None:
    """A sign or order as a < b with all terms positive."""
    match p:
        case App("in", (t, App("posreal"))):
            return _sorted_out(t)
        case App("<", (a, b)):
            return _sorted_out(add(b, neg(a)))
    return None


def _sorted_out(t: Term) -> Term:
    """0 < t with the terms that stand with a minus moved to the left."""
    terms = tidy(t)
    parts = terms.args if isinstance(terms, App) and terms.head == "+" else (terms,)
    left = [tidy(neg(u)) for u in parts if _with_minus(u)]
    return App("<", (add(*left) if left else ZERO, add(*(u for u in parts if not _with_minus(u)))))


def _with_minus(t: Term) -> bool:
    match t:
        case Num(value) | App("*", (Num(value), *_)):
            return value < 0
    return False
