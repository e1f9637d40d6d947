"""A first look at a whole document: which letters stand for numbers, which for functions, families, indices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.document import syntax as s
from derive.meaning.names import key_of, label_of


@dataclass(slots=True)
class Survey:
    """Counts of uses by name."""

    scalars: set[str] = field(default_factory=set)
    applied: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    moving: set[str] = field(default_factory=set)
    integrated: set[str] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)
    ranges: dict[str, tuple[s.Expr, s.Expr]] = field(default_factory=dict)
    upper_bounds: list[s.Expr] = field(default_factory=list)
    factorials: list[s.Expr] = field(default_factory=list)
    densities: list[s.Apply] = field(default_factory=list)
    transforms: set[str] = field(default_factory=set)
    expected: list[s.Expectation] = field(default_factory=list)
    divergences: list[s.Apply] = field(default_factory=list)
    braces: list[s.Brace] = field(default_factory=list)
    products: list[s.Multiply] = field(default_factory=list)


def nodes(e: object) -> Iterator[s.Expr]:
    """e and every expression below it."""
    stack: list[object] = [e]
    while stack:
        n = stack.pop()
        if isinstance(n, tuple):
            stack.extend(reversed(n))
        elif hasattr(n, "__dataclass_fields__") and not isinstance(n, s.Span):
            yield n  # type: ignore[misc]
            stack.extend(getattr(n, f) for f in reversed(list(n.__dataclass_fields__)) if f != "span")


def expressions(formula: s.Formula) -> Iterator[s.Expr]:
    """The expressions of a formula: heads, right sides, remarks."""
    for chain in formula.chains:
        if chain.head is not None and not chain.continues:
            yield chain.head
        for link in chain.links:
            if link.rhs is not None:
                yield link.rhs
        yield from chain.remarks


def survey(document: s.Document) -> Survey:
    """The uses of every name in the document."""
    out = Survey()
    for formula in document.formulas:
        for e in expressions(formula):
            _look(e, out, frozenset())
        for chain in formula.chains:
            for remark in chain.remarks:
                _range_remark(remark, out)
            if isinstance(chain.head, s.Apply) and len(chain.head.args) == 1 and not chain.head.given:
                out.heads.add(key_of(chain.head.head) or "")
            if isinstance(chain.head, s.Apply) and chain.links and not chain.head.given:
                out.moving |= {
                    k
                    for k in (key_of(a) for a in chain.head.args if isinstance(a, s.Name) and not a.marks)
                    if k is not None
                }
            if chain.head is not None:
                for link in chain.links:
                    _range_chain(chain.head, link, out)
    return out


def _look(e: object, out: Survey, bound: frozenset[str]) -> None:  # noqa: C901, PLR0915 - one case a node
    match e:
        case tuple():
            for x in e:
                _look(x, out, bound)
            return
        case s.Name() | s.Label():
            key = key_of(e)
            if key is not None:
                out.scalars.add(key)
            return
        case s.Subscript(base=base, index=index):
            _subscript(e, base, index, out, bound)
            return
        case s.Apply():
            _apply(e, out, bound)
            return
        case s.Big():
            if e.kind == "sum" and isinstance(e.body, s.Apply):
                out.heads.add(key_of(e.body.head) or "")
            inner = bound | {k for k in (key_of(v) for v in e.variables) if k is not None}
            out.bound |= inner
            if e.kind == "integral":
                out.integrated |= inner - bound
            if e.kind in {"sum", "product"} and e.upper is not None:
                out.upper_bounds.append(e.upper)
                if e.lower is not None:
                    for v in e.variables:
                        k = key_of(v)
                        if k is not None:
                            out.ranges.setdefault(k, (e.lower, e.upper))
            for part in (e.lower, e.upper, e.domain, e.condition):
                _look(part, out, bound)
            _look(e.body, out, inner)
            return
        case s.Derivative(wrt=wrt):
            out.moving |= {k for k in (key_of(w) for w, _ in wrt) if k is not None}
        case s.Expectation():
            out.expected.append(e)
        case s.Factorial(operand=o):
            out.factorials.append(o)
        case s.Binomial(n=n, k=k):
            out.factorials.extend((n, k))
        case s.Brace():
            out.braces.append(e)
        case s.Multiply():
            out.products.append(e)
        case _:
            pass
    if hasattr(e, "__dataclass_fields__") and not isinstance(e, s.Span):
        for f in e.__dataclass_fields__:
            if f != "span":
                _look(getattr(e, f), out, bound)


def _subscript(e: s.Subscript, base: s.Expr, index: s.Expr, out: Survey, bound: frozenset[str]) -> None:
    key, head = key_of(e), key_of(base)
    parts = index.items if isinstance(index, s.Tuple) else index.factors if isinstance(index, s.Multiply) else (index,)
    if head is not None and any(label_of(p) in bound for p in parts if isinstance(p, s.Name)):
        out.indexed.add(head)
    elif key is not None:
        out.scalars.add(key)


def _apply(e: s.Apply, out: Survey, bound: frozenset[str]) -> None:
    key = key_of(e.head)
    if key is not None:
        out.applied.add(key)
    if e.versus:
        out.divergences.append(e)
    if isinstance(e.head, s.Subscript):
        letter, of = key_of(e.head.base), key_of(e.head.index)
        if letter in {"f", "F", "M", "p", "P", "Q", "G"} and of is not None and len(of) == 1 and of.isupper():
            out.transforms.add(of)
    out.densities.append(e)
    if isinstance(e.head, s.Power):
        _look(e.head.exponent, out, bound)
    for part in (e.args, e.given, e.parameters, e.versus):
        _look(part, out, bound)


def _range_remark(e: s.Expr, out: Survey) -> None:
    match e:
        case s.Relation(operands=(left, s.Tuple(items=items)), operators=("=",)) if left is not None:
            _note_range(left, items, out)
        case s.Tuple(items=(s.Relation(operands=(left, first), operators=("=",)), *rest)):
            if left is not None and first is not None:
                _note_range(left, (first, *rest), out)
        case _:
            pass


def _range_chain(head: s.Expr, link: s.Link, out: Survey) -> None:
    if link.operator == "=" and isinstance(link.rhs, s.Tuple):
        _note_range(head, link.rhs.items, out)


def _note_range(left: s.Expr, items: tuple[s.Expr, ...], out: Survey) -> None:
    key = key_of(left)
    if key is not None and len(items) >= 3 and any(isinstance(i, s.Ellipsis_) for i in items):
        out.ranges.setdefault(key, (items[0], items[-1]))
        out.upper_bounds.append(items[-1])
        out.bound.add(key)
