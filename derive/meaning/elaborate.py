"""From a syntax tree to a term: what each node means in an environment. Refuses what it cannot settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from derive.document import syntax as s
from derive.meaning import calculus, folds, functions
from derive.meaning.decision.gradients import gradient
from derive.meaning.decision.values import on_trajectory, same_place
from derive.meaning.environment import Environment, NotUnderstood
from derive.meaning.expectations import expectation_term
from derive.meaning.names import key_of
from derive.meaning.signs import is_integer, is_positive
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Num, Refused, Term, Var, free, instantiate
from proofs.language import (
    INT,
    PI,
    POSINT,
    POSREAL,
    REAL,
    ZERO,
    add,
    binomial,
    div,
    exp,
    factorial,
    mul,
    neg,
    num,
    power,
    relation,
    var,
)

Scope = Mapping[str, Term]

_RELATIONS = {
    "=": "=", "<": "<", "leq": "<=", "le": "<=", "leqslant": "<=", ">": "<", "geq": "<=", "ge": "<=",
    "geqslant": "<=", "neq": "!=", "ne": "!=", "equiv": "=",
}  # fmt: skip
_FLIPPED = frozenset({">", "geq", "ge", "geqslant"})


@dataclass(slots=True)
class Elaborator:
    """Gives terms to expressions; `local` are the domains of variables bound on the way in."""

    env: Environment
    integration_variables: tuple[str, ...] = ()
    choice: Mapping[str, int] = field(default_factory=dict)
    open_laws: dict[str, int] = field(default_factory=dict)
    wide: bool = False
    moving: tuple[str, ...] = ()
    prose: str = ""
    weighed: frozenset[str] = frozenset()
    near: tuple[s.Expr, ...] = ()
    local: dict[str, Term] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    ambiguous: bool = False
    assumptions: list[Term] = field(default_factory=list)
    braces: list[tuple[s.Brace, Scope]] = field(default_factory=list)
    used_plainly: set[str] = field(default_factory=set)
    _unfolding: list[str] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        from derive.meaning.references import lies

        self.env.model.lies = lambda value, domain: lies(self, value, domain)

    # ---- symbols

    def domain_of(self, v: Var) -> Term | None:
        """Domain of a symbol, bound or free."""
        return self.local.get(v.name) or self.env.domain_of(v) or self._twin_domain(v)

    def _twin_domain(self, v: Var) -> Term | None:
        rv = self.env.random_variable(v.name) if not v.args else None
        return rv.domain if rv is not None and rv.plate is None else None

    def bound_name(self, key: str, domain: Term) -> str:
        """A symbol for a bound variable that no document can write, with its domain noted."""
        self._count += 1
        name = f"{key}·{self._count}"
        self.local[name] = domain
        self.hints[name] = key
        return name

    @contextmanager
    def unfolding(self, key: str, span: s.Span) -> Iterator[None]:
        """Guards against a definition that leads back to itself."""
        if key in self._unfolding:
            raise NotUnderstood(f"the definition of {key} leads back to itself", span)
        self._unfolding.append(key)
        try:
            yield
        finally:
            self._unfolding.pop()

    def symbol(self, e: s.Expr, scope: Scope) -> Term:
        """The term of a name, subscripts included."""
        if isinstance(e, s.Subscript):
            member = self.family_member(e, scope)
            if member is not None:
                return member
        key = key_of(e)
        if key is None:
            raise NotUnderstood("a subscript that is neither an index nor a label", e.span)
        key = self.env.resolve(key)
        if self.env.decision is not None and self.env.decision.sort_of(key) is not None:
            raise NotUnderstood(f"{key} is a state, an action or a sample, no number", e.span)
        if key in scope:
            return scope[key]
        unfolded = self._unfold(key, e, scope)
        if unfolded is not None:
            return unfolded
        constant = self._constant(key)
        if constant is not None:
            return constant
        self.used_plainly.add(key)
        if isinstance(e, s.Label | s.Subscript) and key_of(e.base) in functions.KNOWN:
            raise NotUnderstood(f"{key} is a function without its argument", e.span)
        return var(key)

    def label(self, e: s.Expr, scope: Scope) -> Term:
        """A state or an action as the argument of something; elsewhere these are no numbers."""
        d, key = self.env.decision, key_of(e)
        if d is None or key is None or d.sort_of(key) is None:
            return self.term(e, scope)
        if isinstance(e, s.Subscript):
            there = on_trajectory(self, e, scope)
            if there is not None:
                return there
            index = {key_of(n) for n in nodes(e.index)} & scope.keys()
            if key not in scope and index:
                raise NotUnderstood(f"{key} with an index that is bound", e.span)
        return scope.get(key, var(key))

    def _unfold(self, key: str, e: s.Expr, scope: Scope) -> Term | None:
        d = self.env.definition(key)
        if d is None or key in self._unfolding or key in {"pi", "e"}:
            return None
        if key in self.env.conflicts:
            first, second = self.env.conflicts[key]
            raise NotUnderstood(f"{key} is defined in two ways, in line {first} and in line {second}", e.span)
        if d.params and self.env.is_parameter(key):  # m(x) of a marginal leaves the prior mean m alone
            return None
        if len({p in scope for p in d.params}) > 1:  # bound in part: neither the function nor its value
            return None
        return self._body(key, d.body, e, scope)

    def _body(self, key: str, body: s.Expr, e: s.Expr, scope: Scope) -> Term:
        with self.unfolding(key, e.span):
            t = self.term(body, same_place(self, body, scope))
        if self.moving and key != self.moving[0] and any(m in free(t) for m in self.moving[1:]):
            raise NotUnderstood(f"a derivative that leaves open whether {key} is held fixed", e.span)
        return t

    def _constant(self, key: str) -> Term | None:
        known = key in self.env.domains or self.env.random_variable(key) is not None
        if known:
            return None
        if key == "pi":
            return PI
        if key == "e":
            return exp(num(1))
        return None

    def family_member(self, e: s.Subscript, scope: Scope) -> Term | None:
        """x_i as a member of the family x, when x is one; None for a label."""
        base = key_of(e.base)
        if base is None or (base not in self.env.families and base not in self.env.indexed):
            return None
        key = key_of(e)
        if key is not None and (self.env.definition(key) or key in self.env.domains):
            return None
        parts = e.index.items if isinstance(e.index, s.Tuple) else (e.index,)
        if isinstance(e.index, s.Multiply) and base in self.env.indexed and base not in self.env.families:
            parts = e.index.factors
        family = self.env.families.get(base)
        if family is not None and len(parts) != 1:
            return None
        return var(base, *(self._index(p, base, scope) for p in parts))

    def _index(self, e: s.Expr, base: str, scope: Scope) -> Term:
        key = key_of(e)
        family = self.env.families.get(base)
        if key is not None and key not in scope and family is not None and key == family.index:
            if key not in self.env.domains:
                self.local.setdefault(key, App("range", (family.lower, family.upper)))
                self.assumptions.append(App("in", (var(key), self.local[key])))
            return var(key)
        return self.label(e, scope)

    # ---- expressions

    def term(self, e: s.Expr, scope: Scope) -> Term:
        """The real number that e denotes. Raises: NotUnderstood."""
        try:
            return self._term(e, scope)
        except Refused as r:
            raise NotUnderstood(str(r), e.span) from r
        except ValueError as v:
            raise NotUnderstood(str(v), e.span) from v

    def _term(self, e: s.Expr, scope: Scope) -> Term:  # noqa: C901 - one case a node
        match e:
            case s.Number(value=None):
                raise NotUnderstood("infinity where a number is meant", e.span)
            case s.Number(value=v):
                return num(v if v is not None else 0)
            case s.Name() | s.Subscript() | s.Label():
                return self.symbol(e, scope)
            case s.Power():
                return self.power(e, scope)
            case s.Add(terms=terms):
                return add(*(self.term(t, scope) for t in terms)) if len(terms) > 1 else self.term(terms[0], scope)
            case s.Negative(operand=o):
                return neg(self.term(o, scope))
            case s.Multiply(factors=factors):
                return self.product(factors, scope)
            case s.Divide(numerator=a, denominator=b):
                return div(self.term(a, scope), self.term(b, scope))
            case s.Factorial(operand=o):
                return factorial(self.term(o, scope))
            case s.Binomial(n=n, k=k):
                return self.binomial(n, k, scope)
            case s.Root(radicand=r, degree=d):
                return power(self.term(r, scope), Fraction(1, 2)) if d is None else self.root(r, d, scope)
            case s.Group(body=b):
                return self.term(b, scope)
            case s.Brace(body=b):
                self.braces.append((e, scope))
                return self.term(b, scope)
            case s.Apply():
                return functions.apply_term(self, e, scope)
            case s.Big():
                return folds.fold_term(self, e, scope)
            case s.Derivative():
                return calculus.derivative_term(self, e, scope)
            case s.Limit():
                return calculus.limit_term(self, e, scope)
            case s.Evaluated():
                return calculus.evaluated_term(self, e, scope)
            case s.Gradient() if self.env.decision is not None:
                return gradient(self, e, scope)
            case s.Expectation():
                return self.placed(expectation_term(self, e, scope), scope)
            case s.Absolute(operand=o, norm=False):
                return App("abs", (self.term(o, scope),))
            case s.Rounding(kind=kind, operand=o):
                inner = self.term(o, scope)
                return App("floor", (inner,)) if kind == "floor" else neg(App("floor", (neg(inner),)))
            case s.Cases(branches=branches):
                return self.cases(branches, scope)
            case _:
                raise NotUnderstood(f"{_words(e)} has no meaning here yet", e.span)

    def product(self, factors: tuple[s.Expr, ...], scope: Scope) -> Term:
        """The product of the factors."""
        return mul(*(self.term(f, scope) for f in factors))

    def power(self, e: s.Power, scope: Scope) -> Term:
        """base ^ exponent, as the exponential, a real power or an integer power."""
        plain = isinstance(e.exponent, s.Number)
        if (
            isinstance(e.base, s.Name)
            and key_of(e.base) == "e"
            and not (plain and ("e" in scope or self._is_named("e")))
        ):
            return exp(self.term(e.exponent, scope))
        if isinstance(e.base, s.Apply) and functions.is_product(self, e.base, scope):
            head, *args = (e.base.head, *e.base.args)
            raised = s.Power(s.Group(args[0]), e.exponent, span=e.span)
            return mul(self.term(head, scope), self.term(raised, scope))
        if (
            isinstance(e.base, s.Name)
            and key_of(e.base) in functions.KNOWN
            and not self._is_named(key_of(e.base) or "")
        ):
            raise NotUnderstood(f"{key_of(e.base)} is a function without its argument", e.span)
        return self.raised(self.term(e.base, scope), self.term(e.exponent, scope))

    def raised(self, base: Term, exponent: Term) -> Term:
        """base ^ exponent with the power that fits: `pow` for an integer exponent over a base of unknown sign."""
        if isinstance(exponent, Num) or is_positive(base, self.domain_of) or not is_integer(exponent, self.domain_of):
            return power(base, exponent)
        return App("pow", (base, exponent))

    def root(self, radicand: s.Expr, degree: s.Expr, scope: Scope) -> Term:
        """The degree-th root."""
        return power(self.term(radicand, scope), div(num(1), self.term(degree, scope)))

    def binomial(self, n: s.Expr, k: s.Expr, scope: Scope) -> Term:
        """n choose k."""
        if isinstance(k, s.Tuple):
            raise NotUnderstood("a multinomial coefficient has no meaning here yet", k.span)
        upper, lower = self.term(n, scope), self.term(k, scope)
        self.assume(App("<=", (lower, upper)))
        return binomial(upper, lower)

    def assume(self, fact: Term) -> None:
        """Notes what the notation presupposes about free symbols: 0 <= k <= n, a range that is not empty."""
        if free(fact) and not free(fact) & self.local.keys() and fact not in self.assumptions:
            self.assumptions.append(fact)

    def _is_named(self, key: str) -> bool:
        return key in self.env.domains or self.env.definition(key) is not None or key in self.env.model.variables

    def unfolds_density(self, body: s.Expr, key: str) -> bool:
        """Whether the integrand names a density of the variable."""
        from derive.meaning.reading_state import names_density

        return names_density(body, key)

    def at(self, body: s.Expr, values: Mapping[str, Term], scope: Scope) -> Term:
        """body with names at values, by symbols that no document can write, so that no value is captured."""
        inner = dict(scope)
        stand_ins: dict[str, Term] = {}
        for key, value in values.items():
            name = self.bound_name(key, self._domain_like(value))
            inner[key] = var(name)
            stand_ins[name] = value
        return instantiate(self.term(body, inner), stand_ins)

    def _domain_like(self, value: Term) -> Term:
        """A set in which the value evidently lies."""
        if isinstance(value, Var):
            known = self.domain_of(value)
            if known is not None:
                return known
        whole, positive = is_integer(value, self.domain_of), is_positive(value, self.domain_of)
        return POSINT if whole and positive else INT if whole else POSREAL if positive else REAL

    def placed(self, t: Term, scope: Scope) -> Term:
        """t, made from the model's densities, with the names that a binder around it has taken."""
        taken = {k: scope[k] for k in free(t) if k in scope}
        return instantiate(t, taken) if taken else t

    # ---- conditions

    def cases(self, branches: tuple[tuple[s.Expr, s.Expr | None], ...], scope: Scope) -> Term:
        """Nested `if`s; without an `otherwise` the last branch stands for all that is left."""
        *first, (last, _) = branches
        t = self.term(last, scope)
        for value, condition in reversed(first):
            if condition is None:
                raise NotUnderstood("a case without its condition", value.span)
            t = App("if", (self.proposition(condition, scope), self.term(value, scope), t))
        return t

    def proposition(self, e: s.Expr, scope: Scope) -> Term:
        """The proposition that e states: relations, memberships, and, or, not."""
        match e:
            case s.Relation(operands=operands, operators=operators):
                parts = [
                    self.related(a, op, b, scope)
                    for a, op, b in zip(operands, operators, operands[1:], strict=False)
                    if a is not None and b is not None
                ]
                if len(parts) != len(operators):
                    raise NotUnderstood("a relation with a side missing", e.span)
                return parts[0] if len(parts) == 1 else App("and", tuple(parts))
            case s.Logical(operator="not", operands=(o,)):
                return App("not", (self.proposition(o, scope),))
            case s.Logical(operator="and" | "or" as head, operands=operands):
                return App(head, tuple(self.proposition(o, scope) for o in operands))
            case s.Group(body=b):
                return self.proposition(b, scope)
            case _:
                raise NotUnderstood(f"{_words(e)} where a condition is meant", e.span)

    def related(self, a: s.Expr, operator: str, b: s.Expr, scope: Scope) -> Term:
        """The proposition a operator b."""
        if operator in {"in", "notin"}:
            inside = App("in", (self.term(a, scope), folds.set_term(self, b, scope)))
            return inside if operator == "in" else App("not", (inside,))
        head = _RELATIONS.get(operator)
        if head is None:
            raise NotUnderstood(f"the relation {operator} in a condition", a.span)
        x, y = self.term(a, scope), self.term(b, scope)
        return App(head, (y, x) if operator in _FLIPPED else (x, y))


def relation_head(operator: str) -> tuple[str, bool] | None:
    """The kernel's relation for a LaTeX one, and whether the sides change places."""
    head = _RELATIONS.get(operator)
    return None if head is None else (head, operator in _FLIPPED)


def _words(e: s.Expr) -> str:
    return {
        "Ellipsis_": "an ellipsis", "Tuple": "a list", "SetOf": "a set", "Interval": "an interval", "Text": "text",
        "Extremum": "an extremum", "Gradient": "a gradient", "Hole": "a placeholder", "Absolute": "a norm",
        "Relation": "a relation", "Logical": "a condition",
    }.get(type(e).__name__, type(e).__name__.lower())  # fmt: skip


__all__ = ["ZERO", "Elaborator", "Scope", "relation", "relation_head"]
