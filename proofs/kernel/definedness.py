"""When a proposition speaks of real numbers at all: the conditions of its constants, by their places."""

from __future__ import annotations

from typing import Union

from proofs.kernel.field import MINUS, ONE, ZERO, domain_of, finite, is_range
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, fresh, open_, show

#: What holds at a place: a symbol with its domain (None near the end of a limit), or the condition of an `if` or `=>`.
Scope = tuple[Union[tuple[str, Term | None], Term], ...]
#: Constants that look at their function near a point only.
AT_A_POINT = frozenset({"diff", "differentiable", "derives"})


def own_conditions(t: App) -> list[Term]:
    """The conditions of the constant at the head of t."""
    match t:
        case App("^", (b, Num(e))) if e.denominator == 1:
            return [] if e >= 0 else [App("!=", (b, ZERO))]
        case App("^", (b, _)):
            return [_below(ZERO, b)]
        case App("pow", (b, e)):
            return [App("in", (e, App("int"))), App("or", (App("!=", (b, ZERO)), App("<=", (ZERO, e))))]
        case App("log" | "gamma" | "digamma" | "trigamma", (x,)):
            return [_below(ZERO, x)]
        case App("lower_gamma" | "upper_gamma", (a, x)):
            return [_below(ZERO, a), App("<=", (ZERO, x))]
        case App("lower_beta", (x, a, b)):
            return [_below(ZERO, a), _below(ZERO, b), App("<=", (ZERO, x)), App("<=", (x, ONE))]
        case App("erfinv", (x,)):
            return [_below(MINUS, x), _below(x, ONE)]
        case App("tan", (x,)):
            return [App("!=", (App("cos", (x,)), ZERO))]
        case App("range" | "from", ends):
            return [App("in", (a, App("int"))) for a in ends]
        case App("diff", (f, x)):
            return [App("differentiable", (f, x))]
        case App("lim", (f, filter_)):
            return [App("tends", (f, filter_, t))]
    return []


def binder_conditions(t: Bind) -> list[Term]:
    """The conditions of a sum, product, integral or expectation. Raises: Refused, where none are known."""
    match t:
        case Bind("int", domain, body, hint):
            return [App("integrable", (Bind("lam", domain, body, hint),))]
        case Bind("sum", domain, body, hint):
            return [] if is_range(domain) else [App("summable", (Bind("lam", domain, body, hint),))]
        case Bind("prod", domain):
            return [] if is_range(domain) else [finite(domain)]
        case Bind("E", App("law", (Bind("lam", domain, weight, _) as law,)), body, hint):
            product = Bind("lam", domain, App("*", (weight, body)), hint)
            return [App("density", (law,)), App("integrable", (product,))]
        case Bind("E", domain):
            raise Refused(f"finish: no condition known for E over {show(domain)}")
    return []


def definedness(p: Term) -> frozenset[Term]:
    """The conditions under which p is defined, each generalised over the binders and guards that it stands under."""
    out: set[Term] = set()
    _collect(p, (), p.facts.free, out)
    return frozenset(out)


def _below(a: Term, b: Term) -> Term:
    return App("<", (a, b))


def _collect(t: Term, scope: Scope, used: frozenset[str], out: set[Term]) -> None:
    if isinstance(t, App):
        for c in own_conditions(t):
            _emit(c, scope, out)
        guarded = t.head in ("=>", "if")
        near = _collect_near(t, scope, used, out)
        for i, a in enumerate(t.args[near:], near):
            guard = (t.args[0] if i == 1 else App("not", (t.args[0],)),) if guarded and i > 0 else ()
            _collect(a, (*scope, *guard), used, out)
    elif isinstance(t, Var):
        for a in t.args:
            _collect(a, scope, used, out)
    elif isinstance(t, Bind):
        for c in binder_conditions(t):
            _emit(c, scope, out)
        _collect(t.domain, scope, used, out)
        x = fresh(f"_{len(scope)}", used)
        _collect(open_(t.body, Var(x)), (*scope, (x, domain_of(t.domain))), used, out)


def _collect_near(t: App, scope: Scope, used: frozenset[str], out: set[Term]) -> int:
    """Of a function looked at near a point the conditions at the point, along a filter those free of the variable.

    Gives the number of arguments that are done with.
    """
    match t:
        case App(head, (Bind("lam", domain, body), at, *_)) if head in AT_A_POINT:
            _collect(open_(body, at), scope, used, out)
        case App("lim" | "tends", (Bind("lam", domain, body), *_)):
            x = fresh(f"_{len(scope)}", used)
            _collect(open_(body, Var(x)), (*scope, (x, None)), used, out)
        case _:
            return 0
    _collect(domain, scope, used, out)
    return 1


def _emit(c: Term, scope: Scope, out: set[Term]) -> None:
    if _literal(c):
        return
    for place in reversed(scope):
        if not isinstance(place, tuple):
            c = App("=>", (place, c))
        elif place[0] in c.facts.free:
            if place[1] is None:
                return
            c = bind("all", place[1], place[0], c)
    out.add(c)


def _literal(c: Term) -> bool:
    """Whether c is plainly true of numbers."""
    match c:
        case App("<", (Num(a), Num(b))):
            return a < b
        case App("<=", (Num(a), Num(b))):
            return a <= b
        case App("!=", (Num(a), Num(b))):
            return a != b
        case App("in", (Num(a), App("int"))):
            return a.denominator == 1
    return False
