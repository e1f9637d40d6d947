"""A model: random variables with their densities given their parents, and what follows from them.

Everything unfolds to folds of the joint density: p(a | b) to a quotient of marginals, or directly to
the factors of a where b holds all parents of a and nothing that descends from a (Pearl 1988, the
Markov property of a directed acyclic graph). Independence is therefore structure, never a rewriting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from proofs.kernel.term import App, Bind, Term, Var, free, fresh, instantiate, union_free
from proofs.language import ZERO, div, fold, mul, var

#: Stands for the value of a random variable in its own density and domain.
VALUE = "@"


@dataclass(frozen=True, slots=True)
class Plate:
    """An index with its range, both ends included; `index` is the symbol that stands for it in the density."""

    index: str
    lower: Term
    upper: Term

    @property
    def domain(self) -> Term:
        """The range as a set."""

        return App("range", (self.lower, self.upper))


@dataclass(frozen=True, slots=True)
class RandomVariable:
    """A random variable: `density` in the symbol VALUE over `domain`, given the values of its parents.

    With a plate it is a family, conditionally independent given the parents, and density and domain may
    contain the plate's index.
    """

    key: str
    domain: Term
    density: Term
    discrete: bool
    plate: Plate | None = None
    law: str | None = None
    line: int = 0
    hypotheses: tuple[Term, ...] = ()

    def mentions(self) -> frozenset[str]:
        """Symbols of which density and domain speak, the value and the index aside."""
        own = {VALUE} | ({self.plate.index} if self.plate else set())
        return (free(self.density) | free(self.domain)) - own


@dataclass(frozen=True, slots=True)
class Ref:
    """A random variable, or one member of a family."""

    key: str
    index: Term | None = None


Values = Mapping[Ref, Term]


@dataclass(slots=True)
class Model:
    """The random variables of a document, by name.

    `lies` says whether a value is known to lie in a set; where it is not, a density is 0 outside its support.
    Variables that share no ancestor are independent only where the text says so: `independent`, or the sets
    in `apart`; `rests_on_words` is set when a density was formed that rests on the words alone.
    """

    variables: dict[str, RandomVariable] = field(default_factory=dict)
    independent: bool = False
    held: frozenset[str] = frozenset()
    rests_on_words: bool = False
    apart: list[frozenset[str]] = field(default_factory=list)
    lies: Callable[[Term, Term], bool] = field(default=lambda value, domain: True)

    def parents(self, key: str) -> frozenset[str]:
        """Names of the random variables on which the density of `key` depends."""
        return frozenset(k for k in self.variables[key].mentions() if k in self.variables and k != key)

    def ancestors(self, keys: frozenset[str]) -> frozenset[str]:
        """`keys` and all they depend on."""
        seen: set[str] = set()
        todo = list(keys)
        while todo:
            k = todo.pop()
            if k not in seen:
                seen.add(k)
                todo.extend(self.parents(k))
        return frozenset(seen)

    def descends(self, key: str, keys: frozenset[str]) -> bool:
        """Whether `key` depends on any of `keys`."""
        return bool((self.ancestors(frozenset({key})) - {key}) & keys)

    def order(self, keys: frozenset[str]) -> list[str]:
        """`keys`, parents before children, as declared otherwise."""
        done: list[str] = []
        left = [k for k in self.variables if k in keys]
        while left:
            ready = [k for k in left if not (self.parents(k) & set(left))]
            if not ready:
                raise ValueError("random variables that depend on each other in a circle: " + ", ".join(left))
            done.extend(ready)
            left = [k for k in left if k not in ready]
        return done

    def joined(self, keys: frozenset[str]) -> None:
        """Raises: ValueError, when a joint density of `keys` would need an independence that nobody stated."""
        parts: list[set[str]] = []
        for k in sorted(self.ancestors(keys)):
            near = {k} | self.parents(k)
            touching = [p for p in parts if p & near]
            parts = [p for p in parts if not p & near] + [near.union(*touching)]
        if len(parts) < 2:
            return
        ends = [sorted(p & keys or p)[0] for p in parts]
        if self.independent:
            self.rests_on_words = True
            return
        if not any(set(ends) <= group for group in self.apart):
            raise ValueError(f"needs {ends[0]} ⟂ {ends[1]}: nothing says that they are independent")

    def conditional(self, of: Values, given: Values) -> Term:
        """Density of `of` given `given`, at their values."""
        keys = frozenset(r.key for r in of)
        given = self._with_held(given, keys)
        self.joined(keys | frozenset(r.key for r in given))
        known = keys | frozenset(r.key for r in given)
        complete = all(self.parents(k) <= known for k in keys)
        if complete and not any(self.descends(r.key, keys) for r in given) and not (keys & {r.key for r in given}):
            return self._factors(of, {**given, **of})
        if not given:
            return self.marginal(of)
        return div(self.marginal({**given, **of}), self.marginal(given))

    def marginal(self, of: Values) -> Term:
        """Density of `of` at their values, everything else integrated out."""
        return self.integral(of, None)

    def integral(self, fixed: Values, body: Term | None, over: frozenset[str] = frozenset()) -> Term:
        """Integral of body times the joint density of `fixed` and `over` over all but `fixed`.

        `body` may contain the random variables of `over` as free symbols; None stands for 1.
        """
        keys = frozenset(r.key for r in fixed)
        self.joined(keys | over)
        closure = self.ancestors(keys | over)
        hidden = [k for k in self.order(closure) if k not in keys]
        used = union_free((*fixed.values(), *((body,) if body is not None else ()))) - over
        names = {k: fresh(k, used | frozenset(closure)) if k in used else k for k in hidden}
        values: dict[Ref, Term] = {**fixed, **{Ref(k): var(names[k]) for k in hidden}}
        t = self._factors(values, values, frozenset(names[k] for k in hidden))
        if body is not None:
            t = mul(instantiate(body, {k: var(n) for k, n in names.items() if n != k}), t)
        for k in reversed(hidden):
            rv = self.variables[k]
            if rv.plate is not None:
                raise ValueError(f"an integral over the whole family {k}")
            domain = instantiate(rv.domain, self._substitution(values))
            t = relabel(fold("sum" if rv.discrete else "int", domain, names[k], t), k)
        return t

    def expectation(self, body: Term, over: frozenset[str], given: Values) -> Term:
        """E[body | given] over the random variables `over`, with whatever they depend on that is not given."""
        given = self._with_held(given, over)
        if not given:
            return self.integral({}, body, over)
        known = frozenset(r.key for r in given)
        hidden = self.ancestors(over) - known
        complete = all(self.parents(k) <= known | hidden for k in hidden)
        if complete and not any(self.descends(r.key, hidden) for r in given):
            return self._given_ancestors(body, hidden, given)
        return div(self.integral(given, body, over), self.marginal(given))

    def _with_held(self, given: Values, keys: frozenset[str]) -> Values:
        """`given`, and the variables held fixed on which `keys` depend."""
        fixed = (self.held & self.ancestors(keys)) - keys - {r.key for r in given}
        return {**given, **{Ref(k): var(k) for k in sorted(fixed)}}

    def _given_ancestors(self, body: Term, hidden: frozenset[str], given: Values) -> Term:
        t = mul(body, self._factors({Ref(k): var(k) for k in hidden}, {**given, **{Ref(k): var(k) for k in hidden}}))
        for k in reversed(self.order(hidden)):
            rv = self.variables[k]
            if rv.plate is not None:
                raise ValueError(f"an integral over the whole family {k}")
            domain = instantiate(rv.domain, self._substitution(given))
            t = fold("sum" if rv.discrete else "int", domain, k, t)
        return t

    def density_at(self, ref: Ref, value: Term, values: Values) -> Term:
        """Density of one random variable at `value`, its parents at `values`."""
        return self._at(self.variables[ref.key].density, ref, value, values)

    def domain_at(self, ref: Ref, values: Values) -> Term:
        """Domain of one random variable, its parents at `values`."""
        return self._at(self.variables[ref.key].domain, ref, var(VALUE), values)

    def _at(self, t: Term, ref: Ref, value: Term, values: Values) -> Term:
        rv = self.variables[ref.key]
        sub = dict(self._substitution(values))
        sub[VALUE] = value
        if rv.plate is not None and ref.index is not None:
            sub[rv.plate.index] = ref.index
        return instantiate(t, sub)

    def _factors(self, of: Values, values: Values, hidden: frozenset[str] = frozenset()) -> Term:
        return mul(*(self._factor(r, v, values, hidden) for r, v in of.items()))

    def _factor(self, ref: Ref, value: Term, values: Values, hidden: frozenset[str]) -> Term:
        """One factor; where its support moves with a variable that is integrated out, 0 outside the support."""
        rv = self.variables[ref.key]
        if rv.plate is None or ref.index is not None:
            density = self.density_at(ref, value, values)
            domain = self.domain_at(ref, values)
            integrated = isinstance(value, Var) and value.name in hidden
            moving = not integrated and bool(free(domain) & hidden)
            if not moving and (value == var(ref.key) or rv.plate is not None or self.lies(value, domain)):
                return density
            return App("if", (App("in", (value, domain)), density, ZERO))
        index = fresh(rv.plate.index, free(value) | free(rv.density) - {rv.plate.index})
        if free(self.domain_at(ref, values)) & hidden:
            raise ValueError(f"the support of the family {ref.key} moves with what is integrated out")
        if not isinstance(value, Var) or value.args:
            raise ValueError(f"the family {ref.key} is given at something that is no family")
        member = self.density_at(Ref(ref.key, var(index)), var(value.name, var(index)), values)
        return relabel(fold("prod", rv.plate.domain, index, member), rv.plate.index)

    def _substitution(self, values: Values) -> dict[str, Term]:
        """Parents replaced by their values, where those differ from the symbol itself."""
        return {r.key: v for r, v in values.items() if r.index is None and v != var(r.key)}


def relabel(t: Bind, hint: str) -> Bind:
    """t with another name shown for its bound variable."""
    return Bind(t.kind, t.domain, t.body, hint)
