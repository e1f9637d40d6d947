"""What an operator without brackets reaches over, and the bounds below and above it."""

from __future__ import annotations

from dataclasses import dataclass

from derive.document.brackets import pack
from derive.document.cursor import Cursor, relation_of
from derive.document.names import argument, subscript
from derive.document.syntax import Add, Expr, Negative
from derive.document.tokens import Token
from derive.document.vocabulary import BIGS


@dataclass(slots=True)
class Bounds:
    """What stands below and above a big operator."""

    variables: tuple[Expr, ...] = ()
    lower: Expr | None = None
    upper: Expr | None = None
    domain: Expr | None = None
    condition: Expr | None = None
    below: Expr | None = None
    words: tuple[str, ...] = ()


def read_bounds(cursor: Cursor) -> Bounds:
    bounds = Bounds()
    while (token := cursor.peek()) is not None and token.kind in ("sub", "sup"):
        cursor.take()
        start = cursor.position
        if token.kind == "sub":
            if bounds.below is not None:
                raise cursor.refusal("two lower bounds", token)
            bounds.below = _below(cursor)
            bounds.words = tuple(item.text for item in cursor.tokens[start : cursor.position])
        else:
            bounds.upper = argument(cursor)
    return bounds


def _below(cursor: Cursor) -> Expr:
    follows = cursor.peek(1)
    token = cursor.peek()
    if token is not None and token.kind == "group" and follows is not None and follows.is_command("substack"):
        return _substack(cursor)
    if token is not None and token.kind == "group":
        return argument(cursor)
    return subscript(cursor)


def _substack(cursor: Cursor) -> Expr:
    end = cursor.partner(cursor.position)
    cursor.position += 2
    inner = cursor.partner(cursor.position)
    items: list[Expr] = []
    start = cursor.position + 1
    for index in range(start, inner + 1):
        if index == inner or cursor.tokens[index].kind == "row":
            cursor.position = start
            items.append(cursor.within(index, cursor.grammar.listed))
            start = index + 1
    cursor.position = inner + 1
    if cursor.position != end:
        raise cursor.refusal("unexpected sign below an operator")
    cursor.position = end + 1
    return pack(items)


def bound_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens of the bound variable: those before the first relation, without braces."""
    inner = words[1:-1] if words[:1] == ("{",) else words
    kept: list[str] = []
    for word in inner:
        if word in ("=", "in", "sim", "neq", "ne", "le", "leq", "<", ","):
            break
        kept.append(word)
    return tuple(kept) if 0 < len(kept) <= 6 else ()


def reach(cursor: Cursor, words: tuple[str, ...]) -> Expr:
    """The product that follows, and further terms as long as they contain the bound index free."""
    first = cursor.position
    cursor.deeper()
    terms = [_signed_product(cursor)]
    while words and _next_term_has(cursor, words):
        sign = cursor.take()
        start = cursor.position - 1
        term = cursor.grammar.product(cursor)
        terms.append(Negative(term, span=cursor.span(start)) if sign.text == "-" else term)
    cursor.depth -= 1
    return terms[0] if len(terms) == 1 else Add(tuple(terms), span=cursor.span(first))


def _signed_product(cursor: Cursor) -> Expr:
    first = cursor.position
    token = cursor.peek()
    if token is not None and token.is_sign("-"):
        cursor.take()
        return Negative(cursor.grammar.product(cursor), span=cursor.span(first))
    return cursor.grammar.product(cursor)


def _next_term_has(cursor: Cursor, words: tuple[str, ...]) -> bool:
    """Whether the term after the + or - at the cursor contains the index before anything binds it again."""
    token = cursor.peek()
    if token is None or not token.is_sign("+", "-"):
        return False
    index, tokens = cursor.position + 1, cursor.tokens
    depth, binder_until = 0, -1
    while index < cursor.limit:
        item = tokens[index]
        depth += {"group": 1, "open": 1, "begin": 1, "ungroup": -1, "close": -1, "end": -1}.get(item.kind, 0)
        if depth == 0 and index > cursor.position + 1 and (item.is_sign("+", "-", ",", ";") or relation_of(item)):
            return False
        if (item.kind == "command" and item.text in BIGS) or item.text in ("E", "max", "min"):
            if index + 2 < len(tokens) and tokens[index + 1].kind == "sub":
                opened = tokens[index + 2].kind == "group"
                binder_until = cursor.match[index + 2] if opened else index + 2
        if _same(tokens, index, words):
            return index > binder_until
        index += 1
    return False


def _same(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    end = index + len(words)
    if end > len(tokens) or tokens[index].text != words[0]:
        return False
    if any(tokens[index + offset].text != word for offset, word in enumerate(words)):
        return False
    return not (end < len(tokens) and tokens[end].kind in ("prime", "sub"))


def ends_term(cursor: Cursor) -> bool:
    token = cursor.peek()
    return token is None or token.is_sign("+", "-", ",", ";") or relation_of(token) is not None
