"""What stands in brackets: groups, tuples, intervals, sets, arguments with their conditions, absolute values, cases."""

from __future__ import annotations

from collections.abc import Mapping

from derive.document.cursor import Cursor, describe, relation_of
from derive.document.names import argument, is_prose, subscript
from derive.document.syntax import (
    Absolute,
    Apply,
    Cases,
    Ellipsis_,
    Evaluated,
    Expectation,
    Expr,
    Hole,
    Interval,
    Label,
    Logical,
    Name,
    Negative,
    Number,
    Power,
    Relation,
    Rounding,
    SetOf,
    Subscript,
    Text,
    Tuple,
)
from derive.document.tokens import Token
from derive.document.vocabulary import CASES, MATRICES, TABLES

_SEPARATORS: Mapping[str, str] = {"|": "given", "||": "versus"}
_CLOSING_FOR: Mapping[str, str] = {"(": ")", "[": "]", "{": "}"}


def is_applicable(base: Expr) -> bool:
    """Whether a bracket right after it is an argument list: a name, subscripted, labelled, primed or inverse."""
    match base:
        case Name():
            return True
        case Subscript() | Label():
            return is_applicable(base.base)
        case Power(base=inner, exponent=exponent):
            return is_applicable(inner) and is_inverse(exponent)
        case _:
            return False


def is_inverse(exponent: Expr) -> bool:
    match exponent:
        case Negative(operand=Number(value=value)):
            return value == 1
        case _:
            return False


def sections(cursor: Cursor, end: int) -> dict[str, tuple[Expr, ...]]:
    """args | given; parameters || versus, up to the bracket that closes at `end`."""
    found: dict[str, tuple[Expr, ...]] = {}
    key = "args"

    def read(inner: Cursor) -> None:
        nonlocal key
        while True:
            found[key] = (*found.get(key, ()), *([] if inner.at_end() else inner.grammar.items(inner)))
            token = inner.peek()
            if token is None:
                return
            following = (
                "parameters" if token.is_sign(";") else _SEPARATORS.get(token.text if token.kind == "bar" else "")
            )
            if following is None or (following in found and following != "parameters"):
                raise inner.refusal(describe(token), token)
            inner.take()
            key = following

    cursor.deeper()
    cursor.within(end, read)
    cursor.depth -= 1
    return found


def arguments(cursor: Cursor) -> tuple[str, dict[str, tuple[Expr, ...]]]:
    """The bracket at the cursor and its sections."""
    opening = cursor.position
    end = cursor.partner(opening)
    shape, closing = cursor.tokens[opening].text, cursor.tokens[end]
    if closing.text != shape and not (cursor.tokens[opening].side == "left" and closing.side == "right"):
        raise cursor.refusal("bracket closed by one of another shape", closing)
    cursor.position += 1
    found = sections(cursor, end)
    cursor.position = end + 1
    return shape, found


def apply(cursor: Cursor, head: Expr, first: int) -> Expr:
    """head with the argument list that stands at the cursor."""
    shape, found = arguments(cursor)
    return Apply(
        head,
        found.get("args", ()),
        found.get("given", ()),
        found.get("parameters", ()),
        found.get("versus", ()),
        bracket=shape,
        span=cursor.span(first),
    )


def opens_arguments(cursor: Cursor) -> bool:
    """Whether a bracket that may hold arguments stands at the cursor."""
    token = cursor.peek()
    if token is None or token.kind != "open" or token.text not in _CLOSING_FOR:
        return False
    follows = cursor.peek(1)
    return not (follows is not None and follows.kind == "begin")


def is_evaluated(cursor: Cursor) -> bool:
    """Whether the bracket at the cursor carries bounds: [F]_a^b stands beside what is before it."""
    behind = cursor.match[cursor.position] + 1
    return 0 < behind < cursor.limit and cursor.tokens[behind].kind == "sub"


def bracketed(cursor: Cursor) -> Expr:
    """What an opening bracket at the place of an operand begins."""
    first = cursor.position
    token = cursor.tokens[first]
    end = cursor.partner(first)
    following = cursor.peek(1)
    if following is not None and following.kind == "begin" and token.text not in ("|", "||"):
        return _table(cursor, token, end, first)
    match token.text:
        case "|" | "||":
            return _absolute(cursor, end, first)
        case "floor" | "ceil":
            cursor.position += 1
            body = cursor.within(end, cursor.grammar.expression)
            cursor.position = end + 1
            return Rounding("floor" if token.text == "floor" else "ceil", body, span=cursor.span(first))
        case "<":
            return _angle(cursor, end, first)
        case ".":
            return _open_left(cursor, end, first)
        case "{":
            return _curly(cursor, end, first)
        case _:
            return _round(cursor, end, first)


def _round(cursor: Cursor, end: int, first: int) -> Expr:
    opening, closing = cursor.tokens[first], cursor.tokens[end]
    cursor.position += 1
    items = _items_within(cursor, end)
    cursor.position = end + 1
    shapes = (opening.text, closing.text)
    if shapes not in (("(", "("), ("[", "[")):
        if len(items) == 2 and all(shape.removeprefix("reversed ") in ("(", "[") for shape in shapes):
            return Interval(items[0], items[1], (shapes[0] == "[", shapes[1] == "["), span=cursor.span(first))
        if opening.side != "left" or closing.side != "right" or len(items) != 1:
            raise cursor.refusal("bracket closed by one of another shape", closing)
    if len(items) != 1:
        return Tuple(tuple(items), span=cursor.span(first))
    return _evaluation_after(cursor, items[0], first, closed=opening.text == "[")


def _items_within(cursor: Cursor, end: int) -> list[Expr]:
    cursor.deeper()
    items = cursor.within(end, _conditional_items) if cursor.position < end else []
    cursor.depth -= 1
    return items


def _conditional_items(cursor: Cursor) -> list[Expr]:
    """Items, of which the last may be X|y, z."""
    first = cursor.position
    items = cursor.grammar.items(cursor)
    token = cursor.peek()
    if token is None or token.kind != "bar" or token.text != "|":
        return items
    cursor.take()
    given = cursor.grammar.items(cursor)
    return [Relation((pack(items), pack(given)), ("mid",), span=cursor.span(first))]


def pack(items: list[Expr]) -> Expr:
    """One item as itself, several as a Tuple."""
    return items[0] if len(items) == 1 else Tuple(tuple(items), span=items[0].span if items else Hole().span)


def _evaluation_after(cursor: Cursor, body: Expr, first: int, *, closed: bool) -> Expr:
    """[F]_a^b, also with round brackets when both bounds stand; [F]_{x=a} only with square ones."""
    token = cursor.peek()
    if token is None or token.kind != "sub":
        return body
    follows = cursor.peek(1)
    end = cursor.match[cursor.position + 1] if follows is not None and follows.kind == "group" else cursor.position + 1
    bounded = 0 <= end + 1 < cursor.limit and cursor.tokens[end + 1].kind == "sup"
    pointed = any(relation_of(item) == "=" for item in cursor.tokens[cursor.position : end])
    if not bounded and not (closed and pointed):
        raise cursor.refusal("bracket with an index below is not read", token)
    return evaluation(cursor, body, first)


def evaluation(cursor: Cursor, body: Expr, first: int) -> Expr:
    """body with the bounds that the cursor stands at: _a^b, or _{x=a}."""
    below: Expr | None = None
    above: Expr | None = None
    while (token := cursor.peek()) is not None and token.kind in ("sub", "sup"):
        cursor.take()
        if token.kind == "sub":
            below = argument(cursor)
        else:
            above = argument(cursor)
    variable, lower = _point(below)
    other, upper = _point(above)
    variable = variable if variable is not None else other
    if lower is None:
        raise cursor.refusal("evaluation mark without a point", cursor.tokens[first])
    if upper is None:
        return Evaluated(body, variable, None, lower, span=cursor.span(first))
    return Evaluated(body, variable, lower, upper, span=cursor.span(first))


def _point(bound: Expr | None) -> tuple[Expr | None, Expr | None]:
    match bound:
        case Relation(operands=(variable, value), operators=("=",)):
            return variable, value
        case _:
            return None, bound


def _angle(cursor: Cursor, end: int, first: int) -> Expr:
    cursor.position += 1
    items = _items_within(cursor, end)
    cursor.position = end + 1
    token = cursor.peek()
    if len(items) != 1:
        raise cursor.refusal("inner product is not read", cursor.tokens[first])
    if token is None or token.kind != "sub":
        return Expectation("E", None, (items[0],), span=cursor.span(first))
    cursor.take()
    return Expectation("E", subscript(cursor), (items[0],), span=cursor.span(first))


def _open_left(cursor: Cursor, end: int, first: int) -> Expr:
    closing = cursor.tokens[end]
    cursor.position += 1
    body = cursor.within(end, cursor.grammar.expression)
    cursor.position = end + 1
    if closing.text in ("|", "]", "["):
        return evaluation(cursor, body, first)
    if closing.text == ".":
        return body
    raise cursor.refusal("bracket without its left half", closing)


def _absolute(cursor: Cursor, end: int, first: int) -> Expr:
    norm = cursor.tokens[first].text == "||"
    cursor.position += 1
    cursor.deeper()
    body = cursor.within(end, cursor.grammar.expression)
    cursor.depth -= 1
    cursor.position = end + 1
    return _absolute_of(cursor, body, norm, first)


def bar(cursor: Cursor) -> Expr:
    """|x| or ||x|| with plain bars, at the place of an operand."""
    first = cursor.position
    token = cursor.take()
    partner = cursor.next_bar.get(first, -1)
    if partner < 0 or partner >= cursor.limit:
        raise cursor.refusal("vertical bar whose meaning is unclear", token)
    cursor.deeper()
    body = cursor.within(partner, cursor.grammar.expression)
    cursor.depth -= 1
    cursor.position = partner + 1
    return _absolute_of(cursor, body, token.text == "||", first)


def _absolute_of(cursor: Cursor, body: Expr, norm: bool, first: int) -> Expr:
    token = cursor.peek()
    if token is not None and token.kind == "sub":
        raise cursor.refusal("norm with an index is not read", token)
    match body:
        case Name(base=letter, font=font) if not norm and (letter in ("Sigma", "Lambda", "Omega") or font == "mathbf"):
            raise cursor.refusal("matrix algebra is not read yet: determinant", cursor.tokens[first])
        case _:
            return Absolute(body, norm, span=cursor.span(first))


def _curly(cursor: Cursor, end: int, first: int) -> Expr:
    condition_at = _condition(cursor, first + 1, end)
    cursor.position += 1
    if condition_at is None:
        items = _items_within(cursor, end)
        cursor.position = end + 1
        if len(items) == 1 and not cursor.in_set:
            return items[0]
        return SetOf(tuple(items), span=cursor.span(first))
    cursor.deeper()
    items = cursor.within(condition_at, cursor.grammar.items)
    cursor.position = condition_at + 1
    condition = cursor.within(end, lambda inner: conjunction(inner.grammar.items(inner)))
    cursor.depth -= 1
    cursor.position = end + 1
    return SetOf(tuple(items), condition, span=cursor.span(first))


def _condition(cursor: Cursor, start: int, end: int) -> int | None:
    """Where the colon or the only bar of {x : condition} stands."""
    depth = 0
    for index in range(start, end):
        token = cursor.tokens[index]
        depth += {"group": 1, "open": 1, "begin": 1, "ungroup": -1, "close": -1, "end": -1}.get(token.kind, 0)
        if depth == 0 and token.is_sign(":"):
            return index
        if depth == 0 and token.kind == "bar" and token.text == "|":
            if token.side == "mid" or cursor.bars_left.get(index, 0) == 1:
                return index
    return None


def is_comprehension(cursor: Cursor) -> bool:
    """Whether {x : condition} stands at the cursor."""
    opening = cursor.position
    return cursor.tokens[opening].text == "{" and _condition(cursor, opening + 1, cursor.partner(opening)) is not None


def conjunction(items: list[Expr]) -> Expr:
    """Conditions set off by commas, as one; i = 1, ..., n is one relation with a list, and so is x, y > 0."""
    merged = _with_lists(items)
    if len(merged) == 1:
        return merged[0]
    if all(isinstance(item, (Relation, Logical)) for item in merged):
        return Logical("and", tuple(merged), span=merged[0].span)
    return Tuple(tuple(merged), span=merged[0].span)


def _with_lists(items: list[Expr]) -> list[Expr]:
    merged: list[Expr] = []
    waiting: list[Expr] = []
    for index, item in enumerate(items):
        last = merged[-1] if merged else None
        if isinstance(item, (Relation, Logical)):
            if waiting and isinstance(item, Relation) and item.operands[0] is not None:
                left = Tuple((*waiting, item.operands[0]), span=waiting[0].span)
                item, waiting = Relation((left, *item.operands[1:]), item.operators, span=item.span), []
            merged.extend(waiting)
            waiting = []
            merged.append(item)
        elif isinstance(last, Relation) and not waiting and _extends(last, items[index:]):
            merged[-1] = _longer(last, item)
        else:
            waiting.append(item)
    return [*merged, *waiting]


def _extends(last: Relation, rest: list[Expr]) -> bool:
    """Whether what follows belongs to the list on the right of the last relation."""
    tail = last.operands[-1]
    begun = isinstance(tail, Tuple) and any(isinstance(item, Ellipsis_) for item in tail.items)
    relations = any(isinstance(item, (Relation, Logical)) for item in rest)
    return begun or isinstance(rest[0], Ellipsis_) or not relations


def _longer(last: Relation, item: Expr) -> Relation:
    tail = last.operands[-1]
    if tail is None:
        return last
    items = (*tail.items, item) if isinstance(tail, Tuple) else (tail, item)
    return Relation((*last.operands[:-1], Tuple(items, span=tail.span)), last.operators, span=last.span)


def _table(cursor: Cursor, opening: Token, end: int, first: int) -> Expr:
    begin = cursor.tokens[first + 1]
    table_end = cursor.partner(first + 1)
    if opening.text == "{" and begin.text in (TABLES | {"aligned", "split", "gathered"}) and table_end + 1 == end:
        if cursor.tokens[end].text == ".":
            cursor.position += 1
            result = cases(cursor)
            cursor.position = end + 1
            return result
    if begin.text in TABLES | MATRICES:
        if opening.text == "(" and begin.text == "array":
            binomial = _stacked(cursor, table_end)
            if binomial:
                raise cursor.refusal("binomial written as an array is not read", begin)
        raise cursor.refusal("matrix algebra is not read yet: matrix", begin)
    raise cursor.refusal(f"environment {begin.text} inside brackets is not read", begin)


def _stacked(cursor: Cursor, end: int) -> bool:
    return not any(token.kind == "amp" for token in cursor.tokens[cursor.position : end])


def environment(cursor: Cursor) -> Expr:
    """An environment at the place of an operand: cases, or a refusal by name."""
    token = cursor.tokens[cursor.position]
    if token.text in CASES:
        return cases(cursor)
    if token.text in TABLES | MATRICES:
        raise cursor.refusal("matrix algebra is not read yet: matrix", token)
    raise cursor.refusal(f"environment {token.text} inside a formula is not read", token)


def cases(cursor: Cursor) -> Expr:
    """The branches of a cases environment, or of an array behind an opening brace."""
    first = cursor.position
    end = cursor.partner(first)
    branches: list[tuple[Expr, Expr | None]] = []
    for start, stop in _split(cursor.tokens, first + 1, end, "row"):
        start, stop = trimmed(cursor.tokens, start, stop)
        if start < stop:
            branches.append(_branch(cursor, start, stop))
    if not branches:
        raise cursor.refusal("cases without branches", cursor.tokens[first])
    cursor.position = end + 1
    return Cases(tuple(branches), span=cursor.span(first))


def _split(tokens: list[Token], start: int, end: int, kind: str) -> list[tuple[int, int]]:
    parts, depth, begin = [], 0, start
    for index in range(start, end):
        token = tokens[index]
        depth += {"group": 1, "open": 1, "begin": 1, "ungroup": -1, "close": -1, "end": -1}.get(token.kind, 0)
        if depth == 0 and token.kind == kind:
            parts.append((begin, index))
            begin = index + 1
    return [*parts, (begin, end)]


def trimmed(tokens: list[Token], start: int, stop: int) -> tuple[int, int]:
    """The range without its closing punctuation and empty braces."""
    while stop > start and (tokens[stop - 1].is_sign(",", ".", ";", ":") or tokens[stop - 1].kind == "quad"):
        stop -= 1
    return start, stop


def _branch(cursor: Cursor, start: int, stop: int) -> tuple[Expr, Expr | None]:
    cells = [cell for cell in _split(cursor.tokens, start, stop, "amp") if cell[0] < cell[1]]
    if len(cells) == 1:
        cells = _at_words(cursor, start, stop)
    if len(cells) != 2:
        if len(cells) != 1:
            raise cursor.refusal("branch of cases with more than a value and a condition", cursor.tokens[start])
        return _part(cursor, *cells[0], cursor.grammar.listed), None
    value = _part(cursor, *trimmed(cursor.tokens, *cells[0]), cursor.grammar.listed)
    return value, condition(cursor, *trimmed(cursor.tokens, *cells[1]))


def _at_words(cursor: Cursor, start: int, stop: int) -> list[tuple[int, int]]:
    for begin, index in _split(cursor.tokens, start, stop, "text")[:1]:
        if index < stop and index > begin:
            return [(begin, index), (index, stop)]
    parts = _split(cursor.tokens, start, stop, "sign")
    for _, index in parts:
        if index < stop and cursor.tokens[index].is_sign(","):
            return [(start, index), (index + 1, stop)]
    return [(start, stop)]


def _part(cursor: Cursor, start: int, stop: int, read: object) -> Expr:
    cursor.position = start
    cursor.deeper()
    result: Expr = cursor.within(stop, read)  # type: ignore[arg-type]
    cursor.depth -= 1
    return result


def condition(cursor: Cursor, start: int, stop: int) -> Expr | None:
    """A branch's condition without its `if`; words alone are a Text."""
    tokens = cursor.tokens
    first = start
    while start < stop and tokens[start].kind == "text" and is_prose(tokens[start]):
        start += 1
    if start == stop:
        words = " ".join(token.text.strip() for token in tokens[first:stop])
        return Text(words, span=cursor.places.span(tokens[first].start, tokens[stop - 1].end)) if words else None
    if start > first and not all(_is_plain(token.text) for token in tokens[first:start]):
        words = " ".join(token.text.strip() for token in tokens[first:start])
        raise cursor.refusal(f"words inside a formula: {words!r}", tokens[first])
    return _part(cursor, start, stop, lambda inner: conjunction(inner.grammar.items(inner)))


def _is_plain(words: str) -> bool:
    return words.strip().lower().rstrip(":,") in ("if", "for", "when", "where", "with", "and if", "in case", "iff",
                                                  "for all", "for any", "whenever", "as", "else if")  # fmt: skip
