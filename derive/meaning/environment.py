"""What a document has said so far: domains, families, definitions, random variables, identifications."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derive.document.syntax import NOWHERE, Expr, Span
from derive.meaning.model import Model, RandomVariable
from derive.meaning.names import other_case
from proofs.kernel.term import App, Term, Var, free, instantiate
from proofs.language import fold, member, var

if TYPE_CHECKING:
    from derive.meaning.decision.process import Decision
    from derive.meaning.filtering import Filtering


class NotUnderstood(Exception):
    """A formula was read but its meaning cannot be settled; says why, and where."""

    def __init__(self, reason: str, span: Span = NOWHERE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


@dataclass(frozen=True, slots=True)
class Definition:
    """name(params) := body, stated at `line`; `given` when the context says so and the text cannot overrule it."""

    params: tuple[str, ...]
    body: Expr
    line: int
    given: bool = False
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """A named distribution such as P or q: domain and density in the symbol VALUE."""

    domain: Term
    density: Term
    discrete: bool
    hypotheses: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """x_i with i from lower to upper; `domain` of a member may mention `index`."""

    index: str
    lower: Term
    upper: Term
    domain: Term | None = None


@dataclass(slots=True)
class Environment:
    """Grows while a document is read in order; elaboration only reads it."""

    domains: dict[str, Term] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    facts: list[Term] = field(default_factory=list)
    families: dict[str, Family] = field(default_factory=dict)
    indexed: set[str] = field(default_factory=set)
    definitions: dict[str, list[Definition]] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    scalars: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    distributions: dict[str, Distribution] = field(default_factory=dict)
    sole: dict[str, Distribution] = field(default_factory=dict)
    sole_names: set[str] = field(default_factory=set)
    model: Model = field(default_factory=Model)
    future: dict[str, RandomVariable] = field(default_factory=dict)
    versions: dict[str, list[RandomVariable]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    pinned: set[str] = field(default_factory=set)
    meant_laws: dict[str, str] = field(default_factory=dict)
    log_bases: bool = False
    conflicts: dict[str, tuple[int, int]] = field(default_factory=dict)
    decision: Decision | None = None
    filtering: Filtering | None = None
    local_domains: list[tuple[str, Term, tuple[int, int]]] = field(default_factory=list)
    line: int = 0

    def domain(self, key: str) -> Term | None:
        """The declared domain of `key` at the current line; a value of a random variable has its support, no guess."""
        for name, d, (first, last) in self.local_domains:
            if name == key and first <= self.line <= last:
                return d
        if key in self.guessed and key not in self.model.variables:
            rv = self.random_variable(key)
            if rv is not None and rv.plate is None:
                return None
        later = self.future.get(key)
        return self.domains.get(key) if later is None or later.plate is not None else later.domain

    def is_parameter(self, key: str) -> bool:
        """Whether the law of a random variable depends on `key` as a number."""
        return any(key in free(rv.density) | free(rv.domain) for rv in self.model.variables.values())

    def resolve(self, key: str) -> str:
        """The name by which `key` is known, identifications of the context followed."""
        seen = {key}
        while key in self.same and self.same[key] not in seen:
            key = self.same[key]
            seen.add(key)
        return key

    def random_variable(self, key: str) -> RandomVariable | None:
        """The random variable of that name, also by the other case of a letter that means nothing else."""
        if key in self.model.variables:
            return self.model.variables[key]
        twin = other_case(key)
        meant = key in self.domains and key not in self.guessed
        if twin is None or twin not in self.model.variables or self.definition(key) or meant:
            return None
        return self.model.variables[twin]

    def definition(self, key: str) -> Definition | None:
        """The definition of `key` in force at the current line: the context's first, then the document's first."""
        found = [d for d in self.definitions.get(key, ()) if d.lines is None or d.lines[0] <= self.line <= d.lines[1]]
        return next((d for d in found if d.given), found[0] if found else None)

    def distribution(self, key: str) -> Distribution | None:
        """The distribution that a bare letter names: P and q, or the p of which the document has only one."""
        return self.distributions.get(key) or self.sole.get(key)

    def at(self, line: int) -> None:
        """Puts in force what holds at a line: of a random variable declared anew, the latest law up to there."""
        self.line = line
        for key, versions in self.versions.items():
            current = [v for v in versions if v.line <= line]
            self.future.pop(key, None)
            self.model.variables.pop(key, None)
            if current:
                self.model.variables[key] = current[-1]
            else:
                self.future[key] = versions[0]

    def define(self, key: str, definition: Definition) -> None:
        """Adds a definition; which one is in force, `definition` says."""
        self.definitions.setdefault(key, []).append(definition)

    def domain_of(self, v: Var) -> Term | None:
        """Domain of a symbol or of a member of a family; None when nothing is known."""
        if v.args:
            f = self.families.get(v.name)
            if f is None or f.domain is None or len(v.args) != 1:
                return None
            return instantiate(f.domain, {f.index: v.args[0]})
        declared = self.domain(v.name)
        if declared is not None:
            return declared
        rv = self.model.variables.get(v.name)
        return rv.domain if rv is not None and rv.plate is None else None

    def hypotheses(self, claim: Term) -> tuple[tuple[Term, ...], tuple[str, ...]]:
        """Domains and facts for all symbols of claim, and the symbols whose domain nobody gave."""
        out: list[Term] = []
        loose: list[str] = []
        seen: set[str] = set()
        todo = sorted(free(claim))
        while todo:
            name = todo.pop(0)
            if name in seen:
                continue
            seen.add(name)
            for h in self._about(name, claim, loose):
                if h not in out:
                    out.append(h)
                    todo.extend(sorted(free(h) - seen))
        known = [f for f in self.facts if free(f) and free(f) <= seen]
        return tuple(dict.fromkeys((*out, *known))), tuple(loose)

    def _about(self, name: str, claim: Term, loose: list[str]) -> list[Term]:
        if name in self.families and _is_family_in(name, claim):
            return self._about_family(name)
        rv = self.random_variable(name)
        declared = self.domain(name)
        if declared is not None:
            return [member(var(name), declared)]
        if rv is not None and rv.plate is None:
            return [member(var(name), rv.domain)]
        if not _is_family_in(name, claim) and not _is_set_in(name, claim) and not name.startswith(("set_", "mathcal_")):
            loose.append(name)
        return []

    def _about_family(self, name: str) -> list[Term]:
        f = self.families[name]
        if f.domain is None:
            return []
        member_of = member(var(name, var(f.index)), f.domain)
        return [fold("all", App("range", (f.lower, f.upper)), f.index, member_of)]


def _is_family_in(name: str, t: Term) -> bool:
    from proofs.kernel.term import subterms

    return any(isinstance(u, Var) and u.name == name and u.args for u in subterms(t))


def _is_set_in(name: str, t: Term) -> bool:
    from proofs.kernel.term import Bind, subterms

    return any(
        (isinstance(u, Bind) and u.domain == Var(name))
        or (isinstance(u, App) and u.head == "in" and u.args[1] == Var(name))
        for u in subterms(t)
    )
