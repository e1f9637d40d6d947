"""What a statement says about its symbols: domains, kinds of arguments, densities, definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, bind, free, is_closed, open_
from proofs.language import ZERO
from proofs.statement import Statement

Kind = Literal["label", "integer", "real"]
INTEGERS = frozenset({"int", "nat", "posint", "range", "from"})


@dataclass(frozen=True, slots=True)
class Density:
    """`name` is a density over `domain` in its argument `position`, given those at the places `given`."""

    name: str
    position: int
    domain: Term
    given: dict[int, Term]
    joint: tuple[tuple[int, Term], ...] = ()


@dataclass(slots=True)
class Symbols:
    """Everything that the sampler has to give a value."""

    domains: dict[str, Term] = field(default_factory=dict)
    values: dict[str, Term] = field(default_factory=dict)  # of functions and families: domain of the value
    kinds: dict[str, list[Kind]] = field(default_factory=dict)
    labels: dict[str, dict[int, Term]] = field(default_factory=dict)  # abstract or finite domain by position
    sets: set[str] = field(default_factory=set)
    densities: list[Density] = field(default_factory=list)
    definitions: dict[str, Term] = field(default_factory=dict)
    equations: list[Term] = field(default_factory=list)
    scalars: set[str] = field(default_factory=set)


Scope = tuple[tuple[str, Term], ...]


def symbols(statement: Statement) -> Symbols:
    """What `statement` says about its symbols."""
    found = Symbols()
    for h in statement.hypotheses:
        _hypothesis(found, h, ())
    for t in (*statement.hypotheses, statement.claim):
        _occurrences(found, t, ())
    found.scalars -= found.sets
    return found


def _hypothesis(found: Symbols, h: Term, scope: Scope) -> None:
    names = {n: d for n, d in scope}
    match h:
        case App(head="and"):
            for a in h.args:
                _hypothesis(found, a, scope)
        case App(head="in", args=(Var(args=()) as v, d)) if not scope:
            found.domains[v.name] = d
        case App(head="in", args=(Var() as v, d)):
            found.values[v.name] = d
        case App(head="<" | "<=", args=(a, Var() as v)) if v.args and a == ZERO:
            found.values.setdefault(v.name, App("posreal"))
        case App(head="density", args=(Bind(kind="lam") as f,)):
            _density(found, f, names)
        case App(head="=", args=(a, b)):
            _equation(found, a, b, scope)
        case Bind(kind="all"):
            name = f"{h.hint}#{len(scope)}"
            _hypothesis(found, open_(h.body, Var(name)), (*scope, (name, h.domain)))


def _equation(found: Symbols, a: Term, b: Term, scope: Scope) -> None:
    for left, right in ((a, b), (b, a)):
        if not isinstance(left, Var) or left.name in free(right) or left.name in found.definitions:
            continue
        names = [n for n, _ in scope]
        if [t.name for t in left.args if isinstance(t, Var) and not t.args] == names and len(left.args) == len(names):
            definition = right
            for name, domain in reversed(scope):
                definition = bind("lam", domain, name, definition)
            found.definitions[left.name] = definition
            return
    if not scope:
        found.equations.append(App("=", (a, b)))


def _density(found: Symbols, f: Bind, names: dict[str, Term]) -> None:
    name = f"{f.hint}#d"
    body = open_(f.body, Var(name))
    own = {name: f.domain}
    while isinstance(body, Bind) and body.kind in ("int", "sum"):
        inner = f"{body.hint}#d{len(own)}"
        own[inner] = body.domain
        body = open_(body.body, Var(inner))
    if not isinstance(body, Var):
        return
    places: dict[int, Term] = {}
    given: dict[int, Term] = {}
    for n, a in enumerate(body.args):
        if isinstance(a, Var) and a.name in own:
            places[n] = own[a.name]
        elif isinstance(a, Var) and a.name in names:
            given[n] = names[a.name]
    if len(places) != len(own) or len(places) + len(given) > len(body.args):
        return
    first = min(places)
    joint = tuple((n, d) for n, d in places.items() if n != first)
    found.densities.append(Density(body.name, first, places[first], given, joint))


def _kind(t: Term, scope: Scope, found: Symbols) -> tuple[Kind, Term | None]:
    domain: Term | None = None
    match t:
        case Bound(args=()) if t.index < len(scope):
            domain = scope[-1 - t.index][1]
        case Var(args=()):
            domain = found.domains.get(t.name)
    if isinstance(domain, Var):
        return "label", domain
    if isinstance(domain, App) and domain.head in INTEGERS:
        return "integer", domain
    if domain is None and _is_integer(t, scope, found):
        return "integer", None
    return "real", domain


def _is_integer(t: Term, scope: Scope, found: Symbols) -> bool:
    match t:
        case Num():
            return t.value.denominator == 1
        case App(head="+" | "*"):
            return all(_kind(a, scope, found)[0] == "integer" for a in t.args)
        case Var() if t.args:
            d = found.values.get(t.name)
            return isinstance(d, App) and d.head in INTEGERS
    return False


def _occurrences(found: Symbols, t: Term, scope: Scope) -> None:
    match t:
        case Var():
            if not t.args:
                found.scalars.add(t.name)
            else:
                _function(found, t, scope)
        case Bind():
            _domain(found, t.domain, scope)
            _occurrences(found, t.body, (*scope, (t.hint, t.domain)))
            return
        case App(head="in", args=(a, d)):
            _occurrences(found, a, scope)
            _domain(found, d, scope)
            return
    for c in _arguments(t):
        _occurrences(found, c, scope)


def _arguments(t: Term) -> Iterator[Term]:
    if isinstance(t, (Var, App, Bound)):
        yield from t.args


def _domain(found: Symbols, d: Term, scope: Scope) -> None:
    if isinstance(d, Var):
        found.sets.add(d.name)
    else:
        _occurrences(found, d, scope)


def _function(found: Symbols, t: Var, scope: Scope) -> None:
    kinds = [_kind(a, scope, found) for a in t.args]
    before = found.kinds.get(t.name)
    places = found.labels.setdefault(t.name, {})
    for n, (_, d) in enumerate(kinds):
        if d is not None and is_closed(d):
            places.setdefault(n, d)
    if before is None or len(before) != len(kinds):
        found.kinds[t.name] = [k for k, _ in kinds]
        return
    for n, (k, d) in enumerate(kinds):
        if before[n] == "integer" and k == "label":
            before[n] = k
            places[n] = d if d is not None else places.get(n, App("int"))
        elif before[n] == "integer" and k == "real":
            before[n] = k
