"""References to random variables: y, y_i, X = k, and what stands after the bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning import folds
from derive.meaning.environment import NotUnderstood
from derive.meaning.filtering import observations
from derive.meaning.model import Ref
from derive.meaning.names import DENSITY_LETTERS, key_of
from proofs.kernel.term import App, Num, Term, Var, free
from proofs.language import REAL, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope
from derive.meaning.operators import TRANSFORMS


@dataclass(frozen=True, slots=True)
class Named:
    """A random variable at a value."""

    ref: Ref
    value: Term


def named(el: Elaborator, e: s.Expr, scope: Scope) -> Named | None:
    """The random variable that e names, with its value: y, y_i, X = k; None when e names none."""
    match e:
        case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
            inner = named(el, left, scope)
            if inner is None:
                return None
            value = el.term(right, scope)
            if any(k in el.env.model.variables for k in free(value) - {inner.ref.key}):
                raise NotUnderstood("an event about several random variables", e.span)
            return Named(inner.ref, value)
        case s.Group(body=b):
            return named(el, b, scope)
        case s.Subscript():
            key = key_of(e.base)
            rv = el.env.model.variables.get(key) if key is not None else None
            if rv is not None and rv.plate is not None:
                member = el.family_member(e, scope)
                if isinstance(member, Var):
                    return Named(Ref(rv.key, member.args[0]), member)
        case _:
            pass
    key = key_of(e)
    if key is None:
        return None
    key = el.env.resolve(key)
    rv = el.env.random_variable(key)
    if rv is None:
        return None
    return Named(Ref(rv.key), scope.get(key, var(key)))


def refers(el: Elaborator, e: s.Apply, scope: Scope) -> bool:
    """Whether e is a density letter applied to random variables."""
    key = key_of(e.head)
    if key not in DENSITY_LETTERS or e.bracket != "(":
        return False
    try:
        return bool(e.args) and all(named(el, a, scope) is not None for a in e.args)
    except NotUnderstood:
        return False


def given_of(el: Elaborator, items: tuple[s.Expr, ...], scope: Scope, *, density: bool = False) -> dict[Ref, Term]:
    """What stands after the bar: random variables; a defined name stands for those in its definition."""
    out: dict[Ref, Term] = {}
    for item in items:
        if _is_past(el, item, out):
            continue
        n = named(el, item, scope)
        if n is not None:
            out[n.ref] = n.value
            continue
        if isinstance(item, s.Relation):
            raise NotUnderstood("a condition on something that is no random variable", item.span)
        key = key_of(item.base if isinstance(item, s.Power) else item)
        if key is None:
            raise NotUnderstood("a condition that is no name", item.span)
        key = el.env.resolve(key)
        if isinstance(item, s.Power) and (density or not el.env.is_parameter(key)):
            raise NotUnderstood("a condition that is no name", item.span)
        if el.env.definition(key) is None:
            known = key in el.env.pinned or (key in el.env.domains and key not in el.env.guessed)
            if not (density or known or el.env.is_parameter(key)) or _looks_random(key, el):
                raise NotUnderstood(f"a condition on {key}, of which nothing is known", item.span)
            continue
        for name in sorted(free(el.symbol(item, scope))):
            if name in el.env.model.variables:
                out[Ref(name)] = var(name)
    return out


def _is_past(el: Elaborator, item: s.Expr, out: dict[Ref, Term]) -> bool:
    """Whether item is o_{1:t-1}, which all is given, or o_{1:t}, of which only o_t is left to be given."""
    f, found = el.env.filtering, observations(item)
    if f is None or found is None or found[0] != f.observed or found[1] not in (f.before, f.now):
        return False
    if found[1] == f.now:
        key = f"{f.observed}_{f.now}"
        out[Ref(key)] = var(key)
    return True


def _looks_random(key: str, el: Elaborator) -> bool:
    """A capital letter after a bar that is no parameter: an event or a variable that was not introduced."""
    return (
        len(key) == 1
        and key.isupper()
        and key not in el.env.pinned
        and key not in el.env.domains
        and key not in {"M", "H"}
    )


def variables_in(el: Elaborator, body: Term) -> frozenset[str]:
    return frozenset(k for k in free(body) if k in el.env.model.variables)


def lies(el: Elaborator, value: Term, domain: Term) -> bool:
    """Whether the value evidently lies in the domain, or need not be asked."""
    if isinstance(domain, Var) or domain == REAL:
        return True
    if isinstance(value, Num):
        return _holds(value, domain)
    known = el.domain_of(value) if isinstance(value, Var) else None
    return known is not None and folds.covers(domain, known, el)


def _holds(value: Num, domain: Term) -> bool:
    """Whether the number evidently lies in the set."""
    v = value.value
    match domain:
        case App(head="range" | "closed" | "open" as head, args=(Num(value=a), Num(value=b))):
            inside = a < v < b if head == "open" else a <= v <= b
            return inside and (head != "range" or v.denominator == 1)
        case App(head="range", args=(Num(value=a), upper)):
            return v == a and upper != Num(a - 1)
        case App(head="nat"):
            return v >= 0 and v.denominator == 1
        case App(head="posint"):
            return v > 0 and v.denominator == 1
        case App(head="posreal"):
            return v > 0
        case App(head="nonneg"):
            return v >= 0
        case _:
            return False


def is_transform(head: s.Expr) -> bool:
    """Whether head looks like f_X, F_X, M_X."""
    return isinstance(head, s.Subscript) and key_of(head.base) in TRANSFORMS
