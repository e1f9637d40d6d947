"""E, Var, Cov and their like: under what law, of what, given what."""

from __future__ import annotations

from derive.document.brackets import arguments, opens_arguments
from derive.document.cursor import Cursor
from derive.document.names import Raised, name, run_ahead, subscript, superscript
from derive.document.reach import ends_term, reach
from derive.document.syntax import Apply, Expectation, Expr, Name, Number, Power, Subscript
from derive.document.vocabulary import EXPECTATIONS


def expectation_word(cursor: Cursor) -> str | None:
    """The operator that begins at the cursor: E in a font or before a bracket or an index, Var, Cov, ..."""
    token = cursor.peek()
    if token is None:
        return None
    if token.kind == "word" or token.kind == "text":
        if token.text == "V" and token.font == "mathbb":
            return "Var"
        if token.font == "mathcal":
            return None
        return EXPECTATIONS.get(token.text)
    if token.kind != "letter":
        return None

    run = run_ahead(cursor)
    if run is not None:
        return EXPECTATIONS.get(run)
    return "E" if token.text == "E" and _plain_expectation(cursor) else None


def _plain_expectation(cursor: Cursor) -> bool:
    index = cursor.position + 1
    tokens = cursor.tokens
    if index < cursor.limit and tokens[index].kind == "sub":
        index = cursor.match[index + 1] + 1 if tokens[index + 1].kind == "group" else index + 2
        return index < cursor.limit and tokens[index].kind == "open" and tokens[index].text in "[({"
    return index < cursor.limit and tokens[index].kind == "open" and tokens[index].text in "[({"


def expectation(cursor: Cursor, operator: str) -> Expr:
    """E, Var, Cov, ... with what stands below and their arguments, in brackets or as the product that follows."""
    first = cursor.position
    name(cursor)
    under: Expr | None = None
    token = cursor.peek()
    raised: list[Raised] = []
    while token is not None and token.kind in ("sub", "sup"):
        cursor.take()
        if token.kind == "sub":
            under = subscript(cursor)
        else:
            kind, value = superscript(cursor, Name("E"))
            if kind != "label" and kind != "power":
                raise cursor.refusal("prime on an expectation is not read", token)
            raised.append((kind, value))
        token = cursor.peek()
    if raised:
        return _raised_expectation(cursor, operator, under, raised[0], first)
    return expect(cursor, operator, under, first)


def _raised_expectation(cursor: Cursor, operator: str, under: Expr | None, raised: Raised, first: int) -> Expr:
    kind, value = raised
    if kind == "power" and isinstance(value, Number) and opens_arguments(cursor):
        inner = expect(cursor, operator, under, first)
        return Power(inner, value, span=cursor.span(first))
    if kind == "power" and under is None and not isinstance(value, (str, int)) and opens_arguments(cursor):
        return expect(cursor, operator, value, first)
    raise cursor.refusal("superscript on an expectation is not read", cursor.tokens[first])


def expect(cursor: Cursor, operator: str, under: Expr | None, first: int) -> Expr:
    if opens_arguments(cursor):
        shape, found = arguments(cursor)
        if "versus" in found or "parameters" in found:
            raise cursor.refusal("expectation with more than arguments and conditions", cursor.tokens[first])
        token = cursor.peek()
        if under is None and token is not None and token.kind == "sub":
            cursor.take()
            under = subscript(cursor)
        if operator == "E" and len(found["args"]) != 1:
            head = _bare(operator, under, cursor, first)
            return Apply(head, found["args"], found.get("given", ()), bracket=shape, span=cursor.span(first))
        return Expectation(operator, under, found["args"], found.get("given", ()), span=cursor.span(first))
    if operator != "E" or cursor.at_end() or ends_term(cursor):
        return _bare(operator, under, cursor, first)
    return Expectation(operator, under, (reach(cursor, ()),), span=cursor.span(first))


def _bare(operator: str, under: Expr | None, cursor: Cursor, first: int) -> Expr:
    """The operator's word alone is a name."""
    head = Name(cursor.tokens[first].text if cursor.tokens[first].kind != "letter" else operator,
                font=cursor.tokens[first].font or None, span=cursor.span(first))  # fmt: skip
    return head if under is None else Subscript(head, under, span=cursor.span(first))
