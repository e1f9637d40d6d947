"""Relation signs by what they claim."""

from __future__ import annotations

INEQUALITIES = frozenset({"<", ">", "leq", "geq", "le", "ge", "leqslant", "geqslant"})
EQUALITIES = frozenset({"=", "equiv", ":=", "coloneqq", "triangleq", "doteq"})
