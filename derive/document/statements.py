"""Rows to raw statements: what is a claim, what a remark beside it, what goes on from the row above."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.document.cursor import relation_of
from derive.document.names import is_prose
from derive.document.rows import is_open_ended, step
from derive.document.tokens import Token
from derive.document.vocabulary import ARROWS, CONDITION_RELATIONS, ELLIPSES, JOINING_WORDS, TIMES

_CONDITIONAL = frozenset(
    [
        "if",
        "when",
        "for",
        "since",
        "because",
        "as",
        "unless",
        "provided",
        "whenever",
        "given",
        "assuming",
        "suppose",
        "by",
        "using",
        "from",
        "s.t.",
        "s.t",
        "while",
        "iff",
        "subject",
        "not",
        "without",
        "until",
        "only",
        "except",
    ]
)
_BOXES = frozenset({"square", "blacksquare", "Box", "blacktriangleright", "checkmark", "diamond"})


@dataclass(slots=True)
class Raw:
    """Tokens of one statement with its remarks; `head` is a left side in words; `formula` where it starts."""

    tokens: list[Token]
    formula: int
    remarks: list[list[Token]] = field(default_factory=list)
    head: list[Token] = field(default_factory=list)
    touches: set[int] = field(default_factory=set)
    related: bool = False
    dotted: bool = False

    def extend(self, tokens: list[Token]) -> None:
        """Append tokens, keeping account of relations and ellipses."""
        self.tokens.extend(tokens)
        self.related = self.related or has_relation(tokens)
        self.dotted = self.dotted or _has_ellipsis(tokens)

    def is_open(self) -> bool:
        return bool(self.tokens) and is_open_ended(self.tokens[-1])


@dataclass(slots=True)
class Segment:
    """Tokens between separators; `before` tells which separator precedes them, `words` its text."""

    before: str
    tokens: list[Token]
    word: Token | None = None


def statements(piece: list[Token], formula: int) -> list[Raw]:
    """The raw statements of one piece of a row."""
    segments = _segments(_unlabelled(piece))
    return _Folder(segments, formula).run()


def has_relation(tokens: list[Token]) -> bool:
    """Whether a relation stands outside of brackets."""
    depth = 0
    for token in tokens:
        depth += step(token)
        if depth == 0 and relation_of(token) is not None:
            return True
    return False


def _unlabelled(piece: list[Token]) -> list[Token]:
    """The piece without boxes, footnote stars, a label such as (b) or I: before it, and punctuation behind it."""
    tokens = [token for token in piece if not (token.kind == "command" and token.text in _BOXES)]
    cut = _label_end(tokens)
    return trimmed(tokens[cut:])


def _label_end(tokens: list[Token]) -> int:
    """How many tokens a label before the statement takes."""
    if len(tokens) > 3 and tokens[0].kind == "open" and tokens[2].kind == "close" and tokens[3].kind == "quad":
        if tokens[1].kind in ("letter", "number", "word"):
            return 4
    for index, token in enumerate(tokens[:6]):
        if token.is_sign(":") and index > 0 and not has_relation(tokens[:index]):
            rest = [item for item in tokens[index + 1 :] if item.kind != "quad"]
            spaced = tokens[index + 1 : index + 2] and tokens[index + 1].kind == "quad"
            arrow = any(item.is_command("to", "rightarrow", "mapsto", "longrightarrow") for item in rest)
            if not rest or rest[0].kind in ("text", "begin") or (spaced and not arrow):
                return index + 1
    return 0


def trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without quads around them and punctuation and footnote stars behind them."""
    start, stop = 0, len(tokens)
    while start < stop and (tokens[start].kind == "quad" or tokens[start].is_sign(",", ".", ";")):
        start += 1
    while stop > start:
        last = tokens[stop - 1]
        starred = last.is_sign("*") and (stop - 2 < start or tokens[stop - 2].end < last.start or
                                         tokens[stop - 2].is_sign("*") or tokens[stop - 2].kind == "close")  # fmt: skip
        if not (last.kind == "quad" or last.is_sign(",", ".", ";", ":") or starred):
            break
        stop -= 1
    return tokens[start:stop]


def _segments(tokens: list[Token]) -> list[Segment]:
    found = [Segment("start", [])]
    depth = 0
    for index, token in enumerate(tokens):
        depth += step(token)
        separator = _separator(tokens, index) if depth == 0 else None
        if separator is None:
            found[-1].tokens.append(token)
        elif separator in ("comma", "quad") and not found[-1].tokens and found[-1].word is None:
            found[-1].before = "comma" if "comma" in (separator, found[-1].before) else found[-1].before
        else:
            found.append(Segment(separator, [], token if separator in ("text", "comma") else None))
            if separator == "comma":
                found[-1].word = None
    return found


def _separator(tokens: list[Token], index: int) -> str | None:
    token = tokens[index]
    if token.kind == "quad":
        return "quad"
    if token.is_sign(",", ";"):
        return "comma"
    if token.kind == "command" and token.text in ARROWS:
        return "arrow"
    if token.kind == "command" and token.text == "forall":
        return "text"
    if token.is_command("wedge", "land") and _is_implication(tokens, index) and index > 0:
        return "arrow"
    if token.is_command("rightarrow", "to", "longrightarrow"):
        return "arrow" if _is_implication(tokens, index) else None
    if token.kind == "text" and is_prose(token):
        before = tokens[index - 1] if index else None
        return None if before is not None and is_open_ended(before) and _ends(tokens, index) else "text"
    return None


def _ends(tokens: list[Token], index: int) -> bool:
    return index + 1 >= len(tokens) or tokens[index + 1].kind == "quad" or tokens[index + 1].is_sign(",", ";", "+", "-")


def _is_implication(tokens: list[Token], index: int) -> bool:
    """An arrow at the start, or between two statements that have relations of their own."""
    before = [token for token in tokens[:index] if token.kind != "quad"]
    if not before:
        return True
    if len(tokens) > 400 and sum(token.is_command("to", "rightarrow", "longrightarrow") for token in tokens[:400]) > 40:
        return False
    last = max(
        (place for place, token in enumerate(before) if token.kind == "command" and token.text in ARROWS), default=-1
    )
    return _claims(before[last + 1 :]) and has_relation(tokens[index + 1 :])


def _claims(tokens: list[Token]) -> bool:
    return has_relation(
        [token for token in tokens if not token.is_command("to", "rightarrow", "longrightarrow")]
    ) and not any(token.is_sign(":") for token in tokens)


class _Folder:
    """Folds segments into statements, left to right; `remark` holds while what follows belongs to a remark."""

    def __init__(self, segments: list[Segment], formula: int) -> None:
        self.segments, self.formula = segments, formula
        self.found: list[Raw] = []
        self.remark = False
        self.fresh = True
        self.leading: list[list[Token]] = []
        self.related_later = _related_later(segments)

    def run(self) -> list[Raw]:
        for index, segment in enumerate(self.segments):
            match segment.before:
                case "arrow":
                    self.remark, self.fresh = False, True
                    self.plain(segment, index)
                case "text":
                    self.worded(segment, index)
                case "comma" | "quad":
                    self.beside(segment, index)
                case _:
                    self.plain(segment, index)
        if not self.found and self.leading:
            self.found.append(Raw([], self.formula))
        for raw in self.found:
            raw.tokens = trimmed(raw.tokens)
            _part_condition(raw)
        if self.leading and self.found:
            self.found[0].remarks[:0] = self.leading
        return self._conditions_apart()

    def last(self) -> Raw | None:
        return self.found[-1] if self.found and not self.fresh else None

    def start(self, tokens: list[Token]) -> None:
        self.found.append(Raw([], self.formula))
        self.found[-1].extend(tokens)
        self.fresh = False

    def plain(self, segment: Segment, index: int) -> None:
        if segment.tokens:
            self.start(segment.tokens)

    def worded(self, segment: Segment, index: int) -> None:
        word = segment.word
        words = word.text.strip().lower().strip(",.: ") if word is not None and word.kind == "text" else "forall"
        first = words.split(" ")[0] if words else ""
        last = self.last()
        if not words:
            self.continue_last(segment.tokens)
        elif words in ("and", "or") and self.remark:
            self.add_remark(word, segment.tokens)
        elif first in JOINING_WORDS and not any(part in _CONDITIONAL for part in words.split(" ")):
            self.remark, self.fresh = False, True
            self.plain(segment, index)
        elif last is not None and not last.related and segment.tokens and relation_of(segment.tokens[0]):
            last.head = [*last.tokens, *([word] if word is not None else [])]
            last.tokens, last.related = [], False
            last.extend(segment.tokens)
        elif last is None and not self.found and first not in _CONDITIONAL and words != "forall":
            if segment.tokens and relation_of(segment.tokens[0]):
                self.start(segment.tokens)
                self.found[-1].head = [word] if word is not None else []
            else:
                self.leading.append([word] if word is not None else [])
                self.plain(segment, index)
        else:
            self.remark = True
            self.add_remark(word, segment.tokens)

    def add_remark(self, word: Token | None, tokens: list[Token]) -> None:
        content = [*([word] if word is not None else []), *tokens]
        if not self.found:
            self.leading.append(content)
        elif self.remark and self.found[-1].remarks and word is not None and word.text.strip() in ("and", "or"):
            self.found[-1].remarks[-1].extend(content)
        else:
            self.found[-1].remarks.append(content)

    def continue_last(self, tokens: list[Token]) -> None:
        last = self.last()
        if last is None:
            if tokens:
                self.start(tokens)
        else:
            last.extend(tokens)

    def beside(self, segment: Segment, index: int) -> None:
        """What stands after a comma or a wide space."""
        tokens = segment.tokens
        if not tokens:
            return
        last = self.last()
        if self.remark:
            place = self.found[-1].remarks if self.found else self.leading
            if place:
                place[-1].extend([_comma(tokens[0]), *tokens])
                return
        if last is None:
            self.start(tokens)
        elif is_bracketed_remark(tokens):
            last.remarks.append(list(tokens))
        elif relation_of(tokens[0]) is not None or last.is_open():
            last.extend(tokens)
        elif segment.before == "comma":
            self.after_comma(segment, index, last)
        elif has_relation(tokens) or not last.related:
            self.start(tokens)
        elif is_operator(tokens[0]):
            last.extend(tokens)
        else:
            last.remarks.append(list(tokens))

    def after_comma(self, segment: Segment, index: int, last: Raw) -> None:
        tokens = segment.tokens
        if not last.related:
            last.extend([_comma(tokens[0]), *tokens])
        elif has_relation(tokens) or self.belongs_forward(index, last):
            self.start(tokens)
        else:
            last.extend([_comma(tokens[0]), *tokens])

    def belongs_forward(self, index: int, last: Raw) -> bool:
        """Whether an item without relation opens the list on the left of a later relation."""
        if last.dotted or _has_ellipsis(self.segments[index].tokens):
            return False
        return self.related_later[index]

    def _conditions_apart(self) -> list[Raw]:
        """Ranges and domains after a claim become remarks of it."""
        kept: list[Raw] = []
        for raw in self.found:
            if kept and is_condition(raw.tokens) and not is_condition(kept[-1].tokens):
                kept[-1].remarks.append(raw.tokens)
                kept[-1].remarks.extend(raw.remarks)
            else:
                kept.append(raw)
        return kept


def _part_condition(raw: Raw) -> None:
    """Take a bracketed condition at the end, f(x) = x \\; (x > 0), for the remark that it is."""
    if not raw.related or not raw.tokens or raw.tokens[-1].kind != "close" or raw.tokens[-1].text != "(":
        return
    depth, opening = 0, len(raw.tokens)
    while opening > 0:
        opening -= 1
        depth -= step(raw.tokens[opening])
        if depth == 0:
            break
    inside = raw.tokens[opening + 1 : -1]
    if opening == 0 or not has_relation(inside) or is_open_ended(raw.tokens[opening - 1]):
        return
    before = raw.tokens[opening - 1]
    if raw.tokens[opening].note == "wide" or before.kind in ("close", "number") or before.is_sign("!"):
        if has_relation(raw.tokens[:opening]):
            raw.remarks.insert(0, inside)
            raw.tokens = raw.tokens[:opening]


def _related_later(segments: list[Segment]) -> list[bool]:
    """For every segment whether a relation stands in a later one behind a comma."""
    later, found = [False] * len(segments), False
    for index in range(len(segments) - 1, -1, -1):
        later[index] = found
        found = found or (segments[index].before == "comma" and has_relation(segments[index].tokens))
    return later


def _comma(beside: Token) -> Token:
    return Token("sign", ",", beside.start, beside.start)


def is_operator(token: Token) -> bool:
    """A sign that joins what follows to what stands before."""
    return token.is_sign("+", "-", "/") or (token.kind == "command" and token.text in TIMES)


def _has_ellipsis(tokens: list[Token]) -> bool:
    return any(token.kind == "command" and token.text in ELLIPSES for token in tokens)


def is_bracketed_remark(tokens: list[Token]) -> bool:
    """A bracket around the whole that states something or begins with words."""
    if len(tokens) < 3 or tokens[0].kind != "open" or tokens[-1].kind != "close":
        return False
    depth, states = 0, False
    for index, token in enumerate(tokens):
        depth += step(token)
        if depth == 0 and index < len(tokens) - 1:
            return False
        states = states or (depth == 1 and relation_of(token) is not None)
    inside = [token for token in tokens[1:4] if token.kind != "begin"]
    return states or (bool(inside) and inside[0].kind == "text" and is_prose(inside[0]))


def is_condition(tokens: list[Token]) -> bool:
    """A range such as i = 1, ..., n, or a bound on plain names such as 0 < x or x in R."""
    depth, operators, in_side = 0, [], False
    for token in tokens:
        depth += step(token)
        relation = relation_of(token) if depth == 0 else None
        if relation is not None:
            operators.append(relation)
            in_side = relation in ("in", "notin", "subseteq")
        elif (token.kind == "open" and not in_side) or (
            token.kind == "command" and token.text in ("sum", "int", "frac", "prod", "nabla", "log", "exp", "ln")
        ):
            return False
    if not operators:
        return False
    if all(operator in CONDITION_RELATIONS for operator in operators):
        return True
    return operators == ["="] and _has_ellipsis(tokens) and not any(token.is_sign("+", "-") for token in _left(tokens))


def _left(tokens: list[Token]) -> list[Token]:
    for index, token in enumerate(tokens):
        if relation_of(token) is not None:
            return tokens[:index]
    return tokens
