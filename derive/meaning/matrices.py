"""Names that are matrices or vectors, from the formulas that were refused for their matrix algebra.

Such names must not be read as numbers elsewhere in the document: their products do not commute.
"""

from __future__ import annotations

import re

from derive.document import syntax as s

_NAME = r"(\\[A-Za-z]+|[A-Za-z])"
_INDEX = r"(?:_\{[^{}]*\}|_\\?\w+)?"
_TRANSPOSED = re.compile(
    _NAME
    + _INDEX
    + r"\s*\^\s*\{?\s*\\(?:mathrm|text|mathsf|textsf)\s*\{\s*T\s*\}|"
    + _NAME
    + _INDEX
    + r"\s*\^\s*\{?\s*\\top"
)
_CAPITAL = re.compile(
    r"\\(Sigma|Lambda|Omega|Phi|Psi|Gamma|Theta|Delta|Pi|Xi|Upsilon)\b|(?<![A-Za-z\\{])([A-Z])(?![A-Za-z])"
)
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*\\?([A-Za-z]+)\s*\}")
_FUNCTIONS = frozenset({"E", "P", "N", "T", "B"})


def matrix_names(document: s.Document) -> frozenset[str]:
    """Bases of the names that matrix algebra was done with."""
    found: set[str] = set()
    for f in document.formulas:
        if f.unread is None or not f.unread.reason.startswith("matrix algebra"):
            continue
        for m in _TRANSPOSED.finditer(f.source):
            found.add((m.group(1) or m.group(2)).lstrip("\\"))
        for m in _CAPITAL.finditer(f.source):
            letter = m.group(1) or m.group(2)
            if letter not in _FUNCTIONS and not _is_applied(f.source, m.end(), letter):
                found.add(letter)
        found |= set(_BOLD.findall(f.source))
    return frozenset(found)


def _is_applied(source: str, end: int, letter: str) -> bool:
    """Gamma(...) and the like are functions."""
    rest = source[end : end + 8].lstrip()
    return letter in {"Gamma", "Phi"} and rest.startswith(("(", "\\left"))


def bases(e: object) -> frozenset[str]:
    """Bases of all names in an expression."""
    from derive.meaning.survey import nodes

    return frozenset(n.base for n in nodes(e) if isinstance(n, s.Name))
