"""A point at which a statement is evaluated: values for its symbols, functions and abstract sets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Union

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A function or family given by its values at finitely many points."""

    entries: Mapping[Point, Fraction]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A function whose value at each point is drawn from the seed: `choices` by a hash of name and point."""

    seed: int
    choices: tuple[Fraction, ...]

    def value(self, name: str, point: Point) -> Fraction:
        """The value at `point`; the same for the same seed, name and point."""
        key = f"{self.seed}|{name}|{','.join(map(str, point))}"
        digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
        return self.choices[digest % len(self.choices)]


@dataclass(frozen=True, slots=True)
class Explicit:
    """A function given by a `lam` term, without free symbols."""

    term: Term


Function = Union[Table, Drawn, Explicit]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Values of free symbols, functions and families by name, and the sizes of abstract finite sets."""

    values: Mapping[str, Fraction] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    spaces: Mapping[str, int] = field(default_factory=dict)


def encode(a: Assignment, looked_up: Mapping[str, Mapping[Point, Fraction]] | None = None) -> dict[str, Any]:
    """`a` as JSON; a drawn function becomes the table of the points in `looked_up`."""
    seen = looked_up or {}
    functions = {}
    for name, f in a.functions.items():
        match f:
            case Table():
                functions[name] = {"table": _rows(f.entries)}
            case Drawn():
                functions[name] = {"table": _rows(seen.get(name, {}))}
            case Explicit():
                functions[name] = {"term": encode_term(f.term)}
    return {
        "values": {k: str(v) for k, v in a.values.items()},
        "functions": functions,
        "spaces": dict(a.spaces),
    }


def _rows(entries: Mapping[Point, Fraction]) -> list[list[Any]]:
    return [[[str(p) for p in point], str(v)] for point, v in sorted(entries.items())]


def decode(data: Mapping[str, Any]) -> Assignment:
    """The assignment that `encode` wrote. Raises: ValueError, KeyError or TypeError on anything else."""
    functions: dict[str, Function] = {}
    for name, f in data["functions"].items():
        if "term" in f:
            functions[name] = Explicit(decode_term(f["term"]))
        else:
            functions[name] = Table({tuple(Fraction(p) for p in point): Fraction(v) for point, v in f["table"]})
    values = {str(k): Fraction(v) for k, v in data["values"].items()}
    return Assignment(values, functions, {str(k): int(m) for k, m in data["spaces"].items()})


def encode_term(t: Term) -> list[Any]:
    """t as nested lists."""
    match t:
        case Num():
            return ["num", str(t.value)]
        case Var():
            return ["var", t.name, *(encode_term(a) for a in t.args)]
        case Bound():
            return ["bound", t.index, *(encode_term(a) for a in t.args)]
        case App():
            return ["app", t.head, *(encode_term(a) for a in t.args)]
        case Bind():
            return ["bind", t.kind, encode_term(t.domain), encode_term(t.body), t.hint]


def decode_term(data: list[Any]) -> Term:
    """The term that `encode_term` wrote. Raises: ValueError on anything else."""
    match data:
        case ["num", str(value)]:
            return Num(Fraction(value))
        case ["var", str(name), *args]:
            return Var(name, tuple(map(decode_term, args)))
        case ["bound", int(index), *args]:
            return Bound(index, tuple(map(decode_term, args)))
        case ["app", str(head), *args]:
            return App(head, tuple(map(decode_term, args)))
        case ["bind", str(kind), list(domain), list(body), str(hint)]:
            return Bind(kind, decode_term(domain), decode_term(body), hint)
    raise ValueError(f"model: no term: {data!r}")
