"""Functions of one random variable: f_X, F_X, M_X, entropies, and the support of a density."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.environment import NotUnderstood
from derive.meaning.model import VALUE, RandomVariable, Ref
from derive.meaning.names import DENSITY_LETTERS, key_of
from proofs.kernel.term import Term, instantiate
from proofs.language import exp, log, mul, neg, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope
from derive.meaning.events import mass
from derive.meaning.expectations import expect, weighted
from derive.meaning.references import is_transform, named


def support_in(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """The support of the density that e is, as a density of the variable `key`; None when e is no such density."""
    letter = key_of(e.head)
    if not e.args or len(e.args) != 1 or _value_name(e.args[0]) not in {key, None}:
        return None
    if _value_name(e.args[0]) != key:
        return None
    rv: RandomVariable | None = None
    if is_transform(e.head) and isinstance(e.head, s.Subscript) and key_of(e.head.base) in {"f", "p", "P"}:
        rv = el.env.model.variables.get(el.env.resolve(key_of(e.head.index) or ""))
    elif letter in DENSITY_LETTERS and letter not in el.env.functions:
        n = named(el, e.args[0], scope)
        rv = el.env.model.variables.get(n.ref.key) if n is not None else None
    if rv is None or rv.plate is not None or rv.mentions() & set(el.env.model.variables):
        return None
    return rv.domain


def _value_name(e: s.Expr) -> str | None:
    match e:
        case s.Relation(operands=(_, right), operators=("=",)) if right is not None:
            return key_of(right)
        case _:
            return key_of(e)


def transform(el: Elaborator, e: s.Apply, scope: Scope) -> Term | None:
    if not is_transform(e.head) or len(e.args) != 1 or not isinstance(e.head, s.Subscript) or e.given:
        return None
    letter = key_of(e.head.base)
    key = key_of(e.head.index)
    if key is None:
        return None
    key = el.env.resolve(key)
    rv = el.env.model.variables.get(key)
    d = el.env.definition(key)
    if letter == "M" and (rv is not None or d is not None):
        return expect(el, exp(mul(el.term(e.args[0], scope), el.symbol(e.head.index, {}))), {}, e)
    if rv is None or rv.plate is not None:
        return None
    at = point(el, e.args[0], scope)
    match letter:
        case "f" | "p" | "P":
            return el.env.model.conditional({Ref(rv.key): at}, {})
        case "F":
            return _mass_everywhere(el, rv, at, e)
        case _:
            return None


def _mass_everywhere(el: Elaborator, rv: RandomVariable, at: Term, e: s.Apply) -> Term:
    if el.env.model.parents(rv.key):
        raise NotUnderstood("the distribution function of a variable that depends on others", e.span)
    t = mass(el, rv, "leq", at, {})
    if t is None:
        raise NotUnderstood("the distribution function over that support", e.span)
    return t


def entropy(el: Elaborator, e: s.Apply, scope: Scope) -> Term | None:
    """H(X) and h(X) = -E log density."""
    n = named(el, e.args[0], {})
    key = key_of(e.args[0])
    if n is None:
        d = el.env.distribution(el.env.resolve(key)) if key is not None else None
        return None if d is None else neg(weighted(el, d, lambda x: log(instantiate(d.density, {VALUE: x}))))
    if el.env.log_bases:
        raise NotUnderstood("an entropy in a document that changes the base of its logarithms", e.span)
    rv = el.env.model.variables[n.ref.key]
    if rv.plate is not None:
        raise NotUnderstood("the entropy of a whole family", e.span)
    density = el.env.model.conditional({Ref(rv.key): var(rv.key)}, {})
    return neg(el.env.model.expectation(log(density), frozenset({rv.key}), {}))


def cross_entropy(el: Elaborator, e: s.Apply) -> Term | None:
    """H(P, Q) = -E_P log q."""
    named_ = [el.env.distributions.get(key_of(a) or "") for a in e.args]
    if len(named_) != 2 or named_[0] is None or named_[1] is None:
        raise NotUnderstood("an entropy of several things", e.span)
    p, q = named_[0], named_[1]
    return neg(weighted(el, p, lambda x: log(instantiate(q.density, {VALUE: x}))))


def point(el: Elaborator, e: s.Expr, scope: Scope) -> Term:
    match e:
        case s.Relation(operands=(_, right), operators=("=",)) if right is not None:
            return el.term(right, scope)
        case _:
            return el.term(e, scope)
