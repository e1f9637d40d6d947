"""When a proposition speaks of real numbers at all: the conditions of its constants, by their places."""

from collections.abc import Iterator

# isort: off
from proofs.kernel.field import ONE, ZERO
from proofs.kernel.order import Facts
from proofs.kernel.sexpr import filled
from proofs.kernel.signature import CONSTANTS
from proofs.kernel.term import App, Bind, Num, Refused, Term, Var, bind, children, domain_of, fresh, is_range
from proofs.kernel.term import open_, show
# isort: on

#: What holds at a place: a symbol with its domain (None near a point), or the condition of an `if` or `=>`.
Scope = tuple[tuple[str, Term | None] | Term, ...]


def own_conditions(t: Term) -> list[Term]:
    """The conditions of the constant or binder at the head of t. Raises: Refused, where none are known."""
    match t:
        case App("^", (b, Num(e))) if e.denominator == 1:
            return [] if e >= 0 else [App("!=", (b, ZERO))]
        case App(head, args):
            return filled(CONSTANTS[head].defined, args, t)
        case Bind("sum" | "prod" as kind, domain, body, hint):
            series = App("summable", (Bind("lam", domain, ONE if kind == "prod" else body, hint),))
            return [] if is_range(domain) else [series]
        case Bind("int", domain, body, hint):
            return [App("integrable", (Bind("lam", domain, body, hint),))]
        case Bind("E", App("law", (Bind("lam", domain, weight) as law,)), body, hint):
            integrable = App("integrable", (Bind("lam", domain, App("*", (weight, body)), hint),))
            return [App("density", (law,)), integrable]
        case Bind("E", domain):
            raise Refused(f"finish: no condition known for E over {show(domain)}")
    return []


def definedness(p: Term) -> frozenset[Term]:
    """The conditions under which p is defined, each generalised over the binders and guards that it stands under."""
    return frozenset(_collect(p, (), p.facts.free))


def _collect(t: Term, scope: Scope, used: frozenset[str]) -> Iterator[Term]:
    """The conditions of t and of all below it; of a function looked at near a point those at the point or near it."""
    yield from (c for own in own_conditions(t) for c in _generalised(own, scope))
    parts, x = children(t), fresh(f"_{len(scope)}", used)
    for i, part in enumerate(parts):
        match t, part:
            case Bind(_, domain), _ if i == 1:
                yield from _collect(open_(part, Var(x)), (*scope, (x, domain_of(domain))), used)
            case App("=>" | "if"), _ if i > 0:
                guard = parts[0] if i == 1 else App("not", parts[:1])
                yield from _collect(part, (*scope, guard), used)
            case App("diff" | "differentiable" | "derives" | "lim" | "tends" as head), Bind("lam", domain, body):
                yield from _collect(domain, scope, used)
                point = Var(x) if head in ("lim", "tends") else parts[1]
                yield from _collect(open_(body, point), (*scope, (x, None)), used)
            case _:
                yield from _collect(part, scope, used)


def _generalised(c: Term, scope: Scope) -> list[Term]:
    """c over its scope, if it is not plainly true and does not only hold near a point."""
    if Facts(()).hold(c):
        return []
    for place in reversed(scope):
        if not isinstance(place, tuple):
            c = App("=>", (place, c))
        elif place[0] in c.facts.free:
            if place[1] is None:
                return []
            c = bind("all", place[1], place[0], c)
    return [c]
