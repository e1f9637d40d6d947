r"""A formula's tokens to rows and cells: brackets repaired, environments opened, rows split at \\ and &."""

from __future__ import annotations

from collections.abc import Mapping

from derive.document.cursor import relation_of
from derive.document.refusal import Refusal
from derive.document.tokens import Token
from derive.document.vocabulary import ARROWS, CASES, ROW_ENVIRONMENTS, TABLES, TIMES

OPENING = frozenset({"group", "open", "begin"})
CLOSING = frozenset({"ungroup", "close", "end"})
_CLOSER: Mapping[str, str] = {"group": "ungroup", "open": "close"}
_SHOWN: Mapping[str, str] = {"group": "brace", "ungroup": "brace", "open": "bracket", "close": "bracket"}


def step(token: Token) -> int:
    """+1 for what opens, -1 for what closes."""
    return 1 if token.kind in OPENING else -1 if token.kind in CLOSING else 0


def repair(tokens: list[Token]) -> tuple[list[Token], str | None]:
    """The tokens with every bracket closed, and what was mended, in words.

    Raises: Refusal for an environment that does not close.
    """
    return _Mender(tokens).run()


class _Mender:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.output: list[Token] = []
        self.stack: list[Token] = []
        self.notes: list[str] = []
        self.joined = _null_joints(tokens)
        self.undone: set[int] = set()

    def run(self) -> tuple[list[Token], str | None]:
        for index, token in enumerate(self.tokens):
            if index in self.joined:
                continue
            if token.kind in OPENING:
                self.stack.append(token)
                self.output.append(token)
            elif token.kind in CLOSING:
                self.close(token, index)
            else:
                if token.kind == "row" and _next_row_is_step(self.tokens, index):
                    self.close_until("begin", token)
                self.output.append(token)
        if any(token.kind == "begin" for token in self.stack):
            begin = next(token for token in self.stack if token.kind == "begin")
            raise Refusal(f"environment {begin.text} is not closed", begin.start)
        if self.tokens:
            self.close_until("begin", self.tokens[-1])
        output = [token for token in self.output if id(token) not in self.undone]
        return output, "; ".join(dict.fromkeys(self.notes)) or None

    def synthesise(self, at: Token) -> None:
        opened = self.stack.pop()
        self.notes.append(f"{_SHOWN[opened.kind]} left open is closed")
        self.output.append(Token(_CLOSER[opened.kind], opened.text, at.end, at.end, side=_other(opened.side)))

    def close_until(self, kind: str, at: Token) -> None:
        while self.stack and self.stack[-1].kind != kind:
            self.synthesise(at)

    def close(self, token: Token, index: int) -> None:
        wanted = {"ungroup": "group", "close": "open", "end": "begin"}[token.kind]
        if token.kind == "close":
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            self.close_bracket(token, following)
            return
        if not any(item.kind == wanted for item in self.stack):
            if token.kind == "end":
                raise Refusal(f"environment {token.text} is not opened", token.start)
            self.notes.append("stray brace is dropped")
            return
        if token.kind == "ungroup" and not self.inside_group():
            self.notes.append("stray brace is dropped")
            return
        at = self.output[-1]
        self.close_until(wanted, at)
        if token.kind == "end" and self.stack[-1].text != token.text:
            raise Refusal(f"environment {self.stack[-1].text} closed as {token.text}", token.start)
        self.stack.pop()
        self.output.append(token)

    def inside_group(self) -> bool:
        for item in reversed(self.stack):
            if item.kind == "begin":
                return False
            if item.kind == "group":
                return True
        return False

    def close_bracket(self, token: Token, following: Token | None) -> None:
        top = self.stack[-1] if self.stack else None
        bar = token.text in ("|", "||")
        scripted = following is not None and following.kind in ("sub", "sup")
        if bar and top is not None and top.kind == "open" and top.text == "." and not scripted:
            self.undone.add(id(self.stack.pop()))
            self.output.append(Token("bar", token.text, token.start, token.end, side="mid"))
            return
        if bar and (top is None or top.kind != "open" or top.text not in (token.text, ".")):
            self.output.append(Token("bar", token.text, token.start, token.end))
        elif top is not None and top.kind == "open":
            self.stack.pop()
            self.output.append(token)
        elif token.side == "" and len(self.output) == 1 and self.output[0].kind in ("number", "letter"):
            self.output.clear()
        else:
            self.notes.append("stray bracket is dropped")


def _other(side: str) -> str:
    return "right" if side == "left" else side


def _next_row_is_step(tokens: list[Token], index: int) -> bool:
    for token in tokens[index + 1 : index + 6]:
        if token.kind not in ("amp", "quad"):
            return relation_of(token) is not None
    return False


def _null_joints(tokens: list[Token]) -> set[int]:
    r"""Indices of a \right. and the \left. with which the next row takes up the same bracket."""
    joined: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind != "close" or token.text != "." or token.side != "right":
            continue
        seen_row = False
        for ahead in range(index + 1, min(index + 8, len(tokens))):
            follows = tokens[ahead]
            if follows.kind == "row":
                seen_row = True
            elif follows.kind == "open" and follows.text == "." and seen_row:
                joined.update((index, ahead))
                break
            elif follows.kind in OPENING or follows.kind in CLOSING:
                break
    return joined


def opened(tokens: list[Token]) -> list[Token]:
    """The tokens with layout environments, boxes and systems of equations taken apart at the top level."""
    match = _matches(tokens)
    output: list[Token] = []
    dropped: set[int] = set()
    inside: list[str] = []
    depth = 0
    for index, token in enumerate(tokens):
        if index in dropped:
            if token.kind in ("end", "close") and token.note == "":
                output.append(Token("row", "\\\\", token.start, token.end)) if _is_system_end(
                    tokens, match, index
                ) else None
            continue
        if depth == 0 and token.kind == "begin" and _is_layout(tokens, match, index):
            dropped.update((index, match[index]))
            if token.text in CASES:
                output.append(Token("row", "\\\\", token.start, token.end))
            continue
        if depth == 0 and _is_open_system(tokens, match, index):
            dropped.update((index, match[index], index + 1, match[index + 1]))
            output.append(Token("row", "\\\\", token.start, token.end))
            continue
        if depth == 0 and token.is_command("boxed") and index + 1 < len(tokens) and tokens[index + 1].kind == "group":
            dropped.update((index + 1, match[index + 1]))
            continue
        depth += step(token)
        if token.kind in OPENING:
            inside.append(token.kind)
        elif token.kind in CLOSING and inside:
            inside.pop()
        if not (token.kind in ("row", "amp") and inside and inside[-1] == "open"):
            output.append(token)
    return output


def _is_system_end(tokens: list[Token], match: list[int], index: int) -> bool:
    begin = tokens[match[index]]
    return begin.kind == "begin" and begin.text in (CASES | TABLES)


def _matches(tokens: list[Token]) -> list[int]:
    match, stack = [-1] * len(tokens), []
    for index, token in enumerate(tokens):
        if token.kind in OPENING:
            stack.append(index)
        elif token.kind in CLOSING and stack:
            match[index] = stack[-1]
            match[stack.pop()] = index
    return match


def _is_layout(tokens: list[Token], match: list[int], index: int) -> bool:
    name = tokens[index].text
    if name in ROW_ENVIRONMENTS:
        return True
    if name in TABLES:
        return not _is_operand(tokens, index)
    return name in CASES and _is_system(tokens, match, index) and not _is_operand(tokens, index)


def _is_open_system(tokens: list[Token], match: list[int], index: int) -> bool:
    token = tokens[index]
    if token.kind != "open" or token.text != "{" or index + 1 >= len(tokens) or tokens[index + 1].kind != "begin":
        return False
    if match[index + 1] + 1 != match[index] or _is_operand(tokens, index):
        return False
    return _is_system(tokens, match, index + 1)


def _is_operand(tokens: list[Token], index: int) -> bool:
    """Whether what begins at the index stands right after a relation or an operator."""
    before = index - 1
    while before >= 0 and tokens[before].kind in ("amp", "quad"):
        before -= 1
    return before >= 0 and is_open_ended(tokens[before])


def is_open_ended(token: Token) -> bool:
    """Whether a formula that ends with this token is unfinished."""
    if relation_of(token) is not None or token.is_sign("+", "-", "/"):
        return True
    return token.kind == "command" and token.text in (TIMES | {"wedge", "vee", "pm"})


def _is_system(tokens: list[Token], match: list[int], index: int) -> bool:
    """Whether every row of the environment is a statement: a relation that is not behind an &."""
    depth, cell, relations, rows = 0, 0, 0, []
    for token in tokens[index + 1 : match[index]]:
        depth += step(token)
        if depth == 0 and token.kind == "row":
            rows.append(relations)
            cell = relations = 0
        elif depth == 0 and token.kind == "amp":
            cell += 1
        elif (depth == 0 and relation_of(token) == "=") or relation_of(token) == ":=":
            relations += 1 if depth == 0 else 0
    rows.append(relations)
    return all(count > 0 for count in rows if count or rows.index(count) < len(rows) - 1) and rows[0] > 0


def split(tokens: list[Token], kind: str) -> list[list[Token]]:
    """The tokens cut at every token of the kind outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += step(token)
        if depth == 0 and token.kind == kind:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


_PLAIN_LABELS: Mapping[str, str] = {
    "d": "eqdist", "D": "eqdist", "!": "must_equal", "def": ":=", "Delta": ":=", "triangle": ":=", "def.": ":=",
    "text{def}": ":=",
}  # fmt: skip


def stacked_relations(tokens: list[Token]) -> list[Token]:
    r"""\overset{a}{=} and the like as one relation; a label in words goes into its note."""
    if not any(token.is_command(*_STACKS) or token.is_command(*_LONG_ARROWS) for token in tokens):
        return tokens
    match = _matches(tokens)
    output: list[Token] = []
    index = 0
    while index < len(tokens):
        made = _stacked(tokens, match, index)
        if made is None:
            output.append(tokens[index])
            index += 1
        else:
            output.append(made[0])
            index = made[1]
    return output


_STACKS = ("overset", "stackrel", "underset")
_LONG_ARROWS = ("xrightarrow", "xlongrightarrow", "xlongequal")


def _stacked(tokens: list[Token], match: list[int], index: int) -> tuple[Token, int] | None:
    token = tokens[index]
    if not (token.is_command(*_STACKS) or token.is_command(*_LONG_ARROWS)):
        return None
    label = _argument(tokens, match, index + 1)
    if label is None:
        return None
    words = "".join(item.text for item in tokens[label[0] : label[1]])
    if token.is_command(*_LONG_ARROWS):
        name = "=" if token.text == "xlongequal" else "to"
        return Token("command", name, token.start, tokens[label[2] - 1].end, note=words), label[2]
    base = _argument(tokens, match, label[2])
    if base is None or base[1] - base[0] != 1 or relation_of(tokens[base[0]]) is None:
        return None
    relation = tokens[base[0]].text
    worded = all(item.kind in ("letter", "word", "text", "command", "sign") for item in tokens[label[0] : label[1]])
    note = words if not worded and token.text == "underset" else words if worded and not words.isdigit() else ""
    note = note if token.text == "underset" or relation != "=" else ""
    if relation == "=" and token.text != "underset":
        relation = _PLAIN_LABELS.get(words, "=")
    return Token("command", relation, token.start, tokens[base[2] - 1].end, note=note), base[2]


def _argument(tokens: list[Token], match: list[int], index: int) -> tuple[int, int, int] | None:
    """Start and end of the argument's tokens, and the index behind it."""
    if index >= len(tokens):
        return None
    if tokens[index].kind != "group":
        return index, index + 1, index + 1
    return index + 1, match[index], match[index] + 1


def pieces(tokens: list[Token]) -> list[list[list[Token]]]:
    """Rows, each a list of pieces that stand beside one another."""
    return [_beside(split(row, "amp")) for row in split(opened(tokens), "row")]


def _beside(cells: list[list[Token]]) -> list[list[Token]]:
    """Cells joined into pieces: a new one begins at a cell that neither end nor start of its neighbour leaves open."""
    found: list[list[Token]] = [[]]
    for index, cell in enumerate(cells):
        if not cell:
            continue
        last = next((token for token in reversed(found[-1]) if token.kind != "quad"), None)
        first = next((token for token in cell if token.kind != "quad"), None)
        joins = last is None or first is None or is_open_ended(last) or is_open_ended(first) or index == 1
        if joins or (first is not None and first.kind == "command" and first.text in ARROWS):
            found[-1] = [*found[-1], *cell]
        else:
            found.append(list(cell))
    return found
