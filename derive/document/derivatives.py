"""Derivatives written as fractions, and gradients."""

from __future__ import annotations

from derive.document.cursor import Cursor, is_d
from derive.document.names import argument, name, scripted, subscript
from derive.document.reach import ends_term, reach
from derive.document.syntax import Derivative, Expr, Gradient, Label, Number, Power
from derive.document.tokens import Token


def derivative_order(cursor: Cursor, first: int) -> Expr | None:
    r"""\frac{d}{dx} f, \frac{df}{dx}, \frac{\partial^2}{\partial x^2} f here; None when it is a plain fraction."""
    tokens = cursor.tokens
    above = first + 1
    if above >= cursor.limit or tokens[above].kind != "group":
        return None
    above_end = cursor.match[above]
    below = above_end + 1
    if below >= cursor.limit or tokens[below].kind != "group":
        return None
    below_end = cursor.match[below]
    if not (_is_delta(tokens, above + 1, above_end) and _is_delta(tokens, below + 1, below_end)):
        return None
    if tokens[above + 1].text != tokens[below + 1].text or below_end - below < 3:
        return None
    return _derivative(cursor, (above, above_end, below, below_end), first)


def _is_delta(tokens: list[Token], index: int, end: int) -> bool:
    if index >= end or not (is_d(tokens[index]) or tokens[index].is_command("partial")):
        return False
    return index + 1 == end or tokens[index + 1].kind not in ("sub", "prime", "sign")


def _derivative(cursor: Cursor, places: tuple[int, int, int, int], first: int) -> Expr:
    above, above_end, below, below_end = places
    cursor.position = below + 1
    wrt = cursor.within(below_end, _wrt)
    cursor.position = above + 2
    order = _order(cursor)
    if order is not None and order != sum(count for _, count in wrt):
        raise cursor.refusal("orders of the derivative do not agree", cursor.tokens[first])
    if order is None and sum(count for _, count in wrt) != 1:
        raise cursor.refusal("orders of the derivative do not agree", cursor.tokens[first])
    if cursor.position < above_end:
        body = cursor.within(above_end, cursor.grammar.product)
        cursor.position = below_end + 1
        return Derivative(wrt, body, span=cursor.span(first))
    cursor.position = below_end + 1
    if cursor.at_end() or ends_term(cursor):
        raise cursor.refusal("derivative of nothing", cursor.tokens[first])
    return Derivative(wrt, _derived(cursor), span=cursor.span(first))


def _derived(cursor: Cursor) -> Expr:
    """A bracket right after d/dx is all that is derived; otherwise the product that follows is."""
    token = cursor.peek()
    if token is not None and token.kind == "open":
        return cursor.grammar.factor(cursor)
    return reach(cursor, ())


def _order(cursor: Cursor) -> int | None:
    token = cursor.peek()
    if token is None or token.kind != "sup":
        return None
    cursor.take()
    match argument(cursor):
        case Number(value=value) if value is not None and value.denominator == 1 and 0 < value < 100:
            return int(value)
        case _:
            raise cursor.refusal("derivative of symbolic order is not read", token)


def _wrt(cursor: Cursor) -> tuple[tuple[Expr, int], ...]:
    pairs: list[tuple[Expr, int]] = []
    while (token := cursor.peek()) is not None:
        if not (is_d(token) or token.is_command("partial")):
            raise cursor.refusal("derivative of this form is not read", token)
        cursor.take()
        first = cursor.position
        group = cursor.peek()
        if group is not None and group.kind == "open":
            raise cursor.refusal("derivative with respect to an expression is not read", group)
        variable = scripted(cursor, name(cursor), first)
        match variable:
            case Power(base=base, exponent=Number(value=value)) if value is not None and value.denominator == 1:
                if not 0 < value < 100:
                    raise cursor.refusal("derivative of this order is not read", token)
                pairs.append((base, int(value)))
            case Power() | Label(label="T" | "top"):
                raise cursor.refusal("derivative of symbolic order is not read", token)
            case _:
                pairs.append((variable, 1))
    return tuple(pairs)


def gradient(cursor: Cursor) -> Expr:
    r"""\nabla_\theta of the one factor that follows (a function call, a bracket, a sum with its body)."""
    first = cursor.position
    cursor.take()
    wrt: Expr | None = None
    token = cursor.peek()
    if token is not None and token.kind == "sub":
        cursor.take()
        wrt = subscript(cursor)
    token = cursor.peek()
    if token is not None and token.kind == "sup":
        raise cursor.refusal("higher derivatives by nabla are not read", token)
    if token is not None and (token.is_command("cdot", "times")):
        raise cursor.refusal("divergence and curl are not read", token)
    cursor.deeper()
    body = cursor.grammar.factor(cursor)
    cursor.depth -= 1
    return Gradient(wrt, body, span=cursor.span(first))
