"""What is known while the links of a document are turned into steps.

Knows nothing of single steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.document import syntax as s
from derive.meaning.declared import Declarations
from derive.meaning.elaborate import Elaborator
from derive.meaning.names import DENSITY_LETTERS, key_of
from derive.meaning.survey import nodes
from proofs.kernel.term import Term


@dataclass(frozen=True, slots=True)
class Origin:
    """The head of the chain that a row belongs to, displays above included, and the relations since then."""

    head: s.Expr
    operators: tuple[str, ...]


@dataclass(slots=True)
class Reader:
    """State while the links of a document are turned into steps."""

    document: s.Document
    declarations: Declarations
    floating: list[tuple[int, int, frozenset[str]]] = field(default_factory=list)
    narrowing: list[tuple[int, int, Term]] = field(default_factory=list)  # conditions, with their lines
    ambiguous: bool = False
    origin: Origin | None = None
    assuming: tuple[int, int] | None = None
    weighed: frozenset[str] = frozenset()
    near: tuple[s.Expr, ...] = ()


def elaborator(reader: Reader, chain: s.Chain, line: int) -> Elaborator:
    env = reader.declarations.env
    env.at(line)
    env.model.rests_on_words = False
    wide = reader.declarations.wide
    here = [k for e in chain.sides for k in _integrated(e)]
    everywhere = sorted(reader.declarations.survey.integrated)
    variables = tuple(dict.fromkeys(env.resolve(k) for k in (*here, *everywhere)))
    d = reader.declarations
    kept = reader.weighed if chain.continues or chain.head is None else frozenset()
    reader.weighed = kept | {env.resolve(k) for e in chain.sides for k in weighed_in(e)}
    return Elaborator(env, variables, d.choice, d.open_laws, wide, weighed=reader.weighed, near=reader.near)


def weighed_in(e: s.Expr | None) -> set[str]:
    """Variables of integrals without bounds whose integrand names a density of them."""
    return {
        key
        for n in nodes(e)
        if isinstance(n, s.Big) and n.kind == "integral" and n.lower is None and n.upper is None
        for key in (key_of(v) for v in n.variables)
        if key is not None and names_density(n.body, key)
    }


def names_density(body: s.Expr, key: str) -> bool:
    """Whether p(... key ...), f_X(key) or law(key; ...) stands in the integrand."""
    return any(
        isinstance(n, s.Apply)
        and (key_of(n.head) in DENSITY_LETTERS or n.parameters or isinstance(n.head, s.Subscript))
        and any(key_of(m) == key for a in (*n.args, *n.given) for m in nodes(a))
        for n in nodes(body)
    )


def _integrated(e: s.Expr | None) -> list[str]:
    return [
        k
        for n in nodes(e)
        if isinstance(n, s.Big) and n.kind == "integral"
        for k in (key_of(v) for v in n.variables)
        if k is not None
    ]
