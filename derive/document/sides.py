"""Reads one side of a relation, or the formula of a remark, whole."""

from __future__ import annotations

from derive.document.brackets import conjunction
from derive.document.cursor import Cursor, Places
from derive.document.grammar import GRAMMAR
from derive.document.refusal import Refusal
from derive.document.syntax import Expr
from derive.document.tokens import Token


def read_side(tokens: list[Token], places: Places) -> Expr:
    """One side of a relation, all of it.

    Raises: Refusal with the offending token's offset.
    """
    try:
        cursor = Cursor(tokens, places, GRAMMAR)
        return cursor.within(len(cursor.tokens), GRAMMAR.listed)
    except RecursionError:
        raise Refusal("formula nested too deep", tokens[0].start if tokens else 0) from None


def read_condition(tokens: list[Token], places: Places) -> Expr:
    """A remark's formula: relations set off by commas as one condition."""
    try:
        cursor = Cursor(tokens, places, GRAMMAR)
        return cursor.within(len(cursor.tokens), lambda inner: conjunction(GRAMMAR.items(inner)))
    except RecursionError:
        raise Refusal("formula nested too deep", tokens[0].start if tokens else 0) from None
