"""Terms as LaTeX, to paste into a document; every name is escaped."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from derive.document.vocabulary import LETTERS
from proofs.kernel.term import Term
from proofs.layout import layout
from proofs.notation_names import name_parts

_MARKS = MappingProxyType({"ring": "mathring"})
_FUNCTIONS = MappingProxyType(
    {
        "gamma": r"\Gamma",
        "digamma": r"\psi",
        "trigamma": r"\psi_{1}",
        "lower_gamma": r"\gamma",
        "upper_gamma": r"\Gamma",
        "erf": r"\operatorname{erf}",
        "erfinv": r"\operatorname{erf}^{-1}",
        "log": r"\log",
        "exp": r"\exp",
        "sin": r"\sin",
        "cos": r"\cos",
        "tan": r"\tan",
        "arctan": r"\arctan",
        "max": r"\max",
        "min": r"\min",
    }
)
_ATOMIC = frozenset({"gamma", "digamma", "trigamma", "lower_gamma", "upper_gamma"})
_CONSTANTS = MappingProxyType(
    {
        "pi": r"\pi",
        "euler_gamma": r"\gamma_{E}",
        "infinity": r"\infty",
        "real": r"\mathbb{R}",
        "int": r"\mathbb{Z}",
        "posreal": r"(0, \infty)",
        "nonneg": r"[0, \infty)",
        "nat": r"\{0, 1, 2, \ldots\}",
        "posint": r"\{1, 2, \ldots\}",
    }
)
_RELATIONS = MappingProxyType(
    {"=": "=", "<": "<", "<=": r"\leq", "!=": r"\neq", "propto": r"\propto", "=>": r"\Rightarrow"}
)
_BIGS = MappingProxyType({"int": r"\int", "sum": r"\sum", "prod": r"\prod", "E": r"\mathbb{E}"})
_INSIDE = MappingProxyType(
    {
        "real": r"{t} \in \mathbb{{R}}",
        "posreal": "{t} > 0",
        "nonneg": r"{t} \geq 0",
        "below": "{t} < {0}",
        "int": r"{t} \in \mathbb{{Z}}",
        "above": "{t} > {0}",
        "nat": r"{t} \in \{{0, 1, 2, \ldots\}}",
        "posint": r"{t} \in \{{1, 2, \ldots\}}",
        "open": "{0} < {t} < {1}",
        "closed": r"{0} \leq {t} \leq {1}",
        "range": r"{t} \in \{{{0}, \ldots, {1}\}}",
        "from": r"{t} \in \{{{0}, {1}, \ldots\}}",
        "set": r"{t} \in {0}",
    }
)
_ESCAPES = MappingProxyType(
    {
        **{c: "\\" + c for c in "{}_$%&#"},
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        " ": r"\ ",
    }
)
_LABEL_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+|[-+*,:;.()]|.", re.DOTALL)


def latex(t: Term) -> str:
    """The term as LaTeX."""
    return layout(t, _Latex())


def latex_name(name: str) -> str:
    """A name as LaTeX: mu_0 is \\mu_{0}, hat_beta' is \\hat{\\beta}'."""
    parts = name_parts(name)
    shown = _word(parts.base)
    if parts.font:
        shown = f"\\{parts.font}{{{shown}}}"
    for mark in parts.marks:
        shown = f"\\{_MARKS.get(mark, mark)}{{{shown}}}"
    shown += "'" * parts.primes
    lower = f"_{{{_label(parts.lower)}}}" if parts.lower else ""
    upper = f"^{{{_label(parts.upper)}}}" if parts.upper else ""
    return shown + lower + upper


def escape_text(text: str) -> str:
    """Any text, safe inside \\text{...}: every sign that TeX gives a meaning is escaped, control characters go."""
    return "".join(_ESCAPES.get(c, c) if unicodedata.category(c)[0] != "C" else "?" for c in text)


def _word(word: str) -> str:
    """A letter, the command of a Greek letter, or an upright word."""
    if word in LETTERS:
        return "\\" + word
    if len(word) == 1 and (word.isalpha() or word.isdecimal()):
        return word
    if word.isascii() and word.isalnum():
        return rf"\mathrm{{{word}}}"
    return rf"\text{{{escape_text(word)}}}"


def _label(text: str) -> str:
    """A label: words and Greek letters upright or as commands, numbers and signs as they stand."""
    if re.fullmatch(r"[A-Za-z]{2,}(?:_[A-Za-z]+)+", text):
        return rf"\text{{{text.replace('_', ' ')}}}"
    return "".join(
        token if token.isdecimal() or token in "-+*,:;.()" else _spaced(_word(token))
        for token in _LABEL_TOKEN.findall(text)
    ).strip()


def _spaced(word: str) -> str:
    """A command with the space that ends it."""
    return word + " " if word.startswith("\\") and word[-1].isalpha() else word


class _Latex:
    """The spelling of LaTeX."""

    __slots__ = ()
    stacked = True
    plus, minus, sign, dot = " + ", " - ", "-", r" \cdot "

    def name(self, name: str) -> str:
        return latex_name(name)

    def bracket(self, text: str) -> str:
        return rf"\left({text}\right)"

    def fraction(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def power(self, base: str, exponent: str, simple: bool) -> str:
        needs_braces = (base.endswith("}") and "^{" in base) or base.endswith("'")
        return f"{{{base}}}^{{{exponent}}}" if needs_braces else f"{base}^{{{exponent}}}"

    def root(self, text: str, simple: bool) -> str:
        return rf"\sqrt{{{text}}}"

    def exponential(self, exponent: str, simple: bool) -> str:
        if len(exponent) > 60 or r"\frac" in exponent or r"\int" in exponent:
            return rf"\exp\left({exponent}\right)"
        return f"e^{{{exponent}}}"

    def indexed(self, base: str, indices: tuple[str, ...], simple: bool) -> str:
        return f"{{{base}}}_{{{','.join(indices)}}}" if "_" in base else f"{base}_{{{','.join(indices)}}}"

    def call(self, head: str, args: tuple[str, ...]) -> tuple[str, bool]:
        match head, args:
            case "abs", (a,):
                return rf"\left|{a}\right|", True
            case "floor", (a,):
                return rf"\left\lfloor {a} \right\rfloor", True
            case "lower_beta", (x, a, b):
                return rf"\mathrm{{B}}\left({x}; {a}, {b}\right)", True
        return f"{_FUNCTIONS.get(head, _word(head))}{self.bracket(', '.join(args))}", head in _ATOMIC

    def constant(self, head: str) -> str:
        return _CONSTANTS.get(head) or _word(head)

    def cases(self, branches: tuple[tuple[str, str], ...], otherwise: str) -> str:
        rows = "".join(rf"{value} & \text{{if }} {condition} \\ " for value, condition in branches)
        return rf"\begin{{cases}} {rows}{otherwise} & \text{{otherwise}} \end{{cases}}"

    def big(self, kind: str, variable: str, bounds: tuple[str, str] | str, body: str) -> str:
        sign = _BIGS.get(kind) or _word(kind)
        if kind == "int":
            ends = f"_{{{bounds}}}" if isinstance(bounds, str) else f"_{{{bounds[0]}}}^{{{bounds[1]}}}"
            return rf"{sign}{ends} {body} \, d{_spaced(variable).strip()}"
        if isinstance(bounds, str):
            return rf"{sign}_{{{variable} \in {bounds}}} {body}"
        return f"{sign}_{{{variable}={bounds[0]}}}^{{{bounds[1]}}} {body}"

    def expectation(self, variable: str, domain: str, density: str, body: str) -> str:
        return rf"\mathbb{{E}}_{{{variable} \sim {density}}}\left[{body}\right]"

    def derivative(self, variable: str, body: str, point: str | None) -> str:
        if point is None:
            return rf"\frac{{d}}{{d{variable}}} {body}"
        return rf"\left. \frac{{d}}{{d{variable}}} {body} \right|_{{{variable}={point}}}"

    def limit(self, variable: str, target: str, side: str, body: str) -> str:
        return rf"\lim_{{{variable} \to {target}{f'^{{{side}}}' if side else ''}}} {body}"

    def maps(self, variable: str, body: str) -> str:
        return rf"{variable} \mapsto {body}"

    def relation(self, head: str) -> str:
        return f" {_RELATIONS[head]} "

    def inside(self, t: str, kind: str, ends: tuple[str, ...]) -> str:
        if kind in _INSIDE:
            return _INSIDE[kind].format(*ends, t=t)
        return rf"{t} \in {_word(kind)}{self.bracket(', '.join(ends))}"

    def words(self, text: str) -> str:
        return rf"\text{{{escape_text(text).replace(chr(92) + ' ', ' ')}}}"
