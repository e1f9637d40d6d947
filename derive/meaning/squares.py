"""sigma^2 as one symbol: where a document treats a square as a variable, it is one, and sigma is its root.

`sigma^2 ~ law`, p(mu | sigma^2), E[sigma^2] under a law and d sigma^2 do so; then every sigma^2 is the symbol
and every sigma its positive square root.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from derive.document import syntax as s
from derive.meaning.names import key_of
from derive.meaning.survey import expressions, nodes


def with_squares(document: s.Document) -> s.Document:
    """The document with each squared variable as a symbol of its own."""
    names = {k for f in document.formulas for k in _squared(f)}
    if not names:
        return document
    return replace(document, formulas=tuple(_formula(f, names) for f in document.formulas))


def _square(e: s.Expr) -> str | None:
    match e:
        case s.Power(base=s.Name() | s.Subscript() as base, exponent=s.Number(value=v)) if v == 2:
            return key_of(base)
        case _:
            return None


def _squared(f: s.Formula) -> set[str]:
    found: set[str | None] = set()
    for c in f.chains:
        if c.head is not None and any(x.operator == "sim" for x in c.links):
            found.add(_square(c.head))
    for e in expressions(f):
        for n in nodes(e):
            match n:
                case s.Apply(head=s.Name(base="p" | "P" | "f" | "q" | "pi"), args=args, given=given):
                    found |= {_square(a) for a in (*args, *given)}
                case s.Big(kind="integral", variables=variables):
                    found |= {_square(v) for v in variables}
                case _:
                    pass
    return {k for k in found if k is not None}


def _formula(f: s.Formula, names: set[str]) -> s.Formula:
    chains = tuple(
        replace(
            c,
            head=None if c.head is None else _rewrite(c.head, names),
            links=tuple(replace(x, rhs=None if x.rhs is None else _rewrite(x.rhs, names)) for x in c.links),
            remarks=tuple(_rewrite(r, names) for r in c.remarks),
        )
        for c in f.chains
    )
    return replace(f, chains=chains)


def _rewrite(e: s.Expr, names: set[str]) -> s.Expr:
    if _square(e) in names and isinstance(e, s.Power):
        return s.Label(e.base, "2", span=e.span)
    if isinstance(e, s.Name | s.Subscript) and key_of(e) in names:
        return s.Root(s.Label(e, "2", span=e.span), span=e.span)
    changes: dict[str, object] = {}
    for name in e.__dataclass_fields__:
        if name == "span":
            continue
        old = getattr(e, name)
        new = _value(old, names)
        if new is not old:
            changes[name] = new
    return cast(s.Expr, replace(cast(Any, e), **changes)) if changes else e


def _value(old: object, names: set[str]) -> object:
    if isinstance(old, tuple):
        new = tuple(_value(o, names) for o in old)
        return new if any(a is not b for a, b in zip(new, old, strict=True)) else old
    if hasattr(old, "__dataclass_fields__") and not isinstance(old, s.Span):
        return _rewrite(cast(s.Expr, old), names)
    return old
