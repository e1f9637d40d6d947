"""First-order matching of terms: which values of some symbols make a pattern equal to a term."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, children, is_closed, open_

Values = dict[str, Term]


def match_term(pattern: Term, t: Term, names: frozenset[str], values: Values | None = None) -> Values | None:
    """Values of `names` (symbols without arguments), beyond `values`, under which pattern is t, or None."""
    found: Values = dict(values or {})
    return found if _match(pattern, t, names, found) else None


def _match(p: Term, t: Term, names: frozenset[str], found: Values) -> bool:
    if names.isdisjoint(p.facts.free):
        return p == t
    match p, t:
        case Var(name, ()), _ if name in names:
            if not is_closed(t):
                return False
            return found.setdefault(name, t) == t
        case (Var(), Var()) if p.name == t.name:
            return _all(p.args, t.args, names, found)
        case (App(), App()) if p.head == t.head:
            return _all(p.args, t.args, names, found)
        case (Bind(), Bind()) if p.kind == t.kind:
            return _match(p.domain, t.domain, names, found) and _match(p.body, t.body, names, found)
    return False


def _all(ps: tuple[Term, ...], ts: tuple[Term, ...], names: frozenset[str], found: Values) -> bool:
    return len(ps) == len(ts) and all(_match(p, t, names, found) for p, t in zip(ps, ts, strict=True))


def closed_applications(t: Term) -> Iterator[Var]:
    """Unknown functions and families applied to arguments that stand in t, without bound variables of t."""
    match t:
        case Var(_, args) if args:
            if is_closed(t):
                yield t
        case Num() | Var() | Bound():
            return
    for c in children(t):
        yield from closed_applications(c)


def opened(t: Term) -> tuple[tuple[str, ...], Term]:
    """The nested `all` of t opened with names that no document writes."""
    names: list[str] = []
    while isinstance(t, Bind) and t.kind == "all":
        names.append(f"?{len(names)}")
        t = open_(t.body, Var(names[-1]))
    return tuple(names), t
