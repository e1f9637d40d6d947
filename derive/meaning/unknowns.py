"""What nobody declared: random variables, distributions and families without a law."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from derive.document import syntax as s
from derive.meaning.declared import Declarations
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import Definition, Distribution, Family, NotUnderstood
from derive.meaning.expectations import is_divergence
from derive.meaning.model import VALUE, RandomVariable
from derive.meaning.names import key_of, other_case
from proofs.kernel.term import App, Term, Var
from proofs.language import REAL, fold, num, var

# ---- what nobody declared


def unknown_distributions(out: Declarations) -> None:
    """P and Q of KL[P || Q] without a law: unknown densities p and q over one set."""
    env = out.env
    for e in out.survey.divergences:
        if not is_divergence(e):
            continue
        for side in (*e.args, *e.versus):
            key = key_of(side)
            if key is None or len(key) != 1 or not key.isupper() or key in env.distributions or key in out.matrices:
                continue
            letter = key.lower()
            if letter in env.domains or letter in env.definitions or env.model.variables.keys() & {key, letter}:
                continue
            domain = var("mathcal_X" if "mathcal_X" in out.survey.scalars else "set_x")
            d = Distribution(domain, Var(letter, (var(VALUE),)), False)
            env.distributions[key] = env.distributions[letter] = d
            env.functions.discard(letter)
            env.facts.append(App("density", (fold("lam", domain, "x", Var(letter, (var("x"),))),)))
            env.assumed.append(f"{key} is a distribution of unknown density {letter}")


def unknown_densities(out: Declarations) -> None:
    """q(z) without a law: an unknown density on the values of z, another one than the model's."""
    env = out.env
    for e in out.survey.densities:
        key = key_of(e.head)
        if key not in {"q", "Q"} or len(e.args) != 1 or e.given or e.versus or key in env.functions:
            continue
        name = key_of(e.args[0])
        if name is None or key in env.distributions or key in env.sole or key in env.domains or key in out.matrices:
            continue
        rv = env.random_variable(env.resolve(name))
        domain = rv.domain if rv is not None and rv.plate is None else var(f"set_{name}")
        d = Distribution(domain, Var(key, (var(VALUE),)), rv.discrete if rv is not None else False)
        env.distributions[key] = d
        env.facts.append(App("density", (fold("lam", domain, name, Var(key, (var(name),))),)))
        env.assumed.append(f"{key} is an unknown density of {name}")


def unknown_variables(out: Declarations) -> None:
    """Random variables without a law: an unknown density each, given all the ones before it.

    Any joint density is such a product (chain rule), so nothing is assumed but that densities exist.
    """
    names = _undeclared(out)
    names = names[::-1] if out.backwards else names
    out.chained = len(names)
    before: list[str] = []
    for key in names:
        domain = var(f"set_{key}")
        density = Var(f"p_{key}", (var(VALUE), *(var(k) for k in before)))
        out.env.model.variables[key] = RandomVariable(key, domain, density, False, None, None, 0, ())
        out.env.domains.pop(key, None)
        before.append(key)
    for n, key in enumerate(names):
        out.env.facts.append(_density_fact(key, names[:n]))
    if names:
        out.env.assumed.append("random variables of unknown law: " + ", ".join(names))


def _density_fact(key: str, parents: list[str]) -> Term:
    name = f"p_{key}"
    body = Var(name, (var(key), *(var(k) for k in parents)))
    t: Term = App("density", (fold("lam", var(f"set_{key}"), key, body),))
    for k in reversed(parents):
        t = fold("all", var(f"set_{k}"), k, t)
    return t


def _undeclared(out: Declarations) -> list[str]:
    """Names that stand where only random variables stand, in order of appearance."""
    env = out.env
    seen: dict[str, None] = {}
    only_given: set[str] = set()
    for e in out.survey.densities:
        key = key_of(e.head)
        if key in {"p", "P", "Pr"} and e.bracket == "(" and not e.versus and not e.parameters:
            keys = [key_of(a) for a in e.args]
            if (e.given or len(e.args) > 1) and all(k is not None for k in keys):
                for k in keys:
                    seen.setdefault(env.resolve(k or ""))
                for g in e.given:
                    only_given.add(env.resolve(key_of(g) or ""))
    if env.distributions:
        seen = {k: None for k in seen if k not in {"x", "X"}}
    known = bool(env.model.variables)
    bounds = {key_of(b) for b in out.survey.upper_bounds}
    for k in sorted(out.survey.transforms):
        seen.setdefault(env.resolve(k))
    for x in out.survey.expected:
        for a in x.args:
            for k in _bare_capitals(a):
                if k not in out.survey.applied and k not in bounds:
                    seen.setdefault(k)
    names = _generated([k for k in seen if k and _is_free_for_a_variable(k, known, out)], out)
    return [k for k in names if not (k[:1].islower() and other_case(k) in names)]


def _generated(names: list[str], out: Declarations) -> list[str]:
    """The names in the order in which the document generates them: z before x where it multiplies p(z) by p(x | z)."""
    before: list[tuple[str, str]] = []
    for product in out.survey.products:
        factors = [f for f in product.factors if isinstance(f, s.Apply) and key_of(f.head) in {"p", "P", "Pr", "f"}]
        roots = {out.env.resolve(key_of(f.args[0]) or "") for f in factors if len(f.args) == 1 and not f.given}
        for f in factors:
            given = [out.env.resolve(key_of(g) or "") for g in f.given]
            if len(f.args) == 1 and len(given) == 1 and given[0] in roots:
                before.append((given[0], out.env.resolve(key_of(f.args[0]) or "")))
    ordered = list(names)
    for _ in names:
        for n, (a, b) in enumerate(pairwise(ordered)):
            if before.count((b, a)) > before.count((a, b)):
                ordered[n], ordered[n + 1] = b, a
    return ordered


def _bare_capitals(e: object) -> Iterator[str]:
    """Capital letters that stand for themselves, not in a subscript and not as a function."""
    match e:
        case s.Name():
            key = key_of(e)
            if key is not None and len(key) == 1 and key.isupper():
                yield key
        case s.Subscript() | s.Expectation():
            return
        case s.Apply():
            for part in (*e.args, *e.given):
                yield from _bare_capitals(part)
        case tuple():
            for x in e:
                yield from _bare_capitals(x)
        case _ if hasattr(e, "__dataclass_fields__") and not isinstance(e, s.Span):
            for f in e.__dataclass_fields__:
                if f != "span":
                    yield from _bare_capitals(getattr(e, f))
        case _:
            return


def _is_free_for_a_variable(key: str, known: bool, out: Declarations) -> bool:
    env = out.env
    if env.random_variable(key) is not None or env.definition(key) is not None:
        return False
    if key in env.domains and key not in env.guessed:
        return False
    return key not in env.families and key not in env.indexed and key not in {"A", "B", "E_"}


def unknown_families(out: Declarations) -> None:
    """Indexed names without a law: real numbers with the range their index has."""
    env = out.env
    for key in sorted(out.survey.indexed):
        if key in env.families:
            continue
        ranges = list(out.survey.ranges.items())
        if len({str(r) for _, r in ranges}) == 1 and ranges:
            index, (low, high) = ranges[0]
            el = Elaborator(env)
            try:
                env.families[key] = Family(index, el.term(low, {}), el.term(high, {}), REAL)
            except NotUnderstood:
                continue
            env.assumed.append(f"{key}_{index} are real numbers")


def means(out: Declarations) -> None:
    """x-bar of a family x that nobody defined is its mean, as everywhere."""
    env = out.env
    for key, f in env.families.items():
        name = f"bar_{key}"
        if name not in out.survey.scalars or env.definition(name) is not None or name in env.domains:
            continue
        if f.lower != num(1) or not isinstance(f.upper, Var):
            continue
        member_ = s.Subscript(s.Name(key), s.Name(f.index))
        total = s.Big("sum", (s.Name(f.index),), s.Number(Fraction(1)), s.Name(f.upper.name), None, None, member_)
        env.define(name, Definition((), s.Divide(total, s.Name(f.upper.name)), 0))
        env.assumed.append(f"{name} is the mean of the {key}_{f.index}")
