"""The axioms: statements with variables, read from the data files of the folder `axioms`.

    (axiom gamma_step
      (vars (x posreal))
      (hyps)
      (concl (= (gamma (+ x 1)) (* x (gamma x))))
      (source "DLMF 5.5.1"))

A variable is declared by its domain (which becomes a hypothesis), or as `(f 1)` a function of one number, `(D set)`,
`(F filter)`, `(P 1 prop)` a predicate of one number, `(P prop)` a proposition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from proofs.kernel.rules import Theorem, assume
from proofs.kernel.sexpr import Sexpr, build, name, parse
from proofs.kernel.term import App, Refused, Term, Var, children, show, signature, union_free

Declaration = tuple[int, str] | Term


@dataclass(frozen=True, slots=True)
class Axiom:
    """A postulated theorem; `variables` gives each domain, or number of arguments and sort."""

    name: str
    variables: tuple[tuple[str, Declaration], ...]
    theorem: Theorem
    source: str


Axioms = Mapping[str, Axiom]


def load(texts: Iterable[str]) -> Axioms:
    """The axioms of the texts by name. Raises: Refused, on a duplicate or a malformed one."""
    found = [_axiom(e) for text in texts for e in parse(text)]
    out = {axiom.name: axiom for axiom in found}
    if len(out) < len(found):
        raise Refused("axioms: two of the same name")
    return MappingProxyType(out)


@cache
def axioms() -> Axioms:
    """All axioms of the package."""
    folder = files("proofs.kernel").joinpath("axioms")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".axioms")), key=lambda f: f.name)
    return load(f.read_text(encoding="utf-8") for f in found)


def _axiom(e: Sexpr) -> Axiom:
    match e:
        case ["axiom", str(label), ["vars", *rows], ["hyps", *hyps], ["concl", concl], ["source", str(source)]]:
            variables = tuple(map(_declaration, rows))
        case _:
            raise Refused(f"axioms: no axiom: {e!r}"[:200])
    domains = [App("in", (Var(x), d)) for x, d in variables if not isinstance(d, tuple) and d != App("real")]
    hypotheses, conclusion = frozenset([*domains, *map(build, hyps)]), build(concl)
    for t in (*hypotheses, conclusion):
        _check_uses(label, assume(t).conclusion, "prop", dict(variables))
    unused = dict(variables).keys() - union_free((*hypotheses, conclusion))
    if unused or len(dict(variables)) < len(variables) or not source.strip('" '):
        raise Refused(f"axioms: {label}: unused {sorted(unused)}, or one declared twice, or no source")
    return Axiom(label, variables, Theorem(hypotheses, conclusion), source.strip('"'))


def _declaration(e: Sexpr) -> tuple[str, Declaration]:
    match e:
        case [str(x), "1" | "2" | "3" as arity, *sort] if sort in ([], ["set"], ["prop"]):
            return name(x), (int(str(arity)), str(sort[0]) if sort else "real")
        case [str(x), "set" | "prop" | "filter" as sort]:
            return name(x), (0, str(sort))
        case [str(x), domain] if (d := build(domain)).facts.sort == "set":
            return name(x), d
    raise Refused(f"axioms: no declaration: {e!r}")


def _check_uses(label: str, t: Term, place: str, declared: Mapping[str, Declaration]) -> None:
    """Refuse a symbol that is not declared, or not declared for the place where it stands."""
    if isinstance(t, Var):
        if t.name not in declared:
            raise Refused(f"axioms: {label}: {t.name} has no declared domain")
        d = declared[t.name]
        if (d if isinstance(d, tuple) else (0, "real")) != (len(t.args), place):
            raise Refused(f"axioms: {label}: {show(t)} stands for a {place}, declared otherwise")
    for part, wanted in zip(children(t), signature(t)[0], strict=True):
        _check_uses(label, part, wanted, declared)
