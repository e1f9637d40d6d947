"""A counterexample in words: the point, and the values of the two sides there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.outcome import Json
from proofs.kernel.sexpr import read
from proofs.kernel.term import Bind, Refused, Var, open_
from proofs.plain import plain, plain_name

DIGITS = 10
MOST_ROWS = 6
_BALL = re.compile(r"\[?(-?[0-9]+)(?:\.([0-9]+))?(e[-+]?[0-9]+)?(?: \+/- [^\]]*)?\]?")


def in_words(found: Json) -> str:
    """One line such as `at α = 2, β = 1/2: left 0.75, right 1.25`."""
    at = ", ".join(_point(found))
    sides = ", ".join(f"{word} {value(str(found[key]))}" for key, word in _SIDES if found.get(key) is not None)
    return f"at {at}: {sides}" if at else sides


_SIDES = (("lhs", "left"), ("rhs", "right"))


def _point(found: Json) -> Iterator[str]:
    assignment = _object(found.get("assignment"))
    for name, given in _object(assignment.get("values")).items():
        yield f"{plain_name(name)} = {given}"
    shown = _object(found.get("functions"))
    for name, given in _object(assignment.get("functions")).items():
        if name in shown:
            yield _function(name, str(shown[name]))
        else:
            yield from _table(name, _object(given).get("table"))
    for name, given in _object(found.get("at")).items():
        yield f"{plain_name(name)} = {given}"
    for name, size in _object(assignment.get("spaces")).items():
        yield f"{plain_name(name)} of {size} points"


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _function(name: str, text: str) -> str:
    """`f(x) = x² + 1` of a function given by a term."""
    try:
        body = read(text)
        variables = []
        while isinstance(body, Bind) and body.kind == "lam":
            variables.append(body.hint)
            body = open_(body.body, Var(body.hint))
    except Refused:
        return f"{plain_name(name)} = {text}"
    arguments = f"({', '.join(map(plain_name, variables))})" if variables else ""
    return f"{plain_name(name)}{arguments} = {plain(body)}"


def _table(name: str, rows: object) -> Iterator[str]:
    """`x(1) = -1` for the first rows of a function given by its values."""
    listed = rows if isinstance(rows, list) else []
    for row in listed[:MOST_ROWS]:
        match row:
            case [list(point), given]:
                yield f"{plain_name(name)}({', '.join(map(str, point))}) = {given}"
    if len(listed) > MOST_ROWS:
        yield "…"


def value(text: str) -> str:
    """A number that a ball encloses, cut to some digits with … where digits were cut; other text as it stands."""
    match = _BALL.fullmatch(text)
    if match is None:
        return text
    whole, decimals, exponent = match[1], match[2] or "", match[3] or ""
    inexact = text.startswith("[")
    kept = decimals[:DIGITS]
    cut = inexact or decimals[DIGITS:].strip("0") != ""
    if not cut:
        kept = kept.rstrip("0")
    return whole + (f".{kept}" if kept else "") + ("…" if cut else "") + exponent
