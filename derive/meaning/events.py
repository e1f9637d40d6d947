"""Events about random variables and their probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning import folds
from derive.meaning.environment import NotUnderstood
from derive.meaning.model import RandomVariable, Ref
from proofs.kernel.term import App, Term, free
from proofs.language import num, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope
from derive.meaning.references import named, variables_in


def is_event(el: Elaborator, e: s.Expr, scope: Scope) -> bool:
    """Whether e states something that may happen, other than X = value."""
    match e:
        case s.Relation(operators=("=",)):
            return named(el, e, scope) is None
        case s.Relation(operators=ops):
            return all(o in {"<", ">", "leq", "geq", "le", "ge", "leqslant", "geqslant", "="} for o in ops)
        case s.Logical():
            return True
        case _:
            return False


def event(el: Elaborator, e: s.Expr, given: dict[Ref, Term], scope: Scope) -> Term:
    """Probability of an event: over an interval where it is one, else the expectation of its indicator."""
    simple = _simple_event(el, e, given, scope)
    if simple is not None:
        return simple
    inside = el.proposition(e, scope)
    over = variables_in(el, inside) - {r.key for r in given}
    if not over:
        raise NotUnderstood("an event about no random variable of the model", e.span)
    return el.env.model.expectation(App("if", (inside, num(1), num(0))), over, given)


def _simple_event(el: Elaborator, e: s.Expr, given: dict[Ref, Term], scope: Scope) -> Term | None:
    """X <= c, X > c and so on, for a variable whose parents are all given."""
    match e:
        case s.Relation(operands=(left, right), operators=(op,)) if left is not None and right is not None:
            n = named(el, left, scope)
            if n is None:
                return None
            rv = el.env.model.variables[n.ref.key]
            known = {r.key for r in given}
            below = any(el.env.model.descends(k, frozenset({rv.key})) for k in known)
            if rv.plate is not None or not el.env.model.parents(rv.key) <= known or below:
                return None
            bound = el.term(right, scope)
            if any(el.env.random_variable(k) is not None and k in el.env.model.variables for k in free(bound) - known):
                return None
            return mass(el, rv, op, bound, given)
        case _:
            return None


def mass(el: Elaborator, rv: RandomVariable, op: str, bound: Term, given: dict[Ref, Term]) -> Term | None:
    values = {r: v for r, v in given.items()}
    domain = el.env.model.domain_at(Ref(rv.key), values)
    below = op in {"<", "leq", "le", "leqslant"}
    part = (_discrete_part if rv.discrete else _continuous_part)(domain, bound, below, op in {"<", ">"})
    if part is None:
        return None
    name = el.bound_name(rv.key, part)
    density = el.env.model.density_at(Ref(rv.key), var(name), values)
    return folds.binder(el, "sum" if rv.discrete else "int", part, name, density)


def _continuous_part(domain: Term, bound: Term, below: bool, strict: bool) -> Term | None:
    match domain:
        case App(head="real"):
            return App("below" if below else "above", (bound,))
        case App(head="posreal" | "nonneg"):
            return App("open", (num(0), bound)) if below else App("above", (bound,))
        case App(head="above", args=(low,)):
            return App("open", (low, bound)) if below else App("above", (bound,))
        case App(head="open" | "closed", args=(low, high)):
            return App("open", (low, bound) if below else (bound, high))
        case _:
            return None


def _discrete_part(domain: Term, bound: Term, below: bool, strict: bool) -> Term | None:
    edge = bound
    if strict:
        edge = sub(bound, num(1)) if below else sub(bound, num(-1))
    match domain:
        case App(head="nat"):
            return App("range", (num(0), edge)) if below else App("from", (edge,))
        case App(head="posint"):
            return App("range", (num(1), edge)) if below else App("from", (edge,))
        case App(head="from", args=(low,)):
            return App("range", (low, edge)) if below else App("from", (edge,))
        case App(head="range", args=(low, high)):
            return App("range", (low, edge) if below else (edge, high))
        case _:
            return None
