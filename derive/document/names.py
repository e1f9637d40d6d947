"""Letters, words, numerals and what hangs on them: fonts, hats, primes, subscripts, superscripts."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from derive.document.cursor import Cursor, is_d, relation_of, starts_name
from derive.document.syntax import (
    Add,
    Apply,
    Expr,
    Group,
    Hole,
    Label,
    Multiply,
    Name,
    Number,
    Power,
    Relation,
    Subscript,
    Text,
    Tuple,
)
from derive.document.tokens import Token
from derive.document.vocabulary import FUNCTIONS, LETTERS, MARKS, RUNS, SUBSCRIPT_WORDS

Raised = tuple[Literal["prime", "label", "power"], Expr | str | int]
_LABELS = frozenset({"*", "star", "ast", "dagger", "+", "-", "ddagger", "sharp", "flat", "natural"})


def number(cursor: Cursor) -> Expr:
    """A numeral, exactly."""
    first = cursor.position
    token = cursor.take()
    if len(token.text) > 1 and token.text[0] == "0" and token.text.isdigit():
        raise cursor.refusal("numeral with a leading zero or a comma is not read", token)
    return Number(Fraction(token.text), span=cursor.span(first))


_WORD = re.compile(r"[^\W\d_][\w\-]*\.?")


def is_prose(token: Token) -> bool:
    """Whether a text token holds words of the language rather than a name: by its spaces, signs and words."""
    words = token.text
    if token.kind != "text":
        return False
    return _WORD.fullmatch(words) is None or words.lower().strip(".,:;") in _PROSE


_PROSE = frozenset(
    [
        "if",
        "for",
        "when",
        "where",
        "otherwise",
        "else",
        "since",
        "as",
        "and",
        "or",
        "with",
        "by",
        "because",
        "thus",
        "hence",
        "so",
        "then",
        "iff",
        "but",
        "let",
        "given",
        "from",
        "using",
        "is",
        "are",
        "the",
        "of",
        "in",
        "on",
        "to",
        "we",
        "such",
        "that",
        "provided",
        "whenever",
        "unless",
        "while",
        "which",
        "i.e.",
        "e.g.",
        "wlog",
    ]
)


def name(cursor: Cursor) -> Expr:
    """One name without scripts: a letter, a word of letters set close, a word in a font, a decorated name."""
    first = cursor.position
    token = cursor.take()
    match token.kind:
        case "letter":
            word = _run(cursor, first)
            return Name(word or token.text, span=cursor.span(first))
        case "word":
            return Name(token.text, font=token.font, span=cursor.span(first))
        case "text":
            if is_prose(token):
                return Text(token.text.strip(), span=cursor.span(first))
            return Name(token.text, font=token.font or "text", span=cursor.span(first))
    if token.text in LETTERS:
        return Name(token.text, span=cursor.span(first))
    if token.text in MARKS:
        return _marked(cursor, MARKS[token.text], first)
    raise cursor.refusal(f"unknown command \\{token.text}", token)


def _run(cursor: Cursor, first: int) -> str | None:
    """The word that the letters set close together from `first` spell, if it is a known one; moves behind it."""
    index, tokens = first, cursor.tokens
    while index + 1 < cursor.limit and index - first < 12 and tokens[index + 1].kind == "letter":
        if tokens[index + 1].start != tokens[index].end or tokens[index + 1].spaced:
            break
        index += 1
    word = "".join(token.text for token in tokens[first : index + 1])
    if word not in RUNS or (tokens[first].start == tokens[index].start and index > first):
        return None
    cursor.position = index + 1
    return word


def run_ahead(cursor: Cursor) -> str | None:
    """The known word that begins at the cursor, without moving."""
    first = cursor.position
    token = cursor.peek()
    if token is None or token.kind != "letter":
        return None
    word = _run(cursor, first)
    cursor.position = first
    return word


def _marked(cursor: Cursor, mark: str, first: int) -> Expr:
    body = argument(cursor)
    marked = _mark(body, mark)
    if marked is None:
        raise cursor.refusal(f"{mark} over an expression is not read", cursor.tokens[first])
    return replace(marked, span=cursor.span(first))


def _mark(body: Expr, mark: str) -> Name | Subscript | Label | None:
    match body:
        case Name():
            return replace(body, marks=(*body.marks, mark))
        case Subscript(base=base) | Label(base=base):
            inner = _mark(base, mark)
            return None if inner is None else replace(body, base=inner)
        case _:
            return None


def argument(cursor: Cursor) -> Expr:
    """What a script or a command takes: a group in braces, or one token with what it needs."""
    token = cursor.peek()
    if token is None:
        raise cursor.refusal("argument is missing")
    if token.kind == "group":
        return braced(cursor)
    if token.kind == "number":
        if len(token.text) > 1:
            raise cursor.refusal("several digits without braces after a script or command", token)
        return number(cursor)
    if token.is_sign("*", "+", "-", "!") or token.is_command("star", "ast", "dagger", "prime"):
        cursor.take()
        return Name(token.text, span=cursor.places.span(token.start, token.end))
    if token.is_command("cdot"):
        cursor.take()
        return Hole(span=cursor.places.span(token.start, token.end))
    if token.kind == "letter":
        cursor.take()
        return Name(token.text, span=cursor.places.span(token.start, token.end))
    if token.is_command("infty", "frac", "dfrac", "tfrac", "sqrt", "ldots", "dots"):
        return cursor.grammar.factor(cursor)
    if token.kind in ("word", "text", "command"):
        return name(cursor)
    raise cursor.refusal("argument is missing", token)


def braced(cursor: Cursor) -> Expr:
    """A group in braces, as a list or a relation or an expression."""
    end = cursor.partner(cursor.position)
    cursor.deeper()
    cursor.position += 1
    body = cursor.within(end, cursor.grammar.listed)
    cursor.position = end + 1
    cursor.depth -= 1
    return body


def scripted(cursor: Cursor, base: Expr, first: int) -> Expr:
    """The base with its primes, subscript and superscript, whichever order they are written in."""
    primes, index = 0, None
    above: list[Raised] = []
    while (token := cursor.peek()) is not None:
        if token.kind == "prime":
            cursor.take()
            primes += 1
        elif token.kind == "sub" and index is None:
            cursor.take()
            index = subscript(cursor)
        elif token.kind == "sup":
            cursor.take()
            kind, value = superscript(cursor, base)
            if kind == "prime":
                primes += value if isinstance(value, int) else 0
            else:
                above.append((kind, value))
        else:
            break
    if primes:
        base = _primed(cursor, base, primes, first)
    if index is not None:
        if not isinstance(base, (Name, Label)):
            raise cursor.refusal("subscript of something that is no name", cursor.tokens[first])
        base = Subscript(base, index, span=cursor.span(first))
    return _raised(cursor, base, above, first)


def _raised(cursor: Cursor, base: Expr, above: list[Raised], first: int) -> Expr:
    if sum(kind == "power" for kind, _ in above) > 1:
        raise cursor.refusal("two superscripts on one letter", cursor.tokens[first])
    for kind, value in above:
        if kind == "label":
            base = Label(base, str(value), span=cursor.span(first))
    if isinstance(base, Apply) and cursor.tokens[first].kind in ("open", "group"):
        base = Group(base, span=base.span)
    for kind, value in above:
        if kind == "power" and not isinstance(value, (str, int)):
            base = Power(base, value, span=cursor.span(first))
    return base


def _primed(cursor: Cursor, base: Expr, primes: int, first: int) -> Expr:
    match base:
        case Name():
            return replace(base, primes=base.primes + primes, span=cursor.span(first))
        case Subscript(base=Name() as inner):
            return replace(base, base=replace(inner, primes=inner.primes + primes), span=cursor.span(first))
        case _:
            raise cursor.refusal("prime on something that is no name", cursor.tokens[first])


def subscript(cursor: Cursor) -> Expr:
    """The index: letters set close are a label when they spell a word, else several indices."""
    first = cursor.position
    token = cursor.peek()
    if token is not None and token.kind == "number" and len(token.text) > 1:
        raise cursor.refusal("several digits without braces after a script or command", token)
    if token is None or token.kind != "group":
        return argument(cursor)
    end = cursor.partner(first)
    inside = cursor.tokens[first + 1 : end]
    if not inside:
        cursor.position = end + 1
        return Text("", span=cursor.span(first))
    word = inside[0].text if len(inside) == 1 and re.fullmatch(r"0\d+", inside[0].text) else _label_word(inside)
    if word is not None:
        cursor.position = end + 1
        return Name(word, span=cursor.span(first))
    if len(inside) == 1 and (inside[0].is_sign("*", "+", "-") or inside[0].is_command("star", "ast", "cdot")):
        cursor.position += 1
        result = argument(cursor)
        cursor.position = end + 1
        return result
    if any(item.is_sign(":") for item in inside):
        return _range(cursor, end)
    return _indices(braced(cursor))


def _range(cursor: Cursor, end: int) -> Expr:
    """The range of x_{1:T}: a Relation with operator ":"."""
    first = cursor.position
    depth, colon = 0, -1
    for index in range(first + 1, end):
        depth += {"group": 1, "open": 1, "ungroup": -1, "close": -1}.get(cursor.tokens[index].kind, 0)
        if depth == 0 and cursor.tokens[index].is_sign(":"):
            if colon >= 0:
                raise cursor.refusal("two colons in an index", cursor.tokens[index])
            colon = index
    if colon < 0:
        return _indices(braced(cursor))
    cursor.position = first + 1
    before = cursor.within(colon, cursor.grammar.items) if colon > first + 1 else []
    cursor.position = colon + 1
    after = cursor.within(end, cursor.grammar.items) if colon + 1 < end else []
    cursor.position = end + 1
    lower = before[-1] if before else None
    ranged = Relation((lower, after[0] if after else None), (":",), span=cursor.span(first))
    items = (*before[:-1], ranged, *after[1:])
    return ranged if len(items) == 1 else Tuple(items, span=cursor.span(first))


def _label_word(inside: list[Token]) -> str | None:
    if len(inside) < 2 or any(token.kind != "letter" or not token.text.isascii() for token in inside):
        return None
    if any(after.start != before.end for before, after in pairwise(inside)):
        return None
    word = "".join(token.text for token in inside)
    return word if len(word) >= 3 or word in SUBSCRIPT_WORDS else None


def _indices(index: Expr) -> Expr:
    """Letters side by side in a subscript are several indices."""
    match index:
        case Multiply(factors=factors) if all(isinstance(item, (Name, Subscript)) for item in factors):
            return Tuple(factors, span=index.span)
        case _:
            return index


def superscript(cursor: Cursor, base: Expr) -> Raised:
    """("prime", how many), ("label", its words) or ("power", the exponent)."""
    token = cursor.peek()
    if token is None:
        raise cursor.refusal("superscript is missing")
    end = cursor.partner(cursor.position) if token.kind == "group" else cursor.position
    inside = cursor.tokens[cursor.position + 1 : end] if token.kind == "group" else [token]
    if token.kind == "number" and len(token.text) > 1:
        raise cursor.refusal("several digits without braces after a script or command", token)
    if not inside:
        raise cursor.refusal("empty superscript", token)
    label = _label(cursor, inside, base)
    if label is not None:
        cursor.position = end + 1
        return label
    if token.is_sign("-"):
        raise cursor.refusal("sign without braces in a superscript", token)
    return "power", argument(cursor)


def _label(cursor: Cursor, inside: list[Token], base: Expr) -> Raised | None:
    if all(token.kind == "prime" or token.is_command("prime") for token in inside):
        return "prime", len(inside)
    head = inside[0]
    if len(inside) == 1:
        if head.is_command("top", "intercal") or (head.text.strip() == "T" and head.kind in ("word", "text")):
            raise cursor.refusal("matrix algebra is not read yet: transpose", head)
        if head.kind == "letter" and head.text == "T" and _may_be_vector(base):
            raise cursor.refusal("matrix algebra is not read yet: transpose", head)
        if head.text in _LABELS and head.kind in ("sign", "command"):
            return "label", head.text
        if head.is_command("circ"):
            raise cursor.refusal("degree sign is not read", head)
    if all(token.is_sign("*", "+", "-") or token.is_command("star", "ast") for token in inside):
        return "label", "".join(token.text for token in inside)
    words = "".join(token.text for token in inside)
    if head.kind in ("text", "word") and len(inside) == 1 and (head.kind == "text" or head.font != "mathbb"):
        if head.kind == "text" or (head.font in ("mathrm", "operatorname") and head.text.isascii()):
            return "label", words.strip()
    if _is_shifted(inside, base):
        raise cursor.refusal("superscript in brackets may be a power or an index", head)
    if isinstance(base, (Name, Subscript, Label)) and _is_parenthesised(inside):
        return "label", "(" + "".join(token.text for token in inside[1:-1]) + ")"
    return None


def _may_be_vector(base: Expr) -> bool:
    """Whether ^T on it may be a transpose: not on a numeral, a discount, or a sum with a numeral."""
    match base:
        case Number():
            return False
        case Name(base=letter):
            return letter not in ("gamma", "lambda")
        case Add(terms=terms):
            return not any(isinstance(term, Number) for term in terms)
        case _:
            return True


def _is_parenthesised(inside: list[Token]) -> bool:
    return (
        3 <= len(inside) <= 6
        and inside[0].kind == "open"
        and inside[-1].kind == "close"
        and all(token.kind in ("letter", "number", "command", "prime") or token.is_sign(",") for token in inside[1:-1])
        and all(relation_of(token) is None for token in inside)
    )


def _is_shifted(inside: list[Token], base: Expr) -> bool:
    """Whether x^{(k+1)} stands: an index that is shifted, or a power in needless brackets."""
    if not isinstance(base, (Name, Subscript, Label)) or (isinstance(base, Name) and base.base == "e"):
        return False
    if len(inside) != 5 or inside[0].kind != "open" or inside[-1].kind != "close":
        return False
    return inside[1].kind == "letter" and inside[2].is_sign("+", "-") and inside[3].kind == "number"


def is_function(token: Token | None, cursor: Cursor) -> bool:
    """Whether a function that may go without brackets begins here: \\log, \\text{exp}, log."""
    if token is None:
        return False
    if token.kind == "command" or token.kind in ("word", "text"):
        return token.text in FUNCTIONS
    return token.kind == "letter" and (run_ahead(cursor) or "") in FUNCTIONS


def is_stray_differential(cursor: Cursor) -> bool:
    """Whether a differential that no integral owns begins here: dx set close, or an upright d before a name."""
    token, follows = cursor.peek(), cursor.peek(1)
    if token is None or follows is None or not is_d(token):
        return False
    if token.kind == "letter":
        return starts_name(follows) and follows.start == token.end
    return starts_name(follows) or follows.kind == "open"
