"""`theta | X = k ~ law`: the relation after the bar is part of the condition, no step of its own."""

from __future__ import annotations

from dataclasses import replace

from derive.document import syntax as s


def with_conditions(document: s.Document) -> s.Document:
    """The document with such relations moved into the condition, and the steps after them counted anew."""
    return replace(document, formulas=tuple(_formula(f) for f in document.formulas))


def _formula(f: s.Formula) -> s.Formula:
    chains = tuple(_chain(c) for c in f.chains)
    return f if all(a is b for a, b in zip(chains, f.chains, strict=True)) else replace(f, chains=chains)


def _chain(c: s.Chain) -> s.Chain:
    match c:
        case s.Chain(head=s.Relation(operands=(of, bar), operators=("mid",)) as head, links=(first, second, *rest)) if (
            first.operator == "=" and second.operator == "sim" and bar is not None and first.rhs is not None
        ):
            items = bar.items if isinstance(bar, s.Tuple) else (bar,)
            condition = s.Relation((items[-1], first.rhs), ("=",), span=items[-1].span)
            given: s.Expr = s.Tuple((*items[:-1], condition)) if len(items) > 1 else condition
            links = tuple(replace(x, k=x.k - 1) if x.span.line == first.span.line else x for x in (second, *rest))
            return replace(c, head=replace(head, operands=(of, given)), links=links)
        case _:
            return c
