"""Expectations, variances, divergences: all unfold to folds of the model's joint density."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from derive.document import syntax as s
from derive.meaning import folds
from derive.meaning.decision.means import divergence, expectation
from derive.meaning.environment import Distribution, NotUnderstood
from derive.meaning.model import VALUE, Ref
from derive.meaning.names import key_of
from proofs.kernel.term import Term, free, instantiate
from proofs.language import REAL, div, log, mul, power, sqrt, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope
from derive.meaning.named_laws import distribution_of, reading_of
from derive.meaning.operators import DIVERGENCE_WORDS
from derive.meaning.references import given_of, named, variables_in


def expectation_term(el: Elaborator, e: s.Expectation, scope: Scope) -> Term:
    """E, Var, Cov, Std, Corr."""
    of_process = expectation(el, e, scope)
    if of_process is not None:
        return of_process
    given = given_of(el, e.given, scope)
    if e.under is not None:
        return _under(el, e, given, scope)
    match e.operator, e.args:
        case "E", (body,):
            return expect(el, el.term(body, scope), given, e)
        case "Var", (body,):
            return _variance(el, el.term(body, scope), given, e)
        case "Std", (body,):
            return sqrt(_variance(el, el.term(body, scope), given, e))
        case "Cov", (a, b):
            return _covariance(el, el.term(a, scope), el.term(b, scope), given, e)
        case "Corr", (a, b):
            x, y = el.term(a, scope), el.term(b, scope)
            spread = mul(sqrt(_variance(el, x, given, e)), sqrt(_variance(el, y, given, e)))
            return div(_covariance(el, x, y, given, e), spread)
        case _:
            raise NotUnderstood(f"{e.operator} of {len(e.args)} arguments", e.span)


def _canonical(el: Elaborator, body: Term) -> Term:
    """body with x written X where x is the other case of a random variable."""
    swap: dict[str, Term] = {}
    for k in free(body):
        rv = el.env.random_variable(k)
        if rv is not None and rv.key != k and rv.key not in free(body):
            swap[k] = var(rv.key)
    return instantiate(body, swap) if swap else body


def expect(el: Elaborator, body: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    """E[body | given], body as it was written."""
    return _expect(el, _canonical(el, body), given, e)


def _expect(el: Elaborator, body: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    """E[body | given], where a small letter in body is a value already and no random variable."""
    body = instantiate(body, {r.key: value for r, value in given.items() if r.index is None})
    over = variables_in(el, body) - {r.key for r in given}
    if not over:
        unknown = [k for k in sorted(free(body)) if k not in el.env.domains or k in el.env.guessed]
        if unknown:
            raise NotUnderstood(f"nothing says how {unknown[0]} is distributed", e.span)
        return body
    if any(el.env.model.variables[k].plate is not None for k in over):
        raise NotUnderstood("an expectation over a whole family", e.span)
    return el.env.model.expectation(body, over, given)


def _variance(el: Elaborator, x: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    x = _canonical(el, x)
    return _expect(el, power(sub(x, _expect(el, x, given, e)), 2), given, e)


def _covariance(el: Elaborator, x: Term, y: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    x, y = _canonical(el, x), _canonical(el, y)
    return _expect(el, mul(sub(x, _expect(el, x, given, e)), sub(y, _expect(el, y, given, e))), given, e)


def _under(el: Elaborator, e: s.Expectation, given: dict[Ref, Term], scope: Scope) -> Term:
    """E under what the subscript says: x ~ law, q(x), a random variable, a law."""
    if e.operator not in {"E", "Var"} or len(e.args) != 1 or e.under is None:
        raise NotUnderstood(f"{e.operator} with a subscript has no meaning here yet", e.span)
    key, d = _subscript(el, e.under, e, scope)
    name = el.bound_name(key, d.domain)
    weight = instantiate(d.density, {VALUE: var(name)})
    inner = {**scope, key: var(name)}
    twin = el.env.random_variable(key)
    if twin is not None:
        inner[twin.key] = var(name)
    kind: Literal["sum", "int"] = "sum" if d.discrete else "int"
    body = el.term(e.args[0], inner)
    mean = folds.binder(el, kind, d.domain, name, mul(body, weight))
    if e.operator == "E":
        return mean
    return folds.binder(el, kind, d.domain, name, mul(power(sub(body, mean), 2), weight))


def _subscript(el: Elaborator, under: s.Expr, e: s.Expectation, scope: Scope) -> tuple[str, Distribution]:
    match under:
        case s.Relation(operands=(left, right), operators=("sim",)) if left is not None and right is not None:
            key = key_of(left)
            if key is None:
                raise NotUnderstood("an expectation over something that is no name", under.span)
            return el.env.resolve(key), _distribution(el, right, el.env.resolve(key), scope)
        case s.Apply(args=(first,)) if key_of(first) is not None and not under.versus:
            law = reading_of(el, under, scope) if not under.given else None
            key = el.env.resolve(key_of(first) or "")
            if law is None or named(el, first, scope) is not None:
                return key, _distribution(el, under, key, scope)
        case s.Name() | s.Subscript() if el.env.distribution(key_of(under) or "") is not None:
            known = el.env.distribution(key_of(under) or "")
            if known is not None:
                return _only_name(el, e, scope), known
        case s.Name() | s.Subscript():
            n = named(el, under, scope)
            if n is not None:
                key = n.ref.key
                return key, _distribution(el, s.Apply(s.Name("p"), (under,)), key, scope)
        case _:
            pass
    if isinstance(under, s.Apply):
        law = reading_of(el, under, scope)
        if law is not None:
            return _only_name(el, e, scope), distribution_of(law)
    raise NotUnderstood("an expectation whose subscript is not understood", under.span)


def _only_name(el: Elaborator, e: s.Expectation, scope: Scope) -> str:
    """The random variable in the argument of an expectation whose subscript is only a law."""
    body = e.args[0]
    inside = free(el.term(body, scope))
    names = [k for k in inside if el.env.random_variable(k) is not None or k in el.env.sole_names]
    if len(names) == 1:
        return names[0]
    raise NotUnderstood("an expectation that does not say over what", e.span)


def _distribution(el: Elaborator, e: s.Expr, key: str, scope: Scope) -> Distribution:
    """The distribution that stands after ~ or as a subscript."""
    if isinstance(e, s.Apply):
        law = reading_of(el, e, scope)
        if law is not None:
            return distribution_of(law)
        head = key_of(e.head)
        known = el.env.distributions.get(head) if head is not None else None
        if known is not None and not e.given:
            return known
        name = el.bound_name(key, REAL)
        inner = {**scope, key: var(name)}
        rv = el.env.random_variable(key)
        if rv is not None and rv.plate is None:
            density = el.term(e, inner)
            domain = el.env.model.domain_at(Ref(rv.key), {r: v for r, v in given_of(el, e.given, scope).items()})
            return Distribution(domain, instantiate(density, {name: var(VALUE)}), rv.discrete)
    head = key_of(e)
    known = el.env.distribution(head) if head is not None else None
    if known is not None:
        return known
    raise NotUnderstood("a distribution that is not understood", e.span)


def weighted(el: Elaborator, d: Distribution, value) -> Term:  # type: ignore[no-untyped-def]
    name = el.bound_name("x", d.domain)
    body = mul(instantiate(d.density, {VALUE: var(name)}), value(var(name)))
    return folds.binder(el, "sum" if d.discrete else "int", d.domain, name, body)


def is_divergence(e: s.Apply) -> bool:
    """Whether e is KL of two things."""
    return key_of(e.head) in DIVERGENCE_WORDS and bool(e.versus)


def divergence_term(el: Elaborator, e: s.Apply, scope: Scope) -> Term:
    """KL[P || Q] = E_P log p/q."""
    of_process = divergence(el, e, scope)
    if of_process is not None:
        return of_process
    if key_of(e.head) not in DIVERGENCE_WORDS or len(e.args) != 1 or len(e.versus) != 1:
        raise NotUnderstood("a divergence other than Kullback and Leibler's", e.span)
    p, q = (_side(el, side, scope) for side in (e.args[0], e.versus[0]))
    return weighted(el, p, lambda x: log(div(instantiate(p.density, {VALUE: x}), instantiate(q.density, {VALUE: x}))))


def _side(el: Elaborator, e: s.Expr, scope: Scope) -> Distribution:
    key = key_of(e)
    known = el.env.distribution(el.env.resolve(key)) if key is not None else None
    if known is not None:
        return known
    if isinstance(e, s.Apply) and len(e.args) == 1 and key_of(e.args[0]) is not None:
        return _distribution(el, e, el.env.resolve(key_of(e.args[0]) or ""), scope)
    raise NotUnderstood("a divergence between things that are no distributions", e.span)
