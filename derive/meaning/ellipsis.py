"""Ellipses that follow a pattern: x_1 + ... + x_n is a sum, x_1 ... x_n a product, p(x_1, ..., x_n) speaks of x.

The items beside the dots must differ in one place only, by a number and what it grows to; items before them
must fit the same pattern. Anything else keeps its ellipsis and is left undecided.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, cast

from derive.document import syntax as s
from derive.meaning.names import key_of
from derive.meaning.survey import expressions, nodes

_INDICES = ("i", "j", "k", "l", "m", "h")


@dataclass(slots=True)
class Patterns:
    """The index that stands in for the dots and the families that a list of members named."""

    index: str
    ranges: dict[str, tuple[s.Expr, s.Expr]] = field(default_factory=dict)


def without_ellipses(document: s.Document) -> tuple[s.Document, Patterns]:
    """The document with every regular ellipsis written out as what it means."""
    used = {n.base for f in document.formulas for e in expressions(f) for n in nodes(e) if isinstance(n, s.Name)}
    index = (
        next((i for i in _INDICES if i not in used), "i") if "i" in used and not _ranges_over(document, "i") else "i"
    )
    patterns = Patterns(index)
    formulas = tuple(_formula(f, patterns) for f in document.formulas)
    return replace(document, formulas=formulas), patterns


def _ranges_over(document: s.Document, index: str) -> bool:
    return any(
        isinstance(n, s.Big) and key_of(n.variables[0]) == index
        for f in document.formulas
        for e in expressions(f)
        for n in nodes(e)
        if isinstance(n, s.Big) and n.variables
    )


def _formula(f: s.Formula, p: Patterns) -> s.Formula:
    if not any(isinstance(n, s.Ellipsis_) for c in f.chains for e in c.sides for n in nodes(e)):
        return f
    return replace(f, chains=tuple(_chain(c, p) for c in f.chains))


def _chain(c: s.Chain, p: Patterns) -> s.Chain:
    head = None if c.head is None else _head(_rewrite(c.head, p), c, p)
    links = tuple(replace(x, rhs=None if x.rhs is None else _rewrite(x.rhs, p)) for x in c.links)
    return replace(c, head=head, links=links)


def _head(head: s.Expr, c: s.Chain, p: Patterns) -> s.Expr:
    """`x_1, ..., x_n ~ law` is said of each x_i."""
    if not any(x.operator == "sim" for x in c.links):
        return head
    match head:
        case s.Relation(operands=(s.Tuple(items=items), bar), operators=("mid",)):
            family = _members(items, p)
            return head if family is None else replace(head, operands=(s.Subscript(family, s.Name(p.index)), bar))
        case s.Tuple(items=items):
            family = _members(items, p)
            return head if family is None else s.Subscript(family, s.Name(p.index), span=head.span)
        case _:
            return head


def _rewrite(e: s.Expr, p: Patterns) -> s.Expr:
    """e with its regular ellipses replaced, inside first."""
    e = _inside(e, p)
    match e:
        case s.Add(terms=terms):
            found = _run(terms, "sum", p)
            return e if found is None else found[0] if len(found) == 1 else replace(e, terms=found)
        case s.Multiply(factors=factors):
            found = _run(factors, "product", p)
            return e if found is None else found[0] if len(found) == 1 else replace(e, factors=found)
        case s.Relation(operands=(of, s.Tuple(items=items) as bar), operators=("mid",)):
            return replace(e, operands=(of, replace(bar, items=_listed(items, p))))
        case s.Relation(operands=(of, s.Subscript()), operators=("mid",)):
            return e
        case s.Apply(args=args, given=given):
            return replace(e, args=_listed(args, p), given=_listed(given, p))
        case s.Expectation(given=given):
            return replace(e, given=_listed(given, p))
        case _:
            return e


def _inside(e: s.Expr, p: Patterns) -> s.Expr:
    changes = {}
    for name in e.__dataclass_fields__:
        if name == "span":
            continue
        value = getattr(e, name)
        new = _value(value, p)
        if new is not value:
            changes[name] = new
    return replace(e, **changes) if changes else e  # type: ignore[arg-type]


def _value(value: object, p: Patterns) -> object:
    if isinstance(value, tuple):
        new = tuple(_value(v, p) for v in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, s.Span):
        return _rewrite(value, p)  # type: ignore[arg-type]
    return value


def _run(items: tuple[s.Expr, ...], kind: str, p: Patterns) -> tuple[s.Expr, ...] | None:
    """The items with `first, ..., last` replaced by one fold."""
    at = [n for n, x in enumerate(items) if isinstance(x, s.Ellipsis_)]
    if len(at) != 1 or at[0] == 0 or at[0] + 1 == len(items):
        return None
    dots = at[0]
    found = _pattern(items[dots - 1], items[dots + 1], p.index)
    if found is None:
        return None
    body, low, high = found
    start = dots - 1
    while start > 0 and _equal(items[start - 1], _at(body, p.index, low - 1)):
        start -= 1
        low -= 1
    fold = s.Big(kind, (s.Name(p.index),), s.Number(low), high, None, None, body, span=items[start].span)  # type: ignore[arg-type]
    return (*items[:start], fold, *items[dots + 2 :])


def _pattern(first: s.Expr, last: s.Expr, index: str) -> tuple[s.Expr, Fraction, s.Expr] | None:
    """The common body with the index in the one place where they differ, and what stands there in each."""
    differences: list[tuple[Fraction, s.Expr]] = []
    body = _merge(first, last, index, differences)
    if body is None or not differences or len({(a, repr(b)) for a, b in differences}) != 1:
        return None
    return body, *differences[0]


def _merge(a: object, b: object, index: str, out: list[tuple[Fraction, s.Expr]]) -> s.Expr | None:
    if _equal(a, b):
        return a  # type: ignore[return-value]
    if isinstance(a, s.Number) and a.value is not None and isinstance(b, s.Number | s.Name | s.Add):
        out.append((a.value, b))
        return s.Name(index)
    if type(a) is not type(b) or not hasattr(a, "__dataclass_fields__") or isinstance(a, s.Name):
        return None
    parts: dict[str, object] = {}
    for name in a.__dataclass_fields__:
        if name == "span":
            continue
        x, y = getattr(a, name), getattr(b, name)
        merged = _merge_values(x, y, index, out)
        if merged is _FAILED:
            return None
        parts[name] = merged
    return cast(s.Expr, replace(cast(Any, a), **parts))


_FAILED = object()


def _merge_values(x: object, y: object, index: str, out: list[tuple[Fraction, s.Expr]]) -> object:
    if isinstance(x, tuple) and isinstance(y, tuple):
        if len(x) != len(y):
            return _FAILED
        merged = tuple(_merge_values(u, v, index, out) for u, v in zip(x, y, strict=True))
        return _FAILED if any(m is _FAILED for m in merged) else merged
    if hasattr(x, "__dataclass_fields__"):
        m = _merge(x, y, index, out)
        return _FAILED if m is None else m
    return x if x == y else _FAILED


def _equal(a: object, b: object) -> bool:
    return a == b


def _at(body: s.Expr, index: str, value: Fraction) -> s.Expr:
    """body with a number in place of the index."""
    if isinstance(body, s.Name) and body.base == index and not body.marks and not body.primes:
        return s.Number(value)
    changes = {}
    for name in body.__dataclass_fields__:
        if name == "span":
            continue
        old = getattr(body, name)
        new = _at_value(old, index, value)
        if new is not old:
            changes[name] = new
    return replace(body, **changes) if changes else body  # type: ignore[arg-type]


def _at_value(old: object, index: str, value: Fraction) -> object:
    if isinstance(old, tuple):
        new = tuple(_at_value(o, index, value) for o in old)
        return new if any(a is not b for a, b in zip(new, old, strict=True)) else old
    if hasattr(old, "__dataclass_fields__") and not isinstance(old, s.Span):
        return _at(old, index, value)  # type: ignore[arg-type]
    return old


def _members(items: tuple[s.Expr, ...], p: Patterns) -> s.Expr | None:
    """x for the list x_1, ..., x_n; its range is noted."""
    at = [n for n, x in enumerate(items) if isinstance(x, s.Ellipsis_)]
    if len(at) != 1 or at[0] == 0 or at[0] + 2 != len(items):
        return None
    found = _pattern(items[at[0] - 1], items[-1], p.index)
    first = items[0]
    if found is None or not isinstance(first, s.Subscript) or not isinstance(first.index, s.Number):
        return None
    body, _, high = found
    if not isinstance(body, s.Subscript) or key_of(body.base) != key_of(first.base):
        return None
    p.ranges[p.index] = (first.index, high)
    return body.base


def _listed(items: tuple[s.Expr, ...], p: Patterns) -> tuple[s.Expr, ...]:
    """An argument list in which x_1, ..., x_n has become x."""
    at = [n for n, x in enumerate(items) if isinstance(x, s.Ellipsis_)]
    if len(at) != 1 or at[0] == 0 or at[0] + 1 >= len(items):
        return items
    dots, start = at[0], at[0] - 1
    last = items[dots + 1]
    if not isinstance(last, s.Subscript):
        return items
    while (
        start > 0 and isinstance(items[start - 1], s.Subscript) and key_of(_base(items[start - 1])) == key_of(last.base)
    ):
        start -= 1
    family = _members(items[start : dots + 2], p)
    return items if family is None else (*items[:start], family, *items[dots + 2 :])


def _base(e: s.Expr) -> s.Expr:
    return e.base if isinstance(e, s.Subscript) else e
