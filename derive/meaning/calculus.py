"""Derivatives, limits and evaluation bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning import folds
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from proofs.kernel.term import App, Term, free
from proofs.language import REAL, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def derivative_term(el: Elaborator, e: s.Derivative, scope: Scope) -> Term:
    """The derivative of the body as a function of each variable in turn, at the variable's value."""
    wrt = [(w, n) for w, n in e.wrt for _ in range(max(n, 0))]
    if any(n > 8 or n < 1 for _, n in e.wrt):
        raise NotUnderstood("a derivative of that order", e.span)
    return _derived(el, [w for w, _ in wrt], e.body, scope)


def _derived(el: Elaborator, wrt: list[s.Expr], body: s.Expr, scope: Scope) -> Term:
    if not wrt:
        return el.term(body, scope)
    key = key_of(wrt[0])
    if key is None:
        raise NotUnderstood("a derivative with respect to something that is no name", wrt[0].span)
    key = el.env.resolve(key)
    at = el.symbol(wrt[0], scope)
    direct = key_of(body) or (key_of(body.head) if isinstance(body, s.Apply) else None) or ""

    def inside(inner: Scope) -> Term:
        moved = inner[key]
        before = el.moving
        el.moving = (el.env.resolve(direct), *before[1:], *free(moved))
        try:
            return _derived(el, wrt[1:], body, inner)
        finally:
            el.moving = before

    return slope(el, key, at, inside, scope)


def slope(el: Elaborator, key: str, at: Term, body, scope: Scope) -> Term:  # type: ignore[no-untyped-def]
    """diff of body as a function of the name `key`, at the point `at`."""
    from proofs.kernel.term import Var

    domain = (el.domain_of(at) if isinstance(at, Var) else None) or REAL
    if isinstance(domain, App) and domain.head in {"nonneg", "closed"}:
        domain = REAL
    name = el.bound_name(key, domain)
    inner = {**scope, key: var(name)}
    return App("diff", (folds.binder(el, "lam", domain, name, body(inner)), at))


def limit_term(el: Elaborator, e: s.Limit, scope: Scope) -> Term:
    """lim as the variable goes to the target, from one side where the side is given or forced."""
    key = key_of(e.variable)
    if key is None:
        raise NotUnderstood("a limit whose variable is no name", e.variable.span)
    infinite = folds._infinite(e.target)
    if infinite:
        where = App("at_inf" if infinite > 0 else "at_neg_inf")
    elif e.side in {"+", "-"}:
        where = App("from_right" if e.side == "+" else "from_left", (el.term(e.target, scope),))
    else:
        raise NotUnderstood("a two-sided limit has no meaning here yet", e.span)
    return _limit(el, e.body, key, where, scope)


def _limit(el: Elaborator, body: s.Expr, key: str, where: App, scope: Scope) -> Term:
    domain = _near(where)
    name = el.bound_name(key, domain)
    inner = {**scope, key: var(name)}
    return App("lim", (folds.binder(el, "lam", domain, name, el.term(body, inner)), where))


def _near(where: App) -> Term:
    """A set on which the function is looked at."""
    match where.head:
        case "from_right":
            return App("posreal") if where.args[0] == sub(where.args[0], where.args[0]) else App("above", where.args)
        case "from_left":
            return App("below", where.args)
        case _:
            return REAL


def evaluated_term(el: Elaborator, e: s.Evaluated, scope: Scope) -> Term:
    """The difference of the limits at the two ends; at a single point the value there."""
    key = _bar_variable(el, e, scope)
    if e.lower is None:
        return el.at(e.body, {key: el.term(e.upper, scope)}, scope)
    return sub(_end(el, e, key, e.upper, upper=True, scope=scope), _end(el, e, key, e.lower, upper=False, scope=scope))


def _end(el: Elaborator, e: s.Evaluated, key: str, at: s.Expr, *, upper: bool, scope: Scope) -> Term:
    infinite = folds._infinite(at)
    if infinite:
        where = App("at_inf" if infinite > 0 else "at_neg_inf")
    else:
        where = App("from_left" if upper else "from_right", (el.term(at, scope),))
    domain = _between(el, e, where, scope)
    name = el.bound_name(key, domain)
    inner = {**scope, key: var(name)}
    return App("lim", (folds.binder(el, "lam", domain, name, el.term(e.body, inner)), where))


def _between(el: Elaborator, e: s.Evaluated, where: App, scope: Scope) -> Term:
    if e.lower is None:
        return REAL
    return folds._interval(el, e.lower, e.upper, scope)[1]


def _bar_variable(el: Elaborator, e: s.Evaluated, scope: Scope) -> str:
    """The variable of an evaluation bar: the one written, else the one the formula integrates over."""
    if e.variable is not None:
        key = key_of(e.variable)
        if key is None:
            raise NotUnderstood("an evaluation bar whose variable is no name", e.span)
        return el.env.resolve(key)
    inside = _names(el, e.body, scope)
    for key in el.integration_variables:
        if key in inside:
            return key
    if len(inside) == 1:
        return next(iter(inside))
    raise NotUnderstood("an evaluation bar that does not say its variable", e.span)


def _names(el: Elaborator, e: s.Expr, scope: Scope) -> frozenset[str]:
    found: set[str] = set()

    def look(node: object) -> None:
        if isinstance(node, s.Name | s.Subscript):
            key = key_of(node)
            if key is not None:
                found.add(el.env.resolve(key))
        if isinstance(node, s.Subscript):
            return
        if isinstance(node, tuple):
            for n in node:
                look(n)
        elif hasattr(node, "__dataclass_fields__"):
            for f in node.__dataclass_fields__:
                if f != "span":
                    look(getattr(node, f))

    look(e)
    return frozenset(found)


__all__ = ["derivative_term", "evaluated_term", "free", "limit_term", "slope"]
