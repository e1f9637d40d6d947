"""Expectations over states and actions, and divergences between policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.decision.process import NAME, Decision, Sort, family_of_returns, head_key, name_of
from derive.meaning.decision.returns import returns
from derive.meaning.decision.values import density_at, fresh_name, given_terms, state_density, total
from derive.meaning.names import key_of
from derive.meaning.operators import DIVERGENCE_WORDS
from proofs.kernel.term import Term
from proofs.language import div, log, mul, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def expectation(el: Elaborator, e: s.Expectation, scope: Scope) -> Term | None:
    """E_{a ~ pi}, E_{s' ~ P(s' | s, a)}, E_{(s, a) ~ q}, E_{p(s' | s, a)} of something; None where it is another."""
    d = el.env.decision
    if d is None or e.operator != "E" or len(e.args) != 1 or e.under is None:
        return None
    family = family_of_returns(e, d)
    if family is not None:
        return returns(el, d, family, e, scope)
    if e.given:
        return None
    match e.under:
        case s.Relation(operands=(left, right), operators=("sim",)) if left is not None and right is not None:
            items = left.items if isinstance(left, s.Tuple) else (left,)
            keys = [key_of(i) for i in items]
        case s.Apply(args=(_, *_)):
            keys, right = [key_of(a) for a in e.under.args], e.under
        case _:
            return None
    names = [k for k in keys if k is not None]
    if len(names) < len(keys) or any(d.sort_of(k) is None for k in names):
        return None
    return _mean(el, d, names, right, e.args[0], scope)


def _mean(el: Elaborator, d: Decision, names: list[str], law: s.Expr, body: s.Expr, scope: Scope) -> Term | None:
    """The mean of body over the named states and actions, which follow the law."""
    inner = dict(scope)
    fresh: dict[str, str] = {}
    for k in names:
        sort = d.sort_of(k)
        if sort is None:
            return None
        fresh[k] = fresh_name(el, sort, k)
        inner[k] = var(fresh[k])
    weights = [_weight(el, d, k, names, law, inner) for k in names]
    if None in weights:
        return None
    t = el.term(body, inner)
    for k, w in zip(reversed(names), reversed(weights), strict=True):
        sort = d.sort_of(k)
        if sort is not None and w is not None:
            t = total(el, sort, fresh[k], mul(w, t))
    return t


def _weight(el: Elaborator, d: Decision, key: str, names: list[str], law: s.Expr, scope: Scope) -> Term | None:
    """The density of one name under the law; of a state and an action together, the state's is named after the law."""
    sort = d.sort_of(key)
    head = head_key(law.head) if isinstance(law, s.Apply) else head_key(law)
    if sort is None or head is None:
        return None
    kernel = d.kernels.get(head)
    alone = len(names) == 1
    plain = d.kernels.get(f"{head}|{sort.letter}")
    if plain is not None and alone and not (isinstance(law, s.Apply) and law.given):
        return density_at(el, plain, scope[key], (), law)
    if kernel is not None and kernel.of is sort and (not alone or not isinstance(law, s.Apply) or law.given):
        if isinstance(law, s.Apply) and law.given and alone:
            return density_at(el, kernel, scope[key], given_terms(el, kernel, law, scope), law)
        given = [_partner(d, key, x) for x in kernel.given]
        terms = [el.label(name_of(k), scope) for k in given if k is not None]
        return density_at(el, kernel, scope[key], tuple(terms), law) if len(terms) == len(given) else None
    if sort is d.state and head not in {"exp", "log"} and not (isinstance(law, s.Apply) and law.given):
        return state_density(el, d, head, scope[key], key)
    return None


def _partner(d: Decision, key: str, sort: Sort) -> str | None:
    """The state at which an action is taken, s' of a'; what comes before a next state, s and a of s'."""
    found = NAME.match(key)
    if found is None:
        return None
    letter, primes, label = found.groups()
    if letter == d.state.letter:
        if primes:
            primes = primes[1:]
        elif label is not None and label.endswith("+1"):
            label = label[:-2]
        else:
            return None
    return sort.letter + primes + (f"_{label}" if label else "")


def divergence(el: Elaborator, e: s.Apply, scope: Scope) -> Term | None:
    """KL(q(a | s) || something) over the actions; None where the first is no density of the process."""
    d = el.env.decision
    if d is None or key_of(e.head) not in DIVERGENCE_WORDS or len(e.args) != 1 or len(e.versus) != 1:
        return None
    first, second = e.args[0], e.versus[0]
    if not isinstance(first, s.Apply) or len(first.args) != 1:
        return None
    kernel = d.kernels.get(head_key(first.head) or "")
    if kernel is None or not first.given:
        return None
    key = kernel.of.letter if isinstance(first.args[0], s.Hole) else key_of(first.args[0]) or kernel.of.letter
    name = fresh_name(el, kernel.of, key)
    inner = {**scope, key: var(name)}
    p = density_at(el, kernel, var(name), given_terms(el, kernel, first, scope), first)
    q = el.term(_at_name(second, key), inner)
    return total(el, kernel.of, name, mul(p, log(div(p, q))))


def _at_name(e: s.Expr, key: str) -> s.Expr:
    """pi(. | s) at the name that the divergence is over."""
    if isinstance(e, s.Apply) and len(e.args) == 1 and isinstance(e.args[0], s.Hole):
        return s.Apply(e.head, (name_of(key),), e.given, e.parameters, e.versus, e.bracket, span=e.span)
    return e
