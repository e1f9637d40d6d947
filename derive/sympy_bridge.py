"""From SymPy expressions to terms: a closed table of node types; anything else is refused by name.

Only this file and `sympy_export` know both languages. What SymPy leaves open is refused rather than guessed:
floats, complex or non-commutative symbols, ranges and intervals that may be reversed (SymPy counts those negatively,
our language as empty), indefinite integrals, `Piecewise` without a default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Literal, TypeVar

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from proofs.kernel.term import App, Refused, Term, Var, fresh, instantiate
from proofs.language import (
    INT,
    NAT,
    NONNEG,
    ONE,
    PI,
    POSINT,
    POSREAL,
    REAL,
    ZERO,
    add,
    beta,
    binomial,
    div,
    exp,
    factorial,
    fold,
    gamma,
    log,
    member,
    mul,
    neg,
    num,
    power,
    relation,
    sub,
)  # fmt: skip
from proofs.statement import Statement

_T = TypeVar("_T")


class Unsupported(Exception):
    """A SymPy object has no counterpart in our language; the message names it."""


def _unary(head: str) -> Callable[[Term], Term]:
    return lambda a: App(head, (a,))


def _extremum(head: str) -> Callable[..., Term]:
    return lambda *args: reduce(lambda a, b: App(head, (a, b)), args)


def _cosh(a: Term) -> Term:
    return mul(num(Fraction(1, 2)), add(exp(a), exp(neg(a))))


def _sinh(a: Term) -> Term:
    return mul(num(Fraction(1, 2)), sub(exp(a), exp(neg(a))))


#: SymPy function -> how to write it at its arguments.
FUNCTIONS: MappingProxyType[type, Callable[..., Term]] = MappingProxyType(
    {
        sp.exp: exp,
        sp.log: log,
        sp.gamma: gamma,
        sp.loggamma: lambda a: log(gamma(a)),
        sp.beta: beta,
        sp.binomial: binomial,
        sp.factorial: factorial,
        sp.erf: _unary("erf"),
        sp.erfc: lambda a: sub(ONE, App("erf", (a,))),
        sp.erfinv: _unary("erfinv"),
        sp.lowergamma: lambda a, x: App("lower_gamma", (a, x)),
        sp.uppergamma: lambda a, x: App("upper_gamma", (a, x)),
        sp.sin: _unary("sin"),
        sp.cos: _unary("cos"),
        sp.tan: _unary("tan"),
        sp.cot: lambda a: div(App("cos", (a,)), App("sin", (a,))),
        sp.sec: lambda a: div(ONE, App("cos", (a,))),
        sp.csc: lambda a: div(ONE, App("sin", (a,))),
        sp.atan: _unary("arctan"),
        sp.sinh: _sinh,
        sp.cosh: _cosh,
        sp.tanh: lambda a: div(_sinh(a), _cosh(a)),
        sp.Abs: _unary("abs"),
        sp.floor: _unary("floor"),
        sp.ceiling: lambda a: neg(App("floor", (neg(a),))),
        sp.Max: _extremum("max"),
        sp.Min: _extremum("min"),
    }
)

RELATIONS: MappingProxyType[type, Literal["=", "<", "<=", "!="]] = MappingProxyType(
    {sp.Eq: "=", sp.Ne: "!=", sp.Lt: "<", sp.Le: "<="}
)

#: Assumptions of a symbol that have no counterpart, so that forgetting them could refute what is true.
FOREIGN = ("even", "odd", "prime", "composite", "irrational", "algebraic", "transcendental", "imaginary")


def domain_of(symbol: sp.Symbol) -> Term | None:
    """The domain that the symbol's assumptions give; None when they give none. Raises: Unsupported."""
    given = symbol.assumptions0
    foreign = [word for word in FOREIGN if given.get(word) and not (word == "algebraic" and given.get("rational"))]
    if given.get("rational") and not given.get("integer"):
        foreign.append("rational")
    if foreign or symbol.is_real is False or symbol.is_commutative is False:
        kind = foreign[0] if foreign else "not a real number"
        raise Unsupported(f"the symbol {symbol} is {kind}")
    if symbol.is_integer:
        return POSINT if symbol.is_positive else NAT if symbol.is_nonnegative else INT
    if symbol.is_positive:
        return POSREAL
    if symbol.is_nonnegative:
        return NONNEG
    return REAL if symbol.is_real else None


def _further(symbol: sp.Symbol, name: str) -> list[Term]:
    """What the assumptions say beyond the domain."""
    v = Var(name)
    if symbol.is_zero:
        return [relation("=", v, ZERO)]
    if symbol.is_negative:
        return [relation("<", v, ZERO)]
    if symbol.is_nonpositive:
        return [relation("<=", v, ZERO)]
    return [relation("!=", v, ZERO)] if symbol.is_nonzero and not symbol.is_positive else []


@dataclass(slots=True)
class Translation:
    """One translation under way: the names given so far, so that both sides of a statement share them."""

    names: dict[sp.Symbol, str] = field(default_factory=dict)
    families: dict[str, Term] = field(default_factory=dict)

    def name(self, symbol: sp.Symbol) -> str:
        """The symbol's name, made different from those of all other symbols."""
        if symbol not in self.names:
            domain_of(symbol)  # refuses what we have no domain for
            taken = frozenset(self.names.values())
            if symbol.name in taken and not isinstance(symbol, sp.Dummy):
                raise Unsupported(f"two symbols named {symbol} with different assumptions")
            self.names[symbol] = fresh(symbol.name, taken)
        return self.names[symbol]

    def term(self, e: sp.Basic) -> Term:
        """The term of a SymPy expression. Raises: Unsupported."""
        match e:
            case sp.Rational():
                return num(Fraction(int(e.p), int(e.q)))
            case sp.Symbol():
                return Var(self.name(e))
            case sp.Add():
                return add(*(self.term(a) for a in e.args))
            case sp.Mul():
                return mul(*(self.term(a) for a in e.args))
            case sp.Pow():
                return self._power(e)
            case AppliedUndef():
                return Var(e.func.__name__, tuple(self.term(a) for a in e.args))
            case _ if e.func in FUNCTIONS:
                return FUNCTIONS[e.func](*(self.term(a) for a in e.args))
            case _:
                return self._rarer(e)

    def _power(self, e: sp.Pow) -> Term:
        base, exponent = e.args
        if base is sp.E:
            return exp(self.term(exponent))
        by_integer = exponent.is_integer and not exponent.is_Number
        if by_integer and not base.is_positive:
            return App("pow", (self.term(base), self.term(exponent)))
        return power(self.term(base), self.term(exponent))

    def _rarer(self, e: sp.Basic) -> Term:
        match e:
            case sp.Sum() | sp.Product():
                return self._fold(e)
            case sp.Integral():
                return self._integral(e)
            case sp.Derivative():
                return self._derivative(e)
            case sp.Subs():
                return self._substituted(e)
            case sp.Limit():
                return self._limit(e)
            case sp.Piecewise():
                return self._piecewise(e)
            case sp.Indexed():
                return self._indexed(e)
            case sp.polygamma():
                return self._polygamma(e)
            case _:
                return self._constant(e)

    def _substituted(self, e: sp.Subs) -> Term:
        points = [self.term(p) for p in e.point]
        known = dict(self.names)
        values = {self.name(v): p for v, p in zip(e.variables, points, strict=True)}
        result = instantiate(self.term(e.expr), values)
        for variable in e.variables:
            if variable not in known:
                del self.names[variable]
        return result

    def _constant(self, e: sp.Basic) -> Term:
        known: dict[sp.Basic, Term] = {sp.pi: PI, sp.E: exp(ONE), sp.EulerGamma: App("euler_gamma")}
        if e in known:
            return known[e]
        if isinstance(e, sp.Float):
            raise Unsupported(f"the float {e}: write sympy.Rational")
        raise Unsupported(f"{type(e).__name__} ({e})")

    def _polygamma(self, e: sp.Basic) -> Term:
        order, at = e.args
        if order not in (0, 1):
            raise Unsupported(f"polygamma of order {order}")
        return App("digamma" if order == 0 else "trigamma", (self.term(at),))

    def _indexed(self, e: sp.Indexed) -> Term:
        name = str(e.base)
        positive = bool(e.base.label.is_positive)
        self.families[name] = POSREAL if positive else REAL
        return Var(name, tuple(self.term(i) for i in e.indices))

    def _fold(self, e: sp.Basic) -> Term:
        """Sums and products; the last limits are the outermost and may appear in the bounds before them."""
        kind: Literal["sum", "prod"] = "sum" if isinstance(e, sp.Sum) else "prod"
        body, *limits = e.args
        if not limits:
            return self.term(body)
        *inner, (index, lower, upper) = limits
        if lower.is_infinite and not upper.is_infinite:
            raise Unsupported(f"the range from {lower} to {upper}")
        dummy = sp.Dummy(
            index.name, integer=True, positive=lower.is_positive or None, nonnegative=lower.is_nonnegative or None
        )
        inside = (e.func(body, *inner) if inner else body).subs(index, dummy)
        if lower.is_infinite:
            domain: Term = INT
        elif upper.is_infinite:
            domain = App("from", (self.term(lower),))
        elif (upper - lower + 1).is_nonnegative:
            domain = App("range", (self.term(lower), self.term(upper)))
        else:
            raise Unsupported(f"the range from {lower} to {upper} may be reversed: declare the symbols in it")
        return self._bound(kind, domain, dummy, inside)

    def _bound(self, kind: Literal["sum", "prod", "int"], domain: Term, dummy: sp.Dummy, inside: sp.Basic) -> Term:
        body = self.term(inside)
        name = self.name(dummy)
        del self.names[dummy]
        return fold(kind, domain, name, body)

    def _integral(self, e: sp.Integral) -> Term:
        body, *limits = e.args
        *inner, last = limits
        if len(last) != 3:
            raise Unsupported(f"the indefinite integral {e}")
        variable, lower, upper = last
        inside = e.func(body, *inner) if inner else body
        if lower == upper:
            raise Unsupported(f"the integral from {lower} to {upper}")
        if lower is sp.oo or upper is -sp.oo or (lower - upper).is_positive:
            return neg(self._integral(sp.Integral(inside, (variable, upper, lower))))
        sign = {"positive": True} if lower.is_nonnegative else {"negative": True} if upper.is_nonpositive else {}
        dummy = sp.Dummy(variable.name, real=True, **sign)
        return self._bound("int", self._interval(lower, upper), dummy, inside.subs(variable, dummy))

    def _interval(self, lower: sp.Basic, upper: sp.Basic) -> Term:
        if lower.is_infinite and upper.is_infinite:
            return REAL
        if lower.is_infinite:
            return App("below", (self.term(upper),))
        if upper.is_infinite:
            return POSREAL if lower == 0 else App("above", (self.term(lower),))
        if not (upper - lower).is_nonnegative:
            raise Unsupported(f"the interval from {lower} to {upper} may be reversed: declare the symbols in it")
        return App("open", (self.term(lower), self.term(upper)))

    def _derivative(self, e: sp.Derivative) -> Term:
        result = self.term(e.expr)
        for variable in e.variables:
            if not isinstance(variable, sp.Symbol):
                raise Unsupported(f"the derivative by {variable}")
            name = self.name(variable)
            result = App("diff", (fold("lam", domain_of(variable) or REAL, name, result), Var(name)))
        return result

    def _limit(self, e: sp.Limit) -> Term:
        body, variable, target, side = e.args
        if target is sp.oo or target is -sp.oo:
            towards: Term = App("at_inf" if target is sp.oo else "at_neg_inf")
        elif str(side) in "+-":
            towards = App("from_right" if str(side) == "+" else "from_left", (self.term(target),))
        else:
            raise Unsupported("a two-sided limit")
        dummy = sp.Dummy(variable.name, real=True)
        inside = self.term(body.subs(variable, dummy))
        return App("lim", (fold("lam", REAL, self.names.pop(dummy, variable.name), inside), towards))

    def _piecewise(self, e: sp.Piecewise) -> Term:
        *pairs, (last, otherwise) = e.args
        if otherwise is not sp.true:
            raise Unsupported("Piecewise without a default")
        result = self.term(last)
        for value, condition in reversed(pairs):
            result = App("if", (self.proposition(condition), self.term(value), result))
        return result

    def proposition(self, e: sp.Basic) -> Term:
        """The proposition of a SymPy relation or combination of relations. Raises: Unsupported."""
        match e:
            case sp.Gt() | sp.Ge():
                return self.proposition(e.reversed)
            case Relational():
                return relation(RELATIONS[type(e)], self.term(e.lhs), self.term(e.rhs))
            case sp.And():
                return App("and", tuple(self.proposition(a) for a in e.args))
            case sp.Or():
                return App("or", tuple(self.proposition(a) for a in e.args))
            case sp.Not():
                return App("not", (self.proposition(e.args[0]),))
            case _:
                raise Unsupported(f"the condition {e}")

    def hypotheses(self) -> tuple[tuple[Term, ...], tuple[str, ...]]:
        """The domains of all symbols met, and in words those that were assumed because nothing gives them."""
        found: list[Term] = []
        assumed: list[str] = []
        for symbol, name in self.names.items():
            domain = domain_of(symbol)
            if domain is None:
                assumed.append(f"{name} is a real number")
            found += [member(Var(name), domain or REAL), *_further(symbol, name)]
        for name, domain in self.families.items():
            found.append(fold("all", INT, "i", member(Var(name, (Var("i"),)), domain)))
        return tuple(found), tuple(assumed)


def to_term(e: object) -> Term:
    """The term of a SymPy expression (or of what `sympify` makes of a Python number). Raises: Unsupported."""
    return _guarded(lambda translation: translation.term(_basic(e)))


def to_statement(
    lhs: object, rhs: object, sign: Literal["=", "<", "<=", "!="] = "="
) -> tuple[Statement, tuple[str, ...]]:
    """`lhs sign rhs` under the assumptions of the symbols, and in words what was assumed beyond them."""

    def build(translation: Translation) -> tuple[Statement, tuple[str, ...]]:
        claim = relation(sign, translation.term(_basic(lhs)), translation.term(_basic(rhs)))
        hypotheses, assumed = translation.hypotheses()
        return Statement(hypotheses, claim), assumed

    return _guarded(build)


def _basic(e: object) -> sp.Basic:
    match e:
        case sp.Basic():
            return e
        case bool():
            raise Unsupported("a truth value")
        case int() | Fraction():
            return sp.Rational(e.numerator, e.denominator)
        case _:
            raise Unsupported(f"a {type(e).__name__}: SymPy expressions and exact numbers are taken")


def _guarded(build: Callable[[Translation], _T]) -> _T:
    try:
        return build(Translation())
    except (Refused, RecursionError) as error:
        raise Unsupported(f"an expression that is too large: {error}") from error
