"""Files and texts: reading them within bounds, finding the formulas with their offsets, the context, the prose."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from derive.document.refusal import DocumentError
from derive.document.vocabulary import DISPLAY_ENVIRONMENTS

MAX_BYTES = 2_000_000
MAX_PROSE = 600
_ENVIRONMENTS = "|".join(re.escape(name) for name in DISPLAY_ENVIRONMENTS)
_OPENING = re.compile(
    r"(?P<escape>\\[\\$`%])|(?P<display>\$\$)|(?P<inline>\$)|(?P<square>\\\[)|(?P<round>\\\()"
    r"|(?P<begin>\\begin\{(?P<name>(?:" + _ENVIRONMENTS + r")\*?)\})"
    r"|(?P<verbatim>\\begin\{(?P<verbatimname>verbatim|lstlisting|minted|comment)\*?\})"
    r"|(?P<comment><!--)|(?P<percent>%)|(?P<off>\\iffalse(?![A-Za-z]))|(?P<stop>\\end\{document\})"
    r"|(?P<fence>^[ \t]*(?P<mark>```+|~~~+)[^\n]*$)|(?P<code>`+)",
    re.MULTILINE,
)
_OPENINGS = (
    "escape", "display", "inline", "square", "round", "begin", "verbatim", "comment", "percent", "off", "stop", "fence",
    "code",
)  # fmt: skip
_BLOCK = re.compile(r"^[ \t]*%[ \t]*derive:[ \t]*\n((?:[ \t]*%[ \t]{2,}[^\n]*\n?)+)", re.MULTILINE)
_CONDITIONAL = re.compile(r"\\(?:(?P<fi>fi)|(?P<else>else)|if(?!f(?![a-zA-Z]))[a-zA-Z]*)(?![A-Za-z])")
_BLANK = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A formula in the text: the range with its delimiters, the range of the formula itself, display or inline."""

    outer: tuple[int, int]
    inner: tuple[int, int]
    display: bool


def load(path: str | Path) -> tuple[str, str]:
    """The text of a file and its kind (md or tex); of a notebook the concatenation of its markdown cells.

    Raises: DocumentError with one line.
    """
    file = Path(path)
    try:
        if (file.stat().st_size > MAX_BYTES and file.suffix != ".ipynb") or file.stat().st_size > 10 * MAX_BYTES:
            raise DocumentError(f"{path}: larger than {MAX_BYTES} bytes")
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file") from None
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not UTF-8 (byte {error.start})") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if file.suffix == ".ipynb":
        return _notebook(text, str(path)), "md"
    return text, "tex" if file.suffix in (".tex", ".ltx", ".latex") else "md"


def _notebook(text: str, path: str) -> str:
    """The markdown cells, joined by blank lines: lines of a notebook are counted in this text."""
    try:
        cells = json.loads(text)["cells"]
        parts = [_cell(cell) for cell in cells if cell.get("cell_type") == "markdown"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DocumentError(f"{path}: not a notebook") from None
    joined = "\n\n".join(parts)
    if len(joined) > MAX_BYTES:
        raise DocumentError(f"{path}: larger than {MAX_BYTES} bytes")
    return joined


def _cell(cell: dict[str, object]) -> str:
    source = cell["source"]
    return "".join(str(line) for line in source) if isinstance(source, list) else str(source)


def find_formulas(text: str, kind: str, skipped: tuple[tuple[int, int], ...] = ()) -> list[Found]:
    """All formulas of the text in order, outside of comments, code, front matter and the ranges to skip."""
    return list(_Scanner(text, kind, skipped).run())


class _Scanner:
    def __init__(self, text: str, kind: str, skipped: tuple[tuple[int, int], ...]) -> None:
        self.text, self.tex = text, kind == "tex"
        self.skipped = sorted(skipped)
        self.position = front_matter(text)[1] if not self.tex else 0
        self.absent: set[str] = set()
        self.paragraph_end = -1

    def run(self) -> Iterator[Found]:
        while (found := _OPENING.search(self.text, self.position)) is not None:
            if self.inside_skipped(found.start()):
                continue
            self.position = found.end()
            formula = self.one(found)
            if formula is not None:
                yield formula

    def inside_skipped(self, start: int) -> bool:
        while self.skipped and self.skipped[0][1] <= start:
            self.skipped.pop(0)
        if self.skipped and self.skipped[0][0] <= start:
            self.position = self.skipped[0][1]
            return True
        return False

    def one(self, found: re.Match[str]) -> Found | None:  # noqa: C901  one case for each opening
        match next(name for name in _OPENINGS if found[name] is not None):
            case "display":
                return self.delimited(found, "$$", True)
            case "inline":
                return self.inline(found)
            case "square":
                return self.delimited(found, "\\]", True)
            case "round":
                return self.delimited(found, "\\)", False)
            case "begin":
                return self.delimited(found, f"\\end{{{found['name']}}}", True)
            case "verbatim":
                self.skip_to(f"\\end{{{found['verbatimname']}", found.end())
            case "comment":
                self.skip_to("-->", found.end())
            case "percent" if self.tex:
                self.skip_to("\n", found.end())
            case "off" if self.tex:
                self.skip_branch(found.end())
            case "stop" if self.tex:
                self.position = len(self.text)
            case "fence" if not self.tex:
                self.skip_to("\n" + found["mark"].strip(), found.end())
            case "code" if not self.tex:
                self.code(found)
        return None

    def skip_to(self, closing: str, position: int) -> None:
        end = self.find(closing, position)
        self.position = len(self.text) if end < 0 else end + len(closing)
        if closing.startswith("\n") and len(closing) > 1 and end >= 0:
            line = self.text.find("\n", end + 1)
            self.position = len(self.text) if line < 0 else line

    def skip_branch(self, position: int) -> None:
        """Go on behind the \\else or \\fi that ends a branch that TeX does not set, conditionals inside counted."""
        depth = 1
        for found in _CONDITIONAL.finditer(self.text, position):
            if found["fi"] or (found["else"] and depth == 1):
                depth -= 1
            elif not found["else"]:
                depth += 1
            if depth == 0:
                self.position = found.end()
                return
        self.position = len(self.text)

    def find(self, closing: str, position: int) -> int:
        """Offset of the closing delimiter or -1; that it is absent is remembered."""
        if closing in self.absent:
            return -1
        end = self.text.find(closing, position)
        if end < 0:
            self.absent.add(closing)
        return end

    def code(self, found: re.Match[str]) -> None:
        end = self.find(found["code"], found.end())
        if 0 <= end <= self.end_of_paragraph(found.end()):
            self.position = end + len(found["code"])

    def end_of_paragraph(self, position: int) -> int:
        if self.paragraph_end < position:
            blank = _BLANK.search(self.text, position)
            self.paragraph_end = len(self.text) if blank is None else blank.start()
        return self.paragraph_end

    def delimited(self, found: re.Match[str], closing: str, display: bool) -> Found | None:
        end = self.find(closing, found.end())
        if end < 0:
            return None
        if closing == "\\]" or closing == "\\)":
            if self.text[end - 1] == "\\" and self.text[end - 2] != "\\":
                return None
        outer = (found.start(), end + len(closing))
        self.position = outer[1]
        inner = outer if found["begin"] is not None else (found.end(), end)
        if closing == "$$" and not self.tex:
            display = self.alone(*outer)
        return Found(outer, inner, display) if self.text[inner[0] : inner[1]].strip() else None

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing but layout shares the lines of a $$ formula."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        line_end = self.text.find("\n", end)
        after = self.text[end : len(self.text) if line_end < 0 else line_end]
        return not before.strip(" \t>*-") and not after.strip(" \t.,;:\\")

    def inline(self, found: re.Match[str]) -> Found | None:
        """A $...$ within one paragraph, by the rules that tell it from a price."""
        start = found.end()
        limit = self.end_of_paragraph(start)
        end = start
        while True:
            end = self.text.find("$", end, limit)
            if end < 0:
                return None
            if self.text[end - 1] != "\\":
                break
            end += 1
        inner = self.text[start:end]
        spaced = inner[:1].isspace()
        if not inner.strip() or (spaced != inner[-1:].isspace() and spaced):
            return None
        if not spaced and inner[-1:].isspace():
            return None
        if self.text[end + 1 : end + 2].isdigit() and inner[:1].isdigit():
            return None
        self.position = end + 1
        return Found((found.start(), end + 1), (start, end), False)


def front_matter(text: str) -> tuple[str, int]:
    """The YAML between --- lines at the start, and the offset behind it."""
    if not text.startswith("---\n"):
        return "", 0
    found = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(text, 4)
    return ("", 0) if found is None else (text[4 : found.start()], found.end())


def find_context(text: str, kind: str) -> dict[str, object]:
    """The mapping under `derive:` in the front matter, or in the `% derive:` comment lines of a .tex file.

    Raises: DocumentError where that is no YAML mapping.
    """
    if kind == "tex":
        block = _BLOCK.search(text)
        if block is not None:
            body = re.sub(r"^[ \t]*%", "", block[1], flags=re.MULTILINE)
            return _mapping(textwrap.dedent(body), "% derive: block")
        lines = re.findall(r"^[ \t]*%[ \t]*derive:[ \t]?(.*)$", text, re.MULTILINE)
        return _mapping("\n".join(lines), "% derive: lines") if lines else {}
    matter = front_matter(text)[0]
    if not re.search(r"^derive[ \t]*:", matter, re.MULTILINE):
        return {}
    value = _mapping(matter, "front matter").get("derive")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise DocumentError("front matter: `derive:` is no mapping")
    return {str(key): item for key, item in value.items()}


def _mapping(source: str, place: str) -> dict[str, object]:
    if len(source) > 100_000 or re.search(r"[:\-\[,{]\s*[&*][A-Za-z0-9_]", source):
        raise DocumentError(f"{place}: too long, or with YAML anchors")
    try:
        value = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DocumentError(f"{place}: no YAML ({' '.join(str(error).split())[:120]})") from None
    if not isinstance(value, dict):
        raise DocumentError(f"{place}: no mapping")
    return {str(key): item for key, item in value.items()}


def prose(text: str, start: int, end: int, *, last: bool) -> str:
    """The words of text[start:end]: the last two paragraphs, or the first; without markup."""
    end = max(start, end)
    raw = text[max(start, end - MAX_PROSE) : end] if last else text[start : min(end, start + MAX_PROSE)]
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", raw) if part.strip()]
    chosen = paragraphs[-2:] if last else paragraphs[:1]
    plain = " ".join(chosen).replace("$$", "$")
    plain = re.sub(r"\[([^\[\]\n]*)\]\([^()\n]*\)", r"\1", plain)
    plain = re.sub(r"<[^<>\n]{0,200}>|\*\*|__", "", plain)
    return " ".join(plain.split())
