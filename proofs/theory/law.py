"""What a named law is: its words, parametrisations, support, density and facts, as terms in its parameters."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, instantiate
from proofs.theory.notation import term


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `domain` is a set, which may mention the parameters before it; with `over` it is a family.

    `words` are the keywords that name it (`rate`, `shape`), `letters` those by which a bare symbol in its
    place suggests this parametrisation over its rivals.
    """

    name: str
    domain: Term
    meaning: str
    words: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    over: Term | None = None


@dataclass(frozen=True, slots=True)
class Parametrisation:
    """One way of writing the parameters; `to_canonical` gives the canonical ones, in order.

    `default_for` lists the words of the law that mean this way when nothing else is said ("*" for all),
    `ambiguous` the ids of the other ways that a reader of the same words could mean. An argument in place
    of the parameter named by `evident` that contains a square or an inverse leaves no doubt.
    """

    id: str
    parameters: tuple[Parameter, ...]
    to_canonical: tuple[Term, ...]
    default_for: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    evident: str | None = None

    @property
    def keywords(self) -> tuple[str, ...]:
        """Words that select it."""
        return tuple(w for p in self.parameters for w in p.words)


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity of the law as a term, and the propositions under which it exists and is this."""

    value: Term
    conditions: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """`name` is drawn by the method of that name of a NumPy Generator at the arguments."""

    name: str
    method: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws made one after the other, later ones may mention earlier ones; the value is a term in them."""

    draws: tuple[Draw, ...]
    value: Term


@dataclass(frozen=True, slots=True)
class Law:
    """A named law; all terms are in the canonical parameters and `variable`.

    `density` is with respect to Lebesgue measure or counting measure and holds on the support only; `cdf` too
    holds at points of the support. `mgf` is in `t`, `quantile` in `u` with 0 < u < 1. A vector law has the family
    x(i), i in 1..k: `support` is the domain of each x(i), `constraints` what else holds of them and of the
    parameters, `mean` and `variance` are those of x(i), `covariance` that of x(i) and x(j), i != j.
    The data write x, t, u, i, j and k; once collected these are `own` names, which no document can write, so
    that a parameter may mention a symbol called x.
    """

    id: str
    title: str
    words: tuple[str, ...]
    parametrisations: tuple[Parametrisation, ...]
    kind: Literal["continuous", "discrete", "vector"]
    support: Term
    density: Term
    log_density: Term
    sampler: Sampler | None
    source: str
    mean: Fact | None = None
    variance: Fact | None = None
    cdf: Fact | None = None
    mgf: Fact | None = None
    entropy: Fact | None = None
    mode: Fact | None = None
    median: Fact | None = None
    quantile: Fact | None = None
    covariance: Fact | None = None
    constraints: tuple[Term, ...] = ()
    size: str | None = None
    variable: str = "x"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The canonical parameters."""
        return self.parametrisations[0].parameters

    def parametrisation(self, id: str) -> Parametrisation | None:
        """The parametrisation of that id."""
        return next((p for p in self.parametrisations if p.id == id), None)


def own(name: str) -> str:
    """The name under which a collected law knows its x, t, u, i, j or k: no document writes it."""
    return f"{name}@"


def collected(law: Law) -> Law:
    """The law with own names for its variable, its arguments and its size."""
    names = {law.variable, "t", "u", "i", "j"} | ({law.size} if law.size else set())
    renaming: dict[str, Term] = {n: Var(own(n)) for n in names}
    ways = tuple(_renamed_way(way, renaming) for way in law.parametrisations)
    changes = {f.name: _renamed(getattr(law, f.name), renaming) for f in fields(law)} | {"parametrisations": ways}
    size = own(law.size) if law.size else None
    return replace(law, **(changes | {"variable": own(law.variable), "size": size}))  # type: ignore[arg-type]


def _renamed(value: object, renaming: dict[str, Term]) -> object:
    match value:
        case Num() | Var() | Bound() | App() | Bind():
            return instantiate(value, renaming)
        case Fact(value=t, conditions=conditions):
            return Fact(instantiate(t, renaming), tuple(instantiate(c, renaming) for c in conditions))
        case tuple() if value and isinstance(value[0], App):
            return tuple(_renamed(v, renaming) for v in value)
    return value


def _renamed_way(way: Parametrisation, renaming: dict[str, Term]) -> Parametrisation:
    parameters = (replace(p, over=None if p.over is None else instantiate(p.over, renaming)) for p in way.parameters)
    return replace(way, parameters=tuple(parameters))


def fact(value: str, *conditions: str) -> Fact:
    """The fact that `value` writes under `conditions`, in the notation of the data files."""
    return Fact(term(value), tuple(term(c) for c in conditions))


def parameter(name: str, domain: str, meaning: str, words: str = "", letters: str = "") -> Parameter:
    """A parameter from the notation of the data files; words and letters are separated by commas."""
    return Parameter(name, term(domain), meaning, _listed(words), _listed(letters))


def family(name: str, domain: str, meaning: str, over: str, words: str = "") -> Parameter:
    """A parameter that is a family over the set `over` of indices."""
    return Parameter(name, term(domain), meaning, _listed(words), (), term(over))


def canonical(
    id: str, *parameters: Parameter, ambiguous: tuple[str, ...] = (), evident: str | None = None
) -> Parametrisation:
    """The canonical parametrisation, the default for every word of the law."""
    names = tuple(term(p.name) for p in parameters)
    return Parametrisation(id, parameters, names, ("*",), ambiguous, evident)


def sampler(value: str, *draws: str) -> Sampler:
    """A sampler from the notation: each draw is "name ~ method(argument, ...)"."""
    return Sampler(tuple(_draw(d) for d in draws), term(value))


def _draw(text: str) -> Draw:
    name, _, call = text.partition("~")
    method, _, rest = call.strip().partition("(")
    inner = None if rest.strip() == ")" else term(f"arguments({rest}")
    return Draw(name.strip(), method.strip(), inner.args if isinstance(inner, Var) else ())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in text.split(",") if w.strip())
