"""The axioms: statements with variables, read from the data files of the folder `axioms`.

    (axiom gamma_step
      (vars (x posreal))
      (hyps)
      (concl (= (gamma (+ x 1)) (* x (gamma x))))
      (source "DLMF 5.5.1"))

A variable is declared by its domain (which becomes a hypothesis), or as `(f 1)` a function of one number, `(D set)`,
`(F filter)`, `(P 1 prop)` a predicate of one number, `(P prop)` a proposition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from proofs.kernel.rules import Theorem
from proofs.kernel.sexpr import Sexpr, build, name, parse
from proofs.kernel.term import App, Refused, Term, Var, children, places, show, union_free

Declaration = tuple[int, str] | Term


@dataclass(frozen=True, slots=True)
class Axiom:
    """A postulated theorem; `variables` gives each domain, or number of arguments and sort."""

    name: str
    variables: tuple[tuple[str, Declaration], ...]
    theorem: Theorem
    source: str


def load(texts: Iterable[str]) -> Mapping[str, Axiom]:
    """The axioms of the texts by name. Raises: Refused, on a duplicate or a malformed one."""
    out: dict[str, Axiom] = {}
    for text in texts:
        for e in parse(text):
            axiom = _axiom(e)
            if axiom.name in out:
                raise Refused(f"axioms: {axiom.name} twice")
            out[axiom.name] = axiom
    return MappingProxyType(out)


@cache
def axioms() -> Mapping[str, Axiom]:
    """All axioms of the package."""
    folder = files("proofs.kernel").joinpath("axioms")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".axioms")), key=lambda f: f.name)
    return load(f.read_text(encoding="utf-8") for f in found)


def _axiom(e: Sexpr) -> Axiom:
    match e:
        case ["axiom", str(label), ["vars", *variables], ["hyps", *hyps], ["concl", concl], ["source", str(source)]]:
            pass
        case _:
            raise Refused(f"axioms: no axiom: {e!r}"[:200])
    declared = dict(map(_declaration, variables))
    if len(declared) != len(variables):
        raise Refused(f"axioms: {label}: a variable declared twice")
    domains = [App("in", (Var(x), d)) for x, d in declared.items() if not isinstance(d, tuple) and d != App("real")]
    hypotheses, conclusion = [*domains, *map(build, hyps)], build(concl)
    for t in (*hypotheses, conclusion):
        if t.facts.sort != "prop" and not (isinstance(t, Var) and declared.get(t.name, (0, ""))[1:] == ("prop",)):  # type: ignore[index]
            raise Refused(f"axioms: {label}: {show(t)} is no proposition")
        _check_uses(label, t, "prop", declared)
    unused = declared.keys() - union_free((*hypotheses, conclusion))
    if unused or not source.strip('" '):
        raise Refused(f"axioms: {label}: unused {sorted(unused)}, or no source")
    return Axiom(label, tuple(declared.items()), Theorem(frozenset(hypotheses), conclusion), source.strip('"'))


def _declaration(e: Sexpr) -> tuple[str, Declaration]:
    match e:
        case [str(x), str(arity)] if arity in ("1", "2", "3"):
            return name(x), (int(arity), "real")
        case [str(x), "set" | "prop" | "filter" as sort]:
            return name(x), (0, str(sort))
        case [str(x), str(arity), "prop" | "set" as sort] if arity in ("1", "2", "3"):
            return name(x), (int(arity), str(sort))
        case [str(x), domain]:
            d = build(domain)
            if d.facts.sort == "set":
                return name(x), d
    raise Refused(f"axioms: no declaration: {e!r}")


def _check_uses(label: str, t: Term, place: str, declared: Mapping[str, Declaration]) -> None:
    """Refuse a symbol that is not declared, or not declared for the place where it stands."""
    if isinstance(t, Var):
        if t.name not in declared:
            raise Refused(f"axioms: {label}: {t.name} has no declared domain")
        d = declared[t.name]
        arity, sort = d if isinstance(d, tuple) else (0, "real")
        if (arity, sort) != (len(t.args), place):
            raise Refused(f"axioms: {label}: {show(t)} stands for a {place}, declared {arity} {sort}")
    for part, wanted in zip(children(t), places(t), strict=True):
        _check_uses(label, part, wanted, declared)
