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
    "implies", "imply",
})  # fmt: skip
_DEFINING_VERB = re.compile(r"\b(let|write|call|denote|define|put|set|abbreviate|introduce)\b[^.]*$", re.IGNORECASE)
_DEFINING_WORDS = frozenset({
    "density", "function", "likelihood", "objective", "pdf", "pmf",
    "let", "where", "with", "set", "setting", "define", "defining", "denote", "put", "and", "here", "is", "are",
    "writing", "using", "at", "that", "abbreviation", "by", "as", "quantity", "substitute",
    "substituting", "have", "variable",
})  # fmt: skip


def conditions_near(document: s.Document, place: int) -> tuple[s.Expr, ...]:
    """Inequalities and memberships in the running text right before a formula (`for $x < m$:`) or right after it."""
    out: list[s.Expr] = []
    here = document.formulas[place]
    for other, cue in ((place - 1, _BEFORE), (place + 1, _AFTER)):
        if not 0 <= other < len(document.formulas):
            continue
        f = document.formulas[other]
        first, second = (f, here) if cue is _BEFORE else (here, f)
        gap = document.text[first.span.end : second.span.start]
        said = f.before if cue is _BEFORE else gap
        if f.display or len(gap) > 60 or ". " in gap or "\n\n" in gap.strip() or not cue.search(said):
            continue
        for chain in f.chains:
            if chain.head is not None and chain.links and all(x.operator in _ORDERS for x in chain.links):
                sides = chain.sides
                out.append(s.Relation(sides, tuple(x.operator for x in chain.links), span=chain.span))
    return tuple(out)


_ORDERS = frozenset({"<", ">", "leq", "geq", "le", "ge", "leqslant", "geqslant", "in", "neq", "ne"})
_BEFORE = re.compile(r"\b(for|if|when|where|let|assume|assuming|suppose|given|on|and|with)\b[^.]*$", re.I)
_AFTER = re.compile(r"^[\s$,;:.]*(for|if|when|where|on|provided|whenever|with)\b", re.I)
