"""A place in a list of tokens, with what the grammar asks at every step: partners of brackets, bars, differentials."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Protocol, TypeVar

from derive.document.refusal import Refusal
from derive.document.syntax import Expr, Span
from derive.document.tokens import Token
from derive.document.vocabulary import INTEGRALS, LETTERS, MARKS, RELATIONS

MAX_DEPTH = 64
Read = TypeVar("Read")


class Places:
    """Offsets to lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(index + 1 for index, char in enumerate(text) if char == "\n")]

    def span(self, start: int, end: int) -> Span:
        line = bisect_right(self.starts, start)
        return Span(start, end, line, start - self.starts[line - 1] + 1)


class Grammar(Protocol):
    """What the parts of the grammar ask of one another."""

    def expression(self, cursor: Cursor) -> Expr: ...
    def additive(self, cursor: Cursor) -> Expr: ...
    def product(self, cursor: Cursor) -> Expr: ...
    def factor(self, cursor: Cursor) -> Expr: ...
    def listed(self, cursor: Cursor) -> Expr: ...
    def items(self, cursor: Cursor) -> list[Expr]: ...


def relation_of(token: Token | None) -> str | None:
    """The canonical name of the relation that the token is, or None."""
    if token is None or token.kind not in ("sign", "command"):
        return None
    return RELATIONS.get(token.text)


def is_d(token: Token | None) -> bool:
    """Whether the token may be the d of dx."""
    return token is not None and token.kind in ("letter", "word", "text") and token.text.strip() == "d"


def starts_name(token: Token | None) -> bool:
    """Whether the token begins a name: a letter, a Greek letter, a letter in a font, a decorated one."""
    if token is None:
        return False
    return token.kind in ("letter", "word") or (token.kind == "command" and token.text in (LETTERS | MARKS.keys()))


class Cursor:
    """The state of one recursive descent over `tokens`; `limit` is the first index out of reach."""

    def __init__(self, tokens: list[Token], places: Places, grammar: Grammar) -> None:
        self.tokens = [token for token in tokens if token.kind != "quad"]
        self.places, self.grammar = places, grammar
        self.position, self.limit, self.depth = 0, len(self.tokens), 0
        self.in_set = False
        self.match = _partners(self.tokens)
        self.next_bar, self.bars_left = _bars(self.tokens)
        self.differential, self.owned = _differentials(self.tokens, self.match)

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.position + ahead
        return self.tokens[index] if index < self.limit else None

    def take(self) -> Token:
        if self.position >= self.limit:
            raise self.refusal("formula ends where something is expected")
        self.position += 1
        return self.tokens[self.position - 1]

    def at_end(self) -> bool:
        return self.position >= self.limit

    def refusal(self, reason: str, token: Token | None = None) -> Refusal:
        """The refusal at the token, or where the cursor stands; to be raised."""
        if token is None and self.tokens:
            token = self.tokens[min(self.position, len(self.tokens) - 1)]
        return Refusal(reason, token.start if token is not None else 0)

    def span(self, first: int) -> Span:
        """The place of what was read since token number `first`."""
        if not self.tokens:
            return self.places.span(0, 0)
        start = self.tokens[min(first, len(self.tokens) - 1)]
        last = self.tokens[max(min(self.position - 1, len(self.tokens) - 1), 0)]
        return self.places.span(start.start, max(last.end, start.start))

    def partner(self, index: int) -> int:
        """The index of the bracket that closes the one at `index`."""
        found = self.match[index]
        if found < 0 or found >= self.limit:
            raise self.refusal("bracket is not closed", self.tokens[index])
        return found

    def within(self, end: int, read: Callable[[Cursor], Read]) -> Read:
        """What `read` makes of the tokens up to `end`, all of them."""
        limit, self.limit = self.limit, end
        result = read(self)
        if self.position != end:
            raise self.refusal(describe(self.tokens[self.position]))
        self.limit = limit
        return result

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refusal("formula nested too deep")


def describe(token: Token) -> str:
    """Why a token cannot stand where it stands."""
    match token.kind:
        case "text":
            return f"words inside a formula: {token.text.strip()[:40]!r}"
        case "bar":
            return "vertical bar whose meaning is unclear"
        case "command":
            return f"unexpected \\{token.text}"
        case _:
            return f"unexpected {token.text!r}"


def _partners(tokens: list[Token]) -> list[int]:
    closing = {"ungroup": "group", "close": "open", "end": "begin"}
    match = [-1] * len(tokens)
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind in ("sub", "sup") and not _has_argument(tokens, index + 1):
            raise Refusal("script without what it raises or lowers", token.start)
        if token.kind in ("group", "open", "begin"):
            stack.append(index)
        elif token.kind in closing:
            if not stack or tokens[stack[-1]].kind != closing[token.kind]:
                raise Refusal("brackets do not match", token.start)
            match[index] = stack[-1]
            match[stack.pop()] = index
    if stack:
        raise Refusal("bracket is not closed", tokens[stack[-1]].start)
    return match


def _has_argument(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind not in ("sub", "sup", "ungroup", "close", "end", "amp", "row")


def _bars(tokens: list[Token]) -> tuple[dict[int, int], dict[int, int]]:
    """For every plain bar, the next one of its kind at its level, and how many stand from it to the level's end."""
    levels: list[list[int]] = [[]]
    following: dict[int, int] = {}
    left: dict[int, int] = {}

    def close(bars: list[int]) -> None:
        for shape in ("|", "||"):
            same = [index for index in bars if tokens[index].text == shape]
            for rank, index in enumerate(same):
                left[index] = len(same) - rank
                if rank + 1 < len(same):
                    following[index] = same[rank + 1]

    for index, token in enumerate(tokens):
        if token.kind in ("group", "open", "begin"):
            levels.append([])
        elif token.kind in ("ungroup", "close", "end"):
            close(levels.pop())
        elif token.kind == "bar" and token.side == "" and not _is_evaluation(tokens, index):
            levels[-1].append(index)
    close(levels[0])
    return following, left


def _is_evaluation(tokens: list[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].kind in ("sub",) and index > 0


def _differentials(tokens: list[Token], match: list[int]) -> tuple[dict[int, int], set[int]]:
    """For every integral sign, where the differential that closes it begins; and all differentials so taken."""
    levels: list[list[int]] = [[]]
    found: dict[int, int] = {}
    owned: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind in ("group", "open", "begin"):
            levels.append([])
        elif token.kind in ("ungroup", "close", "end"):
            levels.pop()
        elif token.kind == "command" and token.text in INTEGRALS:
            after = _after_bounds(tokens, match, index + 1)
            if starts_differential(tokens, after):
                found[index] = after
                owned.add(after)
            else:
                levels[-1].extend([index] * INTEGRALS[token.text])
        elif starts_differential(tokens, index) and index not in owned and levels[-1]:
            found.setdefault(levels[-1].pop(), index)
            owned.add(index)
    return found, owned


def starts_differential(tokens: list[Token], index: int) -> bool:
    """Whether dx stands at the index."""
    if index + 1 >= len(tokens) or not is_d(tokens[index]):
        return False
    if index > 0 and tokens[index - 1].kind in ("sub", "sup"):
        return False
    upright = tokens[index].kind in ("word", "text")
    return starts_name(tokens[index + 1]) or (upright and tokens[index + 1].kind == "open")


def _after_bounds(tokens: list[Token], match: list[int], index: int) -> int:
    while index + 1 < len(tokens) and tokens[index].kind in ("sub", "sup"):
        index += 1
        if tokens[index].kind == "group":
            index = match[index] + 1
        elif tokens[index].is_sign("-", "+"):
            index += 2
        else:
            index += 1
    return index
