"""Sums, products, unions, intersections: what they bind and their bodies."""

from __future__ import annotations

from derive.document.brackets import conjunction
from derive.document.cursor import Cursor
from derive.document.expectations import expect
from derive.document.names import argument
from derive.document.reach import Bounds, bound_words, reach, read_bounds
from derive.document.syntax import Big, Expr, Extremum, Label, Name, Relation, Subscript, Tuple
from derive.document.vocabulary import BIGS


def big(cursor: Cursor) -> Expr:
    """A sum, product, union or intersection with its body."""
    first = cursor.position
    token = cursor.take()
    bounds = read_bounds(cursor)
    _bind(cursor, bounds, first)
    return _finish_big(cursor, BIGS[token.text], bounds, first)


def _finish_big(cursor: Cursor, kind: str, bounds: Bounds, first: int) -> Expr:
    body = reach(cursor, bounds.words)
    return Big(kind, bounds.variables, bounds.lower, bounds.upper, bounds.domain, bounds.condition, body,  # type: ignore[arg-type]
               span=cursor.span(first))  # fmt: skip


def underset(cursor: Cursor) -> Expr:
    r"""\underset{t}{\sum}, and \underset or \overset on an extremum."""
    first = cursor.position
    command = cursor.take()
    start = cursor.position
    below = argument(cursor)
    words = tuple(token.text for token in cursor.tokens[start : cursor.position])
    token = cursor.peek()
    if command.text != "underset" or token is None:
        raise cursor.refusal(f"\\{command.text} is not read here", command)
    end = cursor.partner(cursor.position) if token.kind == "group" else cursor.position
    inside = cursor.tokens[cursor.position + 1 : end] if token.kind == "group" else [token]
    if len(inside) == 1 and inside[0].kind == "command" and inside[0].text in BIGS:
        cursor.position = end + 1
        bounds = Bounds(below=below, words=words)
        _bind(cursor, bounds, first)
        return _finish_big(cursor, BIGS[inside[0].text], bounds, first)
    kind = "".join(token.text for token in inside).replace(" ", "")
    if kind in ("max", "min", "sup", "inf", "argmax", "argmin"):
        cursor.position = end + 1
        return Extremum(kind, below, reach(cursor, words), span=cursor.span(first))  # type: ignore[arg-type]
    if len(inside) == 1 and inside[0].text == "E":
        cursor.position = end + 1
        return expect(cursor, "E", below, first)
    raise cursor.refusal("\\underset is not read here", command)


def _bind(cursor: Cursor, bounds: Bounds, first: int) -> None:
    """Sort what stands below into bound variables, first value, domain and condition."""
    below = bounds.below
    match below:
        case None:
            return
        case Relation(operands=(variable, value), operators=("=",)) if variable is not None:
            bounds.variables, bounds.lower = variables_of(variable), value
        case Relation(operands=(variable, value), operators=("in" | "sim",)) if variable is not None:
            bounds.variables, bounds.domain = variables_of(variable), value
        case Relation(operands=operands, operators=operators) if operands[0] is not None:
            middle = operands[1] if len(operators) == 2 and operands[1] is not None else operands[0]
            bounds.variables, bounds.condition = variables_of(middle), below
        case Tuple(items=(Relation() as head, *rest)):
            inner = Bounds(below=head)
            _bind(cursor, inner, first)
            _bind_more(bounds, inner, rest)
        case Name() | Subscript() | Label():
            bounds.variables = (below,)
        case Tuple(items=items):
            bounds.variables = items
            if isinstance(items[-1], Relation) and items[-1].operators in (("=",), ("in",)):
                last = items[-1]
                bounds.variables = (*items[:-1], *(one for one in last.operands[:1] if one is not None))
                if last.operators == ("=",):
                    bounds.lower = last.operands[1]
                else:
                    bounds.domain = last.operands[1]
            if any(isinstance(item, Relation) for item in bounds.variables):
                raise cursor.refusal("bounds of this form are not read", cursor.tokens[first])
        case _:
            bounds.domain = below
    bounds.words = bound_words(bounds.words)


def _bind_more(bounds: Bounds, inner: Bounds, rest: list[Expr]) -> None:
    bounds.variables, bounds.lower, bounds.domain = inner.variables, inner.lower, inner.domain
    conditions = [item for item in (inner.condition, *rest) if item is not None]
    bounds.condition = conjunction(conditions) if conditions else None


def variables_of(variable: Expr) -> tuple[Expr, ...]:
    return variable.items if isinstance(variable, Tuple) else (variable,)
