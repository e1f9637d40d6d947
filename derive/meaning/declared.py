"""What a document declares, as it is collected: the environment, and which links declare instead of claiming."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derive.document import syntax as s
from derive.meaning.environment import Environment
from derive.meaning.survey import Survey

DEFINING = frozenset({"=", ":=", "equiv", "coloneqq", "triangleq", "doteq"})

#: (formula, chain, link) by position.
Place = tuple[int, int, int]


@dataclass(slots=True)
class Declarations:
    """The environment and which links declare instead of claiming, with the words to say so."""

    env: Environment
    declared: dict[Place, str] = field(default_factory=dict)
    redefined: dict[Place, str] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)
    named: set[str] = field(default_factory=set)
    formula: s.Formula | None = None
    text: str = ""
    opaque: dict[str, list[tuple[int, int, bool]]] = field(default_factory=dict)
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    matrices: frozenset[str] = frozenset()
    first_use: dict[str, Place] = field(default_factory=dict)
    choice: Mapping[str, int] = field(default_factory=dict)
    open_laws: dict[str, int] = field(default_factory=dict)
    ambiguous: bool = False
    wide: bool = False
    backwards: bool = False  # unknown random variables are given those that come after them, not before
    chained: int = 0  # how many of these there are

    def hide(self, key: str, first: int = 0, last: int = 10**9, *, replaced: bool = False) -> None:
        """On these lines the law of the random variable is not known; `replaced`: the one in force is another's."""
        self.opaque.setdefault(key, []).append((first, last, replaced))

    def is_hidden(self, key: str, line: int, *, replaced: bool = False) -> bool:
        """Whether the law of the random variable is not known at the line, no later declaration having given it."""
        rv = self.env.model.variables.get(key)
        since = rv.line if rv is not None else 0
        return any(
            first <= line <= last and since <= first and (wrong or not replaced)
            for first, last, wrong in self.opaque.get(key, ())
        )

    def prose(self) -> str:
        """The text before the formula at hand, a few sentences of it, and what follows it in its own sentence."""
        if self.formula is None:
            return ""
        start, end = self.formula.span.start, self.formula.span.end
        after = re.split(r"\.\s|\n\n|;", self.text[end : end + 160], maxsplit=1)[0]
        return self.text[max(0, start - 400) : start].rstrip(" \n$\\[") + "\n" + after.lstrip("$ ")


def links(document: s.Document) -> Iterator[tuple[Place, s.Chain, s.Link, s.Expr | None]]:
    """Every link with its place, chain and left side."""
    for f, formula in enumerate(document.formulas):
        for c, chain in enumerate(formula.chains):
            left = chain.head
            for n, link in enumerate(chain.links):
                yield (f, c, n), chain, link, left
                left = link.rhs
