"""Commands that take arguments: fractions, roots, binomials, braces with labels, boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.document.cursor import Cursor
from derive.document.derivatives import derivative_order
from derive.document.names import argument, is_prose
from derive.document.syntax import Binomial, Brace, Divide, Expr, Name, Number, Root, Text
from derive.document.tokens import Token


def stacked(cursor: Cursor, token: Token, places: tuple[int, int, int]) -> Expr:
    first, middle, end = places
    if token.text == "atop":
        raise cursor.refusal("\\atop is not read", token)
    cursor.position = first + 1
    above = cursor.within(middle, cursor.grammar.listed)
    cursor.position = middle + 1
    below = cursor.within(end, cursor.grammar.listed)
    cursor.position = end + 1
    node = Binomial if token.text == "choose" else Divide
    return node(above, below, span=cursor.span(first))


def fraction(cursor: Cursor, token: Token, first: int) -> Expr:
    derivative = derivative_order(cursor, first)
    if derivative is not None:
        return derivative
    cursor.position = first + 1
    above = argument(cursor)
    below = argument(cursor)
    return Divide(above, below, span=cursor.span(first))


def root(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    degree: Expr | None = None
    follows = cursor.peek()
    if follows is not None and follows.kind == "open" and follows.text == "[":
        end = cursor.partner(cursor.position)
        cursor.position += 1
        degree = cursor.within(end, cursor.grammar.additive)
        cursor.position = end + 1
    return Root(argument(cursor), degree, span=cursor.span(first))


def binomial(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    above = argument(cursor)
    return Binomial(above, argument(cursor), span=cursor.span(first))


def brace(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    body = argument(cursor)
    position = "under" if token.text == "underbrace" else "over"
    label: Expr | None = None
    follows = cursor.peek()
    if follows is not None and follows.kind == ("sub" if position == "under" else "sup"):
        cursor.take()
        label = brace_label(cursor)
    return Brace("under" if position == "under" else "over", body, label, span=cursor.span(first))


def brace_label(cursor: Cursor) -> Expr:
    """The label in words, or read as an expression or a relation without left side."""
    first = cursor.position
    token = cursor.peek()
    end = cursor.partner(first) if token is not None and token.kind == "group" else first
    inside = cursor.tokens[first + 1 : end] if end > first else [cursor.tokens[first]]
    starred = all(item.is_sign("*", "+", "(", ")") for item in inside)
    if starred or any(item.kind == "text" and is_prose(item) for item in inside):
        cursor.position = end + 1
        source = cursor.places.text[inside[0].start : inside[-1].end] if inside else ""
        only = inside[0].text.strip() if len(inside) == 1 else source
        return Text(only, span=cursor.span(first))
    return argument(cursor)


def infinity(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    return Number(None, span=cursor.span(first))


def hole(cursor: Cursor, token: Token, first: int) -> Expr:
    raise cursor.refusal("dot where something is expected", token)


def probability(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    return Name(token.text, span=cursor.span(first))


def boxed(cursor: Cursor, token: Token, first: int) -> Expr:
    cursor.take()
    return argument(cursor)


COMMANDS: Mapping[str, Callable[[Cursor, Token, int], Expr]] = {
    "frac": fraction, "dfrac": fraction, "tfrac": fraction,
    "cfrac": fraction, "sqrt": root, "binom": binomial,
    "dbinom": binomial, "tbinom": binomial, "underbrace": brace,
    "overbrace": brace, "infty": infinity, "cdot": hole,
    "Pr": probability, "boxed": boxed, "mathstrut": boxed,
}  # fmt: skip
