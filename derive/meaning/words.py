"""What the words around a formula say: that it defines, or that it is a condition."""

from __future__ import annotations

import re

from derive.document import syntax as s
from derive.meaning.declared import Declarations


def may_define_here(link: s.Link, out: Declarations) -> bool:
    """In running text an equation defines only after words such as `let`, `where`, `with`; never a mere number."""
    f = out.formula
    if f is None or f.display:
        return not (f is not None and is_conditional(f))
    if link.operator == ":=":
        return True
    if isinstance(link.rhs, s.Number) or is_conditional(f):
        return False
    cue = _LAST_WORD.search(f.before)
    if cue is None or cue.group(1).lower() in _DEFINING_WORDS:
        return True
    return _DEFINING_VERB.search(f.before) is not None


def is_conditional(f: s.Formula) -> bool:
    """Whether the words around a formula make it a condition, or its claim conditional: `if ...`, `... when x > 0`."""
    before, after = _LAST_WORD.search(f.before), _FIRST_WORD.search(f.after)
    if before is not None and before.group(1).lower() in _CONDITIONAL_WORDS:
        return True
    return after is not None and after.group(1) in _CONDITIONAL_WORDS


_LAST_WORD = re.compile(r"([A-Za-z]+)[^A-Za-z$]*$")
_FIRST_WORD = re.compile(r"^[\s,;]*(?:only |and )?([A-Za-z]+)")
_CONDITIONAL_WORDS = frozenset({
    "if", "when", "whenever", "unless", "until", "assume", "assuming", "suppose", "supposing", "provided", "iff",
})  # fmt: skip
_DEFINING_VERB = re.compile(r"\b(let|write|call|denote|define|put|set|abbreviate|introduce)\b[^.]*$", re.IGNORECASE)
_DEFINING_WORDS = frozenset({
    "density", "function", "likelihood", "pdf", "pmf",
    "let", "where", "with", "set", "setting", "define", "defining", "denote", "put", "and", "here", "is", "are",
    "writing", "using", "at", "that", "abbreviation", "by", "as", "quantity", "substitute", "substituting", "have", "variable",
})  # fmt: skip
