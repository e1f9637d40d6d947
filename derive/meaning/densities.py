"""Densities and probabilities: p(x | y), Pr(X <= k), f_X(x), H(X)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.environment import NotUnderstood
from derive.meaning.model import VALUE, Ref
from derive.meaning.names import DENSITY_LETTERS, PROBABILITY_WORDS, key_of
from proofs.kernel.term import Term, instantiate

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope
from derive.meaning.events import event, is_event
from derive.meaning.operators import ENTROPY_WORDS
from derive.meaning.references import given_of, named, refers
from derive.meaning.transforms import cross_entropy, entropy, point, transform


def density_term(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """p(x | y), Pr(X <= k), f_X(x), F_X(x), M_X(t), H(X)."""
    if key in PROBABILITY_WORDS and len(e.args) == 1 and is_event(el, e.args[0], scope):
        return event(el, e.args[0], given_of(el, e.given, scope), scope)
    of_transform = transform(el, e, scope)
    if of_transform is not None:
        return of_transform
    if key in ENTROPY_WORDS and not e.given:
        return entropy(el, e, scope) if len(e.args) == 1 else cross_entropy(el, e)
    distribution = el.env.distributions.get(key)
    if distribution is not None and len(e.args) == 1 and not e.given:
        return instantiate(distribution.density, {VALUE: point(el, e.args[0], scope)})
    if key not in DENSITY_LETTERS or (len(e.args) == 1 and not e.given and not refers(el, e, scope)):
        return None
    return _density(el, e, key, scope)


def _density(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    of: dict[Ref, Term] = {}
    for a in e.args:
        n = named(el, a, scope)
        if n is not None and isinstance(a, s.Relation) and key in {"P", "Pr", "Prob", "mathbb_P"}:
            if not el.env.model.variables[n.ref.key].discrete and el.env.model.variables[n.ref.key].law is not None:
                raise NotUnderstood("the probability that a continuous variable takes one value", a.span)
        if n is None:
            if key in el.env.functions or not el.env.model.variables:
                return None
            raise NotUnderstood(f"{key_of(a) or 'an argument'} is no random variable of the model", a.span)
        if n.ref in of:
            raise NotUnderstood("a density with the same random variable twice", a.span)
        of[n.ref] = n.value
    return el.env.model.conditional(of, given_of(el, (*e.given, *e.parameters), scope, density=True))
