"""Certificates: a table of terms and a list of steps, as plain JSON.

    {"terms": [["n", "1/2"], ["v", "f", 0], ["b", 0], ["a", "real"], ["B", "int", 3, 2, "x"]],
     "steps": [["ring", 0, 4]]}

A node points to earlier nodes only, a step to earlier steps. Whatever else is Refused.
"""

from __future__ import annotations

from typing import Any

from proofs.kernel.sexpr import name, number
from proofs.kernel.term import App, Bind, Bound, Num, Refused, Term, Var

MAX_NODES, MAX_STEPS = 100_000, 50_000

Json = Any


def rows(certificate: Json) -> tuple[list[Json], list[Json]]:
    """The two lists of a certificate. Raises: Refused."""
    match certificate:
        case {"terms": list(terms), "steps": list(steps)} if len(terms) <= MAX_NODES and 0 < len(steps) <= MAX_STEPS:
            return terms, steps
    raise Refused("certificate: expected at most the allowed numbers of terms and steps")


def decode(table: list[Json]) -> list[Term]:
    """The terms of a node table. Raises: Refused, for a malformed node, an unknown constant, an ill-sorted term."""
    out: list[Term] = []

    def at(i: Json) -> Term:
        return out[index(i, len(out))]

    for row in table:
        match row:
            case ["n", str(text)]:
                out.append(Num(number(text)))
            case ["v", str(text), *args]:
                out.append(Var(name(text), tuple(map(at, args))))
            case ["b", int(i)] if type(i) is int and 0 <= i < MAX_NODES:
                out.append(Bound(i))
            case ["a", str(head), *args]:
                out.append(App(head, tuple(map(at, args))))
            case ["B", str(kind), domain, body, str(hint)]:
                out.append(Bind(kind, at(domain), at(body), name(hint)))
            case _:
                raise Refused(f"certificate: node {str(row)[:80]}")
    return out


def index(i: Json, below: int) -> int:
    """i, if it is a number that points before `below`. Raises: Refused."""
    if type(i) is not int or not 0 <= i < below:
        raise Refused(f"certificate: {str(i)[:40]} points outside the first {below}")
    return i


def arguments(kinds: str, values: list[Json], terms: list[Term], steps: list[Any]) -> list[Any]:
    """The arguments of a rule, by their kinds (see `rules.RULES`). Raises: Refused."""

    def one(kind: str, v: Json) -> Any:
        match kind:
            case "t":
                t = terms[index(v, len(terms))]
                if t.facts.loose:
                    raise Refused("certificate: a term with a loose bound variable")
                return t
            case "s":
                return steps[index(v, len(steps))]
            case "i":
                return index(v, MAX_NODES)
            case "n":
                return name(_text(v))
            case "q":
                return number(_text(v))
        if not isinstance(v, list):
            raise Refused(f"certificate: expected a list, got {str(v)[:40]}")
        return tuple(one(kind.lower(), x) for x in v)

    if len(kinds) != len(values):
        raise Refused(f"certificate: {len(kinds)} arguments expected, got {len(values)}")
    return [one(k, v) for k, v in zip(kinds, values, strict=True)]


def _text(v: Json) -> str:
    if not isinstance(v, str):
        raise Refused(f"certificate: expected a text, got {str(v)[:40]}")
    return v


