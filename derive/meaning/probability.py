"""Densities, probabilities, expectations, divergences: all unfold to folds of the model's joint density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from derive.document import syntax as s
from derive.meaning import folds
from derive.meaning.environment import Distribution, NotUnderstood
from derive.meaning.model import VALUE, RandomVariable, Ref
from derive.meaning.names import DENSITY_LETTERS, PROBABILITY_WORDS, key_of
from proofs.kernel.term import App, Term, Var, free, instantiate
from proofs.language import REAL, div, exp, log, mul, neg, num, power, sqrt, sub, var
from proofs.theory.laws import LAWS
from proofs.theory.lookup import Reading, interpret

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope

_ENTROPY_WORDS = frozenset({"H", "h", "mathcal_H", "mathbb_H", "mathrm_H", "Ent"})
_DIVERGENCE_WORDS = frozenset({"KL", "D_KL", "mathrm_KL", "D", "mathcal_D_KL", "D_{KL}", "mathbb_D_KL", "mathcal_KL"})
OPERATORS = _ENTROPY_WORDS | _DIVERGENCE_WORDS | frozenset({
    "E", "E_", "Var", "Cov", "Corr", "Std", "Pr", "median", "mode", "mean", "I", "min", "max", "sup", "inf", "Q", "M", "F",
})  # fmt: skip
_TRANSFORMS = frozenset({"F", "f", "M", "G", "p", "P"})


# ---- named laws


def reading_of(el: Elaborator, e: s.Apply, scope: Scope, args: tuple[s.Expr, ...] | None = None) -> Reading | None:
    """The law that e names with its parameters; None when it names none."""
    word = law_word(e.head)
    if word is None:
        return None
    written = args if args is not None else (*e.args, *e.parameters)
    values, keywords = _parameters(el, written, scope)
    try:
        readings = _by_prose(interpret(word, values, keywords), word, values, el)
    except ValueError as v:
        raise NotUnderstood(str(v), e.span) from v
    if not readings:
        return None
    if len(readings) > 1:
        el.open_laws[word] = len(readings)
    return readings[min(el.choice.get(word, 0), len(readings) - 1)]


def _by_prose(readings: list[Reading], word: str, values: tuple[Term, ...], el: Elaborator) -> list[Reading]:
    """The readings that the words before the formula leave: a law's full name, or the support in braces."""
    said = el.prose.lower().rsplit("\n\n", 1)[-1] if "\n\n" not in el.prose[-3:] else el.prose.lower().rsplit("\n\n", 2)[-2]
    titles = [law.title for law in LAWS.values() if len(law.title) > 3 and law.title.lower() in said]
    named = [r for r in readings if r.law.title in titles]
    if len({r.law.id for r in readings}) > 1 and len({r.law.id for r in named}) == 1:
        return named
    discrete = [x for x in titles if x.startswith("discrete ") and readings and x.endswith(readings[0].law.title.split()[-1])]
    if discrete:
        return interpret(discrete[0], values) or readings
    for mark, head in (("{0", "nat"), ("{1", "posint")):
        if mark in said.replace(" ", "").replace("\\{", "{").replace("\\lbrace", "{"):
            fitting = [r for r in readings if isinstance(r.law.support, App) and r.law.support.head == head]
            if fitting and len(fitting) < len(readings):
                return fitting
    return readings


def law_word(head: s.Expr) -> str | None:
    """The word by which a law would be called."""
    match head:
        case s.Name(base=base, font=font):
            return f"\\mathcal{{{base}}}" if font == "mathcal" else base
        case s.Multiply(factors=(s.Name(base="ln" | "log"), s.Name(base=base))):
            return f"ln{base}"
        case _:
            return key_of(head)


def _parameters(
    el: Elaborator, args: tuple[s.Expr, ...], scope: Scope
) -> tuple[tuple[Term, ...], tuple[str | None, ...]]:
    """Values and keywords: `rate = b` has a keyword only where the name is one; `eps' = a + e` is just a + e."""
    values: list[Term] = []
    keywords: list[str | None] = []
    for a in args:
        match a:
            case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
                key = key_of(left)
                values.append(el.term(right, scope))
                keywords.append(key if key in _KEYWORDS else None)
            case _:
                values.append(el.term(a, scope))
                keywords.append(None)
    return tuple(values), tuple(keywords)


_KEYWORDS = frozenset({"shape", "rate", "scale", "mean", "variance", "precision", "sd", "std", "location", "loc"})


def law_density(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """N(x; mu, sigma^2), Gam(x | a, b): the density of a law at a point."""
    if not e.parameters and not e.given:
        return None
    if len(e.args) != 1 or key in el.env.functions or key in el.env.domains or not _names_a_law(e.head):
        return None
    reading = reading_of(el, e, scope, (*e.parameters, *e.given))
    if reading is None:
        return None
    return instantiate(reading.instance(reading.law.density), {reading.law.variable: el.term(e.args[0], scope)})


def support_in(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """The support of the density that e is, as a density of the variable `key`; None when e is no such density."""
    letter = key_of(e.head)
    if not e.args or len(e.args) != 1 or _value_name(e.args[0]) not in {key, None}:
        return None
    if _value_name(e.args[0]) != key:
        return None
    rv: RandomVariable | None = None
    if is_transform(e.head) and isinstance(e.head, s.Subscript) and key_of(e.head.base) in {"f", "p", "P"}:
        rv = el.env.model.variables.get(el.env.resolve(key_of(e.head.index) or ""))
    elif letter in DENSITY_LETTERS and letter not in el.env.functions:
        n = named(el, e.args[0], scope)
        rv = el.env.model.variables.get(n.ref.key) if n is not None else None
    if rv is None or rv.plate is not None or rv.mentions() & set(el.env.model.variables):
        return None
    return rv.domain


def _value_name(e: s.Expr) -> str | None:
    match e:
        case s.Relation(operands=(_, right), operators=("=",)) if right is not None:
            return key_of(right)
        case _:
            return key_of(e)


def lies(el: Elaborator, value: Term, domain: Term) -> bool:
    """Whether the value evidently lies in the domain, or need not be asked."""
    if isinstance(domain, Var) or domain == REAL:
        return True
    known = el.domain_of(value) if isinstance(value, Var) else None
    return known is not None and folds.covers(domain, known, el)


def _names_a_law(head: s.Expr) -> bool:
    """Whether a head before (x; ...) or (x | ...) can be a law: a word, a calligraphic letter, N or U; never f."""
    return not isinstance(head, s.Name) or head.font == "mathcal" or len(head.base) > 1 or head.base in {"N", "U"}


def distribution_of(reading: Reading) -> Distribution:
    """A reading as domain and density in VALUE, with what its parameters must satisfy."""
    law = reading.law
    density = instantiate(reading.instance(law.density), {law.variable: var(VALUE)})
    return Distribution(reading.instance(law.support), density, law.kind == "discrete", parameter_facts(reading))


def parameter_facts(reading: Reading) -> tuple[Term, ...]:
    """What the parameters must satisfy, as propositions."""
    facts: list[Term] = []
    for p, value in zip(reading.law.parameters, reading.parameters, strict=True):
        domain = reading.instance(p.domain)
        if domain != REAL and p.over is None and free(value):
            facts.append(App("in", (value, domain)))
    facts.extend(reading.instance(c) for c in reading.law.constraints)
    return tuple(f for f in facts if free(f))


# ---- references to random variables


@dataclass(frozen=True, slots=True)
class Named:
    """A random variable at a value."""

    ref: Ref
    value: Term


def named(el: Elaborator, e: s.Expr, scope: Scope) -> Named | None:
    """The random variable that e names, with its value: y, y_i, X = k; None when e names none."""
    match e:
        case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
            inner = named(el, left, scope)
            if inner is None:
                return None
            value = el.term(right, scope)
            if any(k in el.env.model.variables for k in free(value) - {inner.ref.key}):
                raise NotUnderstood("an event about several random variables", e.span)
            return Named(inner.ref, value)
        case s.Group(body=b):
            return named(el, b, scope)
        case s.Subscript():
            key = key_of(e.base)
            rv = el.env.model.variables.get(key) if key is not None else None
            if rv is not None and rv.plate is not None:
                member = el.family_member(e, scope)
                if isinstance(member, Var):
                    return Named(Ref(rv.key, member.args[0]), member)
        case _:
            pass
    key = key_of(e)
    if key is None:
        return None
    key = el.env.resolve(key)
    rv = el.env.random_variable(key)
    if rv is None:
        return None
    return Named(Ref(rv.key), scope.get(key, var(key)))


def refers(el: Elaborator, e: s.Apply, scope: Scope) -> bool:
    """Whether e is a density letter applied to random variables."""
    key = key_of(e.head)
    if key not in DENSITY_LETTERS or e.bracket != "(":
        return False
    try:
        return bool(e.args) and all(named(el, a, scope) is not None for a in e.args)
    except NotUnderstood:
        return False


def _given(el: Elaborator, items: tuple[s.Expr, ...], scope: Scope) -> dict[Ref, Term]:
    """What stands after the bar: random variables; a defined name stands for those in its definition."""
    out: dict[Ref, Term] = {}
    for item in items:
        n = named(el, item, scope)
        if n is not None:
            out[n.ref] = n.value
            continue
        if isinstance(item, s.Relation):
            raise NotUnderstood("a condition on something that is no random variable", item.span)
        key = key_of(item)
        if key is None:
            raise NotUnderstood("a condition that is no name", item.span)
        key = el.env.resolve(key)
        if el.env.definition(key) is None:
            continue
        for name in sorted(free(el.symbol(item, scope))):
            if name in el.env.model.variables:
                out[Ref(name)] = var(name)
    return out


def density_term(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """p(x | y), Pr(X <= k), f_X(x), F_X(x), M_X(t), H(X)."""
    if key in PROBABILITY_WORDS and len(e.args) == 1 and is_event(el, e.args[0], scope):
        return _event(el, e.args[0], _given(el, e.given, scope), scope)
    of_transform = _transform(el, e, scope)
    if of_transform is not None:
        return of_transform
    if key in _ENTROPY_WORDS and not e.given:
        return _entropy(el, e, scope) if len(e.args) == 1 else _cross_entropy(el, e)
    distribution = el.env.distributions.get(key)
    if distribution is not None and len(e.args) == 1 and not e.given:
        return instantiate(distribution.density, {VALUE: _point(el, e.args[0], scope)})
    if key not in DENSITY_LETTERS or (len(e.args) == 1 and not e.given and not refers(el, e, scope)):
        return None
    return _density(el, e, key, scope)


def _point(el: Elaborator, e: s.Expr, scope: Scope) -> Term:
    match e:
        case s.Relation(operands=(_, right), operators=("=",)) if right is not None:
            return el.term(right, scope)
        case _:
            return el.term(e, scope)


def _density(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    of: dict[Ref, Term] = {}
    for a in e.args:
        n = named(el, a, scope)
        if n is not None and isinstance(a, s.Relation) and key in {"P", "Pr", "Prob", "mathbb_P"}:
            if not el.env.model.variables[n.ref.key].discrete and el.env.model.variables[n.ref.key].law is not None:
                raise NotUnderstood("the probability that a continuous variable takes one value", a.span)
        if n is None:
            if key in el.env.functions or not el.env.model.variables:
                return None
            raise NotUnderstood(f"{key_of(a) or 'an argument'} is no random variable of the model", a.span)
        if n.ref in of:
            raise NotUnderstood("a density with the same random variable twice", a.span)
        of[n.ref] = n.value
    return el.env.model.conditional(of, _given(el, (*e.given, *e.parameters), scope))


# ---- events


def is_event(el: Elaborator, e: s.Expr, scope: Scope) -> bool:
    """Whether e states something that may happen, other than X = value."""
    match e:
        case s.Relation(operators=("=",)):
            return named(el, e, scope) is None
        case s.Relation(operators=ops):
            return all(o in {"<", ">", "leq", "geq", "le", "ge", "leqslant", "geqslant", "="} for o in ops)
        case s.Logical():
            return True
        case _:
            return False


def _event(el: Elaborator, e: s.Expr, given: dict[Ref, Term], scope: Scope) -> Term:
    """Probability of an event: over an interval where it is one, else the expectation of its indicator."""
    simple = _simple_event(el, e, given, scope)
    if simple is not None:
        return simple
    inside = el.proposition(e, scope)
    over = _variables_in(el, inside) - {r.key for r in given}
    if not over:
        raise NotUnderstood("an event about no random variable of the model", e.span)
    return el.env.model.expectation(App("if", (inside, num(1), num(0))), over, given)


def _simple_event(el: Elaborator, e: s.Expr, given: dict[Ref, Term], scope: Scope) -> Term | None:
    """X <= c, X > c and so on, for a variable whose parents are all given."""
    match e:
        case s.Relation(operands=(left, right), operators=(op,)) if left is not None and right is not None:
            n = named(el, left, scope)
            if n is None:
                return None
            rv = el.env.model.variables[n.ref.key]
            if rv.plate is not None or not el.env.model.parents(rv.key) <= {r.key for r in given}:
                return None
            bound = el.term(right, scope)
            if rv.key in free(bound):
                return None
            return _mass(el, rv, op, bound, given)
        case _:
            return None


def _mass(el: Elaborator, rv: RandomVariable, op: str, bound: Term, given: dict[Ref, Term]) -> Term | None:
    values = {r: v for r, v in given.items()}
    domain = el.env.model.domain_at(Ref(rv.key), values)
    below = op in {"<", "leq", "le", "leqslant"}
    part = (_discrete_part if rv.discrete else _continuous_part)(domain, bound, below, op in {"<", ">"})
    if part is None:
        return None
    name = el.bound_name(rv.key, part)
    density = el.env.model.density_at(Ref(rv.key), var(name), values)
    return folds.binder(el, "sum" if rv.discrete else "int", part, name, density)


def _continuous_part(domain: Term, bound: Term, below: bool, strict: bool) -> Term | None:
    match domain:
        case App(head="real"):
            return App("below" if below else "above", (bound,))
        case App(head="posreal" | "nonneg"):
            return App("open", (num(0), bound)) if below else App("above", (bound,))
        case App(head="above", args=(low,)):
            return App("open", (low, bound)) if below else App("above", (bound,))
        case App(head="open" | "closed", args=(low, high)):
            return App("open", (low, bound) if below else (bound, high))
        case _:
            return None


def _discrete_part(domain: Term, bound: Term, below: bool, strict: bool) -> Term | None:
    edge = bound
    if strict:
        edge = sub(bound, num(1)) if below else sub(bound, num(-1))
    match domain:
        case App(head="nat"):
            return App("range", (num(0), edge)) if below else App("from", (edge,))
        case App(head="posint"):
            return App("range", (num(1), edge)) if below else App("from", (edge,))
        case App(head="from", args=(low,)):
            return App("range", (low, edge)) if below else App("from", (edge,))
        case App(head="range", args=(low, high)):
            return App("range", (low, edge) if below else (edge, high))
        case _:
            return None


# ---- functions of one random variable


def is_transform(head: s.Expr) -> bool:
    """Whether head looks like f_X, F_X, M_X."""
    return isinstance(head, s.Subscript) and key_of(head.base) in _TRANSFORMS


def _transform(el: Elaborator, e: s.Apply, scope: Scope) -> Term | None:
    if not is_transform(e.head) or len(e.args) != 1 or not isinstance(e.head, s.Subscript) or e.given:
        return None
    letter = key_of(e.head.base)
    key = key_of(e.head.index)
    if key is None:
        return None
    key = el.env.resolve(key)
    rv = el.env.model.variables.get(key)
    d = el.env.definition(key)
    if letter == "M" and (rv is not None or d is not None):
        return _expect(el, exp(mul(el.term(e.args[0], scope), el.symbol(e.head.index, {}))), {}, e)
    if rv is None or rv.plate is not None:
        return None
    at = _point(el, e.args[0], scope)
    match letter:
        case "f" | "p" | "P":
            return el.env.model.conditional({Ref(rv.key): at}, {})
        case "F":
            return _mass_everywhere(el, rv, at, e)
        case _:
            return None


def _mass_everywhere(el: Elaborator, rv: RandomVariable, at: Term, e: s.Apply) -> Term:
    if el.env.model.parents(rv.key):
        raise NotUnderstood("the distribution function of a variable that depends on others", e.span)
    t = _mass(el, rv, "leq", at, {})
    if t is None:
        raise NotUnderstood("the distribution function over that support", e.span)
    return t


def _entropy(el: Elaborator, e: s.Apply, scope: Scope) -> Term | None:
    """H(X) and h(X) = -E log density."""
    n = named(el, e.args[0], {})
    key = key_of(e.args[0])
    if n is None:
        d = el.env.distribution(el.env.resolve(key)) if key is not None else None
        return None if d is None else neg(_weighted(el, d, lambda x: log(instantiate(d.density, {VALUE: x}))))
    if el.env.log_bases:
        raise NotUnderstood("an entropy in a document that changes the base of its logarithms", e.span)
    rv = el.env.model.variables[n.ref.key]
    if rv.plate is not None:
        raise NotUnderstood("the entropy of a whole family", e.span)
    density = el.env.model.conditional({Ref(rv.key): var(rv.key)}, {})
    return neg(el.env.model.expectation(log(density), frozenset({rv.key}), {}))


def _cross_entropy(el: Elaborator, e: s.Apply) -> Term | None:
    """H(P, Q) = -E_P log q."""
    named_ = [el.env.distributions.get(key_of(a) or "") for a in e.args]
    if len(named_) != 2 or named_[0] is None or named_[1] is None:
        raise NotUnderstood("an entropy of several things", e.span)
    p, q = named_[0], named_[1]
    return neg(_weighted(el, p, lambda x: log(instantiate(q.density, {VALUE: x}))))


def _weighted(el: Elaborator, d: Distribution, value) -> Term:  # type: ignore[no-untyped-def]
    name = el.bound_name("x", d.domain)
    body = mul(instantiate(d.density, {VALUE: var(name)}), value(var(name)))
    return folds.binder(el, "sum" if d.discrete else "int", d.domain, name, body)


# ---- expectations


def expectation_term(el: Elaborator, e: s.Expectation, scope: Scope) -> Term:
    """E, Var, Cov, Std, Corr."""
    given = _given(el, e.given, scope)
    if e.under is not None:
        return _under(el, e, given, scope)
    match e.operator, e.args:
        case "E", (body,):
            return _expect(el, el.term(body, scope), given, e)
        case "Var", (body,):
            return _variance(el, el.term(body, scope), given, e)
        case "Std", (body,):
            return sqrt(_variance(el, el.term(body, scope), given, e))
        case "Cov", (a, b):
            return _covariance(el, el.term(a, scope), el.term(b, scope), given, e)
        case "Corr", (a, b):
            x, y = el.term(a, scope), el.term(b, scope)
            spread = mul(sqrt(_variance(el, x, given, e)), sqrt(_variance(el, y, given, e)))
            return div(_covariance(el, x, y, given, e), spread)
        case _:
            raise NotUnderstood(f"{e.operator} of {len(e.args)} arguments", e.span)


def _variables_in(el: Elaborator, body: Term) -> frozenset[str]:
    return frozenset(k for k in free(body) if k in el.env.model.variables)


def _canonical(el: Elaborator, body: Term) -> Term:
    """body with x written X where x is the other case of a random variable."""
    swap: dict[str, Term] = {}
    for k in free(body):
        rv = el.env.random_variable(k)
        if rv is not None and rv.key != k and rv.key not in free(body):
            swap[k] = var(rv.key)
    return instantiate(body, swap) if swap else body


def _expect(el: Elaborator, body: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    body = _canonical(el, body)
    over = _variables_in(el, body) - {r.key for r in given}
    if not over:
        unknown = [k for k in sorted(free(body)) if k not in el.env.domains or k in el.env.guessed]
        if unknown:
            raise NotUnderstood(f"nothing says how {unknown[0]} is distributed", e.span)
        return body
    if any(el.env.model.variables[k].plate is not None for k in over):
        raise NotUnderstood("an expectation over a whole family", e.span)
    return el.env.model.expectation(body, over, given)


def _variance(el: Elaborator, x: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    mean = _expect(el, x, given, e)
    return _expect(el, power(sub(x, mean), 2), given, e)


def _covariance(el: Elaborator, x: Term, y: Term, given: dict[Ref, Term], e: s.Expr) -> Term:
    return _expect(el, mul(sub(x, _expect(el, x, given, e)), sub(y, _expect(el, y, given, e))), given, e)


def _under(el: Elaborator, e: s.Expectation, given: dict[Ref, Term], scope: Scope) -> Term:
    """E under what the subscript says: x ~ law, q(x), a random variable, a law."""
    if e.operator not in {"E", "Var"} or len(e.args) != 1 or e.under is None:
        raise NotUnderstood(f"{e.operator} with a subscript has no meaning here yet", e.span)
    key, d = _subscript(el, e.under, e, scope)
    name = el.bound_name(key, d.domain)
    weight = instantiate(d.density, {VALUE: var(name)})
    inner = {**scope, key: var(name)}
    twin = el.env.random_variable(key)
    if twin is not None:
        inner[twin.key] = var(name)
    kind: Literal["sum", "int"] = "sum" if d.discrete else "int"
    body = el.term(e.args[0], inner)
    mean = folds.binder(el, kind, d.domain, name, mul(body, weight))
    if e.operator == "E":
        return mean
    return folds.binder(el, kind, d.domain, name, mul(power(sub(body, mean), 2), weight))


def _subscript(el: Elaborator, under: s.Expr, e: s.Expectation, scope: Scope) -> tuple[str, Distribution]:
    match under:
        case s.Relation(operands=(left, right), operators=("sim",)) if left is not None and right is not None:
            key = key_of(left)
            if key is None:
                raise NotUnderstood("an expectation over something that is no name", under.span)
            return el.env.resolve(key), _distribution(el, right, el.env.resolve(key), scope)
        case s.Apply(args=(first,)) if key_of(first) is not None and not under.versus:
            law = reading_of(el, under, scope) if not under.given else None
            key = el.env.resolve(key_of(first) or "")
            if law is None or named(el, first, scope) is not None:
                return key, _distribution(el, under, key, scope)
        case s.Name() | s.Subscript() if el.env.distribution(key_of(under) or "") is not None:
            known = el.env.distribution(key_of(under) or "")
            if known is not None:
                return _only_name(el, e, scope), known
        case s.Name() | s.Subscript():
            n = named(el, under, scope)
            if n is not None:
                key = n.ref.key
                return key, _distribution(el, s.Apply(s.Name("p"), (under,)), key, scope)
        case _:
            pass
    if isinstance(under, s.Apply):
        law = reading_of(el, under, scope)
        if law is not None:
            return _only_name(el, e, scope), distribution_of(law)
    raise NotUnderstood("an expectation whose subscript is not understood", under.span)


def _only_name(el: Elaborator, e: s.Expectation, scope: Scope) -> str:
    """The random variable in the argument of an expectation whose subscript is only a law."""
    body = e.args[0]
    inside = free(el.term(body, scope))
    names = [k for k in inside if el.env.random_variable(k) is not None or k in el.env.sole_names]
    if len(names) == 1:
        return names[0]
    raise NotUnderstood("an expectation that does not say over what", e.span)


def _distribution(el: Elaborator, e: s.Expr, key: str, scope: Scope) -> Distribution:
    """The distribution that stands after ~ or as a subscript."""
    if isinstance(e, s.Apply):
        law = reading_of(el, e, scope)
        if law is not None:
            return distribution_of(law)
        head = key_of(e.head)
        known = el.env.distributions.get(head) if head is not None else None
        if known is not None and not e.given:
            return known
        name = el.bound_name(key, REAL)
        inner = {**scope, key: var(name)}
        rv = el.env.random_variable(key)
        if rv is not None and rv.plate is None:
            density = el.term(e, inner)
            domain = el.env.model.domain_at(Ref(rv.key), {r: v for r, v in _given(el, e.given, scope).items()})
            return Distribution(domain, instantiate(density, {name: var(VALUE)}), rv.discrete)
    head = key_of(e)
    known = el.env.distribution(head) if head is not None else None
    if known is not None:
        return known
    raise NotUnderstood("a distribution that is not understood", e.span)


# ---- divergences


def is_divergence(e: s.Apply) -> bool:
    """Whether e is KL of two things."""
    return key_of(e.head) in _DIVERGENCE_WORDS and bool(e.versus)


def divergence_term(el: Elaborator, e: s.Apply, scope: Scope) -> Term:
    """KL[P || Q] = E_P log p/q."""
    if key_of(e.head) not in _DIVERGENCE_WORDS or len(e.args) != 1 or len(e.versus) != 1:
        raise NotUnderstood("a divergence other than Kullback and Leibler's", e.span)
    p, q = (_side(el, side, scope) for side in (e.args[0], e.versus[0]))
    return _weighted(
        el, p, lambda x: log(div(instantiate(p.density, {VALUE: x}), instantiate(q.density, {VALUE: x})))
    )


def _side(el: Elaborator, e: s.Expr, scope: Scope) -> Distribution:
    key = key_of(e)
    known = el.env.distribution(el.env.resolve(key)) if key is not None else None
    if known is not None:
        return known
    if isinstance(e, s.Apply) and len(e.args) == 1 and key_of(e.args[0]) is not None:
        return _distribution(el, e, el.env.resolve(key_of(e.args[0]) or ""), scope)
    raise NotUnderstood("a divergence between things that are no distributions", e.span)
