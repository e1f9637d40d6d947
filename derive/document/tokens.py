"""TeX to tokens in linear time, each with its offsets; knows the delimiters of TeX, nothing of mathematics.

Layout that has no meaning (thin spaces, labels, sizes, colours) is dropped here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from derive.document.refusal import Refusal
from derive.document.vocabulary import FONTS, TEXTS, UNICODE

MAX_FORMULA = 20_000
MAX_DIGITS = 400
MAX_NESTING = 60


@dataclass(frozen=True, slots=True)
class Token:
    r"""One token.

    `kind`: command, letter, number, sign, word (letters in a font), text, open, close, bar, group ({),
    ungroup (}), sub, sup, amp, row, quad, begin, end, prime. `side` of a delimiter: left, right, mid or "".
    """

    kind: str
    text: str
    start: int
    end: int
    side: str = ""
    font: str = ""
    note: str = ""
    spaced: bool = False

    def is_command(self, *names: str) -> bool:
        return self.kind == "command" and self.text in names

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


_LEX = re.compile(
    r"(?P<space>\s+)|(?P<comment>%[^\n]*)|(?P<command>\\(?:[A-Za-z]+\*?|.|\n|$))|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<assign>:=|=:)|(?P<dots>\.\.\.)|(?P<primes>'+)|(?P<one>.)",
    re.DOTALL,
)
_OPEN: Mapping[str, str] = {
    "(": "(", "[": "[", "lbrace": "{", "{": "{", "langle": "<", "lfloor": "floor", "lceil": "ceil", "lvert": "|",
    "lVert": "||", "lbrack": "[", "lparen": "(",
}  # fmt: skip
_CLOSE: Mapping[str, str] = {
    ")": "(", "]": "[", "rbrace": "{", "}": "{", "rangle": "<", "rfloor": "floor", "rceil": "ceil", "rvert": "|",
    "rVert": "||", "rbrack": "[", "rparen": "(",
}  # fmt: skip
_BARS: Mapping[str, str] = {"|": "|", "vert": "|", "Vert": "||", "mid": "|", "parallel": "||", "\\|": "||"}
_SIZES = frozenset({
    *(f"{size}{end}" for size in ("big", "Big", "bigg", "Bigg") for end in ("", "l", "r", "m")),
    "left", "right", "middle",
})  # fmt: skip
_SPACES = frozenset({"\n", " ", "!", ",", "-", "/", ":", ";", ">", "newline*"}) | frozenset({
    "allowbreak", "bigskip", "centering", "displaystyle", "enspace", "footnotesize", "hfil", "hfill", "hline",
    "large", "limits", "mathstrut", "medskip", "medspace", "negthinspace", "nobreak", "noindent", "nolimits",
    "nonumber", "normalsize", "notag", "null", "par", "qed", "qedhere", "relax", "scriptscriptstyle",
    "scriptstyle", "small", "smallskip", "strut", "textstyle", "thickspace", "thinspace",
})  # fmt: skip
_DROPPED_WITH_ARGUMENT = frozenset({
    "label", "tag", "tag*", "eqref", "ref", "cref", "Cref", "color", "hspace", "hspace*", "vspace", "vspace*",
    "mspace", "phantom", "hphantom", "vphantom", "cite", "citep", "citet", "footnote", "textcolor", "href",
    "hskip", "kern", "autoref", "class", "cssId", "style",
})  # fmt: skip
_BARE_BRACES = frozenset(
    {"mathop", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct", "ensuremath", "mathinner"}
)
_UNWRAPPED = frozenset({"boxed", "fbox", "mathclap", "mathllap", "mathrlap", "smash", "cancel", "bcancel",
                        "xcancel", "colorbox", "framebox"})  # fmt: skip
_ENVIRONMENT_ARGUMENT = frozenset({"array", "alignat", "alignat*", "alignedat", "IEEEeqnarray", "IEEEeqnarray*"})
_WORD = re.compile(r"\s*(?:\\([A-Za-z]+)|([^\W\d_]+[\d.\-]*|\d|[A-Za-z]\.[A-Za-z.]*))\s*\Z")
_BRACED = re.compile(r"\s*\{([^{}]*)\}")
_BARE = re.compile(r"\s*(?:\\([A-Za-z]+)|([A-Za-z0-9]))")
_STARRED = frozenset({"operatorname*", "tag*", "hspace*", "vspace*"})


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Tokens of text[start:end].

    Raises: Refusal for a formula, a numeral or a nest beyond the caps, or a brace that TeX could not read.
    """
    if end - start > MAX_FORMULA:
        raise Refusal(f"formula longer than {MAX_FORMULA} characters", start)
    tokens = _Lexer(text, start, end).run()
    _limit_nesting(tokens)
    return tokens


def _limit_nesting(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.kind in ("group", "open", "begin"):
            depth += 1
            if depth > MAX_NESTING:
                raise Refusal(f"brackets nested more than {MAX_NESTING} deep", token.start)
        elif token.kind in ("ungroup", "close", "end"):
            depth = max(0, depth - 1)


class _Lexer:
    """One pass over the text; `size` is the \\left, \\right or \\big that waits for its delimiter."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.position, self.end = text, start, end
        self.tokens: list[Token] = []
        self.size: str | None = None
        self.size_at = start
        self.spaced = False
        self.skipped: set[int] = set()
        self.wide = False

    def run(self) -> list[Token]:
        while self.position < self.end:
            found = _LEX.match(self.text, self.position, self.end)
            if found is None:
                break
            self.position = found.end()
            kind = str(found.lastgroup)
            if found.start() in self.skipped:
                continue
            if kind == "space":
                self.spaced = True
            elif kind != "comment":
                self.one(kind, found.group(), found.start())
        return self.tokens

    def one(self, kind: str, body: str, at: int) -> None:
        match kind:
            case "command":
                self.command(body[1:], at)
            case "number":
                self.number(body, at)
            case "assign":
                self.emit("command" if body == ":=" else "sign", body, at)
            case "dots":
                self.emit("command", "ldots", at)
            case "primes":
                for offset in range(len(body)):
                    self.emit("prime", "'", at + offset, at + offset + 1)
            case _:
                self.character(body, at)

    def emit(self, kind: str, text: str, at: int, end: int | None = None, **more: str) -> None:
        self.tokens.append(Token(kind, text, at, self.position if end is None else end, spaced=self.spaced, **more))
        self.spaced = self.wide = False

    def number(self, body: str, at: int) -> None:
        if len(body) > MAX_DIGITS:
            raise Refusal(f"numeral longer than {MAX_DIGITS} digits", at)
        fraction = self.tokens and self.tokens[-1].is_command("frac", "dfrac", "tfrac", "binom")
        if fraction and len(body) == 2 and body.isdigit():
            self.emit("number", body[0], at, at + 1)
            self.emit("number", body[1], at + 1, at + 2)
            return
        self.emit("number", body, at)

    def character(self, char: str, at: int) -> None:
        if self.size is not None or char in "()[]|":
            self.delimiter(char, at)
            return
        simple = {"{": "group", "}": "ungroup", "_": "sub", "^": "sup", "&": "amp"}.get(char)
        if simple is not None:
            self.emit(simple, char, at)
        elif char == "~":
            self.spaced = self.wide = True
        elif char in UNICODE:
            name = UNICODE[char]
            if name == "'":
                self.emit("prime", name, at)
            elif name in _BARS:
                self.delimiter(name, at)
            else:
                self.emit("sign" if name == "-" else "command", name, at)
        elif char.isalpha():
            self.emit("letter", char, at)
        else:
            self.emit("sign", char, at)

    def command(self, name: str, at: int) -> None:
        if name.endswith("*") and len(name) > 1 and name not in _STARRED:
            name = name[:-1]
            self.position -= 1
        if name in _SIZES:
            if self.size is not None:
                raise Refusal("size command without a delimiter", self.size_at)
            self.size, self.size_at = name, at
            return
        if name == "|":
            name = "\\|"
        if self.size is not None or name in _OPEN or name in _CLOSE or name in _BARS:
            self.delimiter(name, at)
        elif name in _SPACES:
            self.spaced = True
            self.wide = self.wide or name in (";", ":", " ", ">", "enspace", "thickspace", "medspace")
        elif name == "_":
            self.emit("sub", "_", at)
        elif name in ("quad", "qquad"):
            self.emit("quad", name, at)
        elif name in ("\\", "cr", "newline"):
            self.row(at)
        elif name in ("begin", "end"):
            self.environment(name, at)
        else:
            self.worded(name, at)

    def worded(self, name: str, at: int) -> None:
        if name in _DROPPED_WITH_ARGUMENT:
            self.argument(at)
        elif name in TEXTS:
            words = self.argument(at)
            self.emit("text", words, at)
        elif name.rstrip("*") in FONTS:
            self.font(name.rstrip("*"), at)
        elif name in _UNWRAPPED:
            self.emit("command", "boxed", at)
        elif name in _BARE_BRACES:
            self.unwrap(at)
        elif name == "not":
            self.negated(at)
        elif name in ("rm", "bf", "it", "cal", "sf", "tt"):
            self.spaced = True
        else:
            self.emit("command", name, at)

    def unwrap(self, at: int) -> None:
        """Read on inside the braces that follow, as if they were not there."""
        position = self.position
        self.argument(at)
        if self.position != position:
            self.skipped.add(self.position - 1)
            self.position = self.text.index("{", position) + 1

    def negated(self, at: int) -> None:
        found = re.compile(r"\s*(=|\\in\b|\\sim\b)").match(self.text, self.position, self.end)
        if found is None:
            raise Refusal("negated sign is not read", at)
        self.position = found.end()
        self.emit("command", {"=": "neq", "\\in": "notin"}.get(found.group(1), "nsim"), at)

    def font(self, name: str, at: int) -> None:
        braced = _BRACED.match(self.text, self.position, self.end)
        content = _WORD.match(braced.group(1)) if braced is not None else None
        if braced is not None and content is not None:
            self.position = braced.end()
            self.emit("word", content.group(1) or content.group(2), at, font=FONTS[name])
        elif (
            braced is not None
            and name in ("operatorname", "mathrm")
            and re.fullmatch(r"[A-Za-z.\s\-]|\\[,;: !]|[A-Za-z.\s\-]+(?:\\[,;: !][A-Za-z.\s\-]*)*", braced.group(1))
        ):
            self.position = braced.end()
            words = " ".join(re.sub(r"\\.", " ", braced.group(1)).split())
            self.emit("word" if words.replace(" ", "").isalpha() and name == "operatorname" else "text",
                      words, at, font=FONTS[name])  # fmt: skip
        elif braced is None:
            bare = _BARE.match(self.text, self.position, self.end)
            if bare is not None and name not in ("rm", "bf", "cal"):
                self.position = bare.end()
                self.emit("word", bare.group(1) or bare.group(2), at, font=FONTS[name])
        # otherwise the braces hold a formula of their own and the font is left to it

    def argument(self, at: int) -> str:
        """The raw argument in braces, or the empty string where none follows."""
        position = self.position
        while position < self.end and self.text[position] in " \n\t":
            position += 1
        if position < self.end and self.text[position] == "[":
            closing = self.text.find("]", position, self.end)
            position = closing + 1 if closing >= 0 else position
        if position >= self.end or self.text[position] != "{":
            return ""
        depth = 0
        for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(self.text, position, self.end):
            depth += {"{": 1, "}": -1}.get(found.group(), 0)
            if depth == 0:
                self.position = found.end()
                return self.text[position + 1 : found.start()]
        raise Refusal("argument in braces is not closed", at)

    def row(self, at: int) -> None:
        found = re.compile(
            r"(?:[ \t]*\\\\|\\(?=\s))?(?:\*|\[[^\]\n]{0,12}(?:pt|em|ex|cm|mm|in|baselineskip)\])?"
        ).match(self.text, self.position, self.end)
        if found is not None:
            self.position = found.end()
        self.emit("row", "\\\\", at)

    def environment(self, kind: str, at: int) -> None:
        name = self.argument(at).strip()
        if not name:
            raise Refusal(f"\\{kind} without a name", at)
        if kind == "begin":
            option = re.compile(r"\s*\[[a-z]\]").match(self.text, self.position, self.end)
            if option is not None:
                self.position = option.end()
            if name in _ENVIRONMENT_ARGUMENT:
                self.argument(at)
        self.emit(kind, name, at)

    def delimiter(self, name: str, at: int) -> None:
        size, self.size = self.size, None
        start = self.size_at if size is not None else at
        if name == "/" and size not in ("left", "right"):
            self.emit("sign", "/", at)
            return
        if size in ("left", "bigl", "Bigl", "biggl", "Biggl"):
            side = "left"
        elif size in ("right", "bigr", "Bigr", "biggr", "Biggr"):
            side = "right"
        else:
            side = "mid" if size == "middle" or name in ("mid", "parallel") else ""
        shape = _OPEN.get(name) or _CLOSE.get(name) or _BARS.get(name)
        if shape is None and name == ".":
            shape = "."
        if shape is None:
            raise Refusal(f"{name} is no delimiter", at)
        if name in _BARS and side not in ("left", "right"):
            self.bar(shape, start, side)
            return
        if name in _BARS or shape == ".":
            kind = "open" if side == "left" else "close"
        else:
            kind = "open" if side == "left" or (side != "right" and name in _OPEN) else "close"
        if ((name in _CLOSE) and kind == "open") or ((name in _OPEN) and kind == "close"):
            shape = "reversed " + shape
        self.emit(kind, shape, start, side=side, note="wide" if self.wide and kind == "open" else "")

    def bar(self, shape: str, at: int, side: str) -> None:
        last = self.tokens[-1] if self.tokens else None
        if (
            last is not None
            and last.kind == "bar"
            and last.text == shape == "|"
            and last.side == side == ""
            and (not re.search(r"\\,|\s", self.text[last.end : at]) or self.text[at] == self.text[last.start] == "\\")
        ):
            self.tokens[-1] = replace(last, text="||", end=self.position)
            return
        self.emit("bar", shape, at, side=side)
