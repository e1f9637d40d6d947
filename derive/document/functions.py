"""Functions without brackets, extrema, limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from derive.document.brackets import apply, bracketed, is_comprehension, opens_arguments
from derive.document.cursor import Cursor, relation_of
from derive.document.expectations import expectation_word
from derive.document.names import argument, is_function, name, scripted
from derive.document.reach import bound_words, reach, read_bounds
from derive.document.syntax import (
    Apply,
    Expr,
    Extremum,
    Group,
    Label,
    Limit,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Relation,
    Subscript,
)
from derive.document.vocabulary import LETTERS, MARKS


def extremum(cursor: Cursor) -> Expr:
    r"""max, min, sup, inf, \arg\max with what stands below, over the product that follows."""
    first = cursor.position
    kind = _extremum_kind(cursor)
    bounds = read_bounds(cursor)
    if bounds.upper is not None:
        raise cursor.refusal("superscript on an extremum is not read", cursor.tokens[first])
    token = cursor.peek()
    if bounds.below is None and token is not None and token.kind == "open" and is_comprehension(cursor):
        return Extremum(kind, None, bracketed(cursor), span=cursor.span(first))
    if bounds.below is None and not kind.startswith("arg") and opens_arguments(cursor):
        return apply(cursor, Name(kind, span=cursor.span(first)), first)
    if cursor.at_end() or _at_closing(cursor):
        head = Name(kind, span=cursor.span(first))
        return head if bounds.below is None else Subscript(head, bounds.below, span=cursor.span(first))
    body = reach(cursor, bound_words(bounds.words))
    return Extremum(kind, bounds.below, body, span=cursor.span(first))


def _at_closing(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", ",", ";") or relation_of(token) is not None


def _extremum_kind(cursor: Cursor) -> Literal["max", "min", "sup", "inf", "argmax", "argmin"]:
    token = cursor.take()
    word = token.text.rstrip("*").replace(" ", "")
    if token.kind == "letter":
        cursor.position -= 1
        made = name(cursor)
        word = made.base if isinstance(made, Name) else word
    if word == "arg":
        follows = cursor.take()
        word = "arg" + follows.text.rstrip("*")
    if word not in ("max", "min", "sup", "inf", "argmax", "argmin"):
        raise cursor.refusal("arg without max or min", token)
    return word  # type: ignore[return-value]


def limit(cursor: Cursor) -> Expr:
    r"""\lim_{x \to a} of the product that follows."""
    first = cursor.position
    cursor.take()
    token = cursor.peek()
    if token is None or token.kind != "sub":
        raise cursor.refusal("limit without a variable", cursor.tokens[first])
    cursor.take()
    match argument(cursor):
        case Relation(operands=(variable, target), operators=("to",)) if variable is not None and target is not None:
            side: str | None = None
            match target:
                case Label(base=base, label="+" | "-" as sign):
                    target, side = base, sign
                case _:
                    pass
            return Limit(variable, target, side, reach(cursor, ()), span=cursor.span(first))
        case _:
            raise cursor.refusal("limit without an arrow below", token)


def function(cursor: Cursor) -> Expr:
    r"""\log, \exp, sin, ... with brackets, or with the simple factors that follow."""
    first = cursor.position
    token = cursor.peek()
    head: Expr
    if token is not None and token.kind == "command":
        cursor.take()
        head = Name(token.text, span=cursor.span(first))
    else:
        head = name(cursor)
    if isinstance(head, Name):
        head = replace(head, font=None)
    start = first
    head = scripted(cursor, head, start)
    if opens_arguments(cursor):
        return apply(cursor, head, first)
    if cursor.at_end() or _ends_bare(cursor):
        return head
    return Apply(head, (_operand(cursor),), bracket="", span=cursor.span(first))


def _ends_bare(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", ",", ";", "/") or relation_of(token) is not None


def _operand(cursor: Cursor) -> Expr:
    """What a function without brackets takes: a numeral's product, or names side by side, or one other factor."""
    first = cursor.position
    cursor.deeper()
    token = cursor.peek()
    if token is not None and token.is_sign("-"):
        cursor.take()
        inner = _operand(cursor)
        cursor.depth -= 1
        return Negative(inner, span=cursor.span(first))
    factors = [cursor.grammar.factor(cursor)]
    while is_simple(factors[0]) and _continues_operand(cursor):
        factors.append(cursor.grammar.factor(cursor))
    cursor.depth -= 1
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors), span=cursor.span(first))


def is_simple(factor: Expr) -> bool:
    """A name or numeral with scripts: what may stand beside others under a function without brackets."""
    match factor:
        case Name() | Number() | Subscript() | Label():
            return True
        case Power(base=base):
            return is_simple(base) and not (isinstance(base, Name) and base.base == "e")
        case Group():
            return False
        case _:
            return False


def _continues_operand(cursor: Cursor) -> bool:
    token = cursor.peek()
    if token is None or is_function(token, cursor) or expectation_word(cursor) is not None:
        return False
    if token.kind == "number":
        return True
    if token.kind == "letter":
        return token.text not in ("e", "d")
    if token.kind == "word":
        return token.text != "d" and token.text != "e"

    return token.kind == "command" and (token.text in LETTERS or token.text in MARKS)
