"""What `name(arguments)` means: a known function, a density, a defined or an unknown function, or a product."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning import calculus, folds
from derive.meaning.decision.process import head_key
from derive.meaning.decision.values import applied, is_typed
from derive.meaning.densities import density_term
from derive.meaning.environment import Definition, NotUnderstood
from derive.meaning.expectations import divergence_term, is_divergence
from derive.meaning.named_laws import law_density
from derive.meaning.names import DENSITY_LETTERS, key_of
from derive.meaning.operators import OPERATORS
from derive.meaning.references import is_transform, refers
from proofs.kernel.term import App, Num, Term, Var
from proofs.language import add, beta, div, exp, gamma, log, mul, num, power, sqrt, sub, var

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


def _phi(x: Term) -> Term:
    """Standard normal distribution function, by erf."""
    return mul(num(Fraction(1, 2)), add(num(1), App("erf", (div(x, sqrt(num(2))),))))


def _one(head: str) -> Callable[[Term], Term]:
    return lambda x: App(head, (x,))


#: Functions of one argument, by the word or command that names them.
UNARY: MappingProxyType[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "exp": exp, "log": log, "ln": log, "Gamma": gamma, "erf": _one("erf"), "sin": _one("sin"), "cos": _one("cos"),
        "tan": _one("tan"), "arctan": _one("arctan"), "abs": _one("abs"), "sqrt": sqrt, "floor": _one("floor"),
        "cosh": lambda x: mul(num(Fraction(1, 2)), add(exp(x), exp(mul(num(-1), x)))),
        "sinh": lambda x: mul(num(Fraction(1, 2)), sub(exp(x), exp(mul(num(-1), x)))),
        "erfc": lambda x: sub(num(1), App("erf", (x,))),
        "lgamma": lambda x: log(gamma(x)), "digamma": _one("digamma"), "trigamma": _one("trigamma"),
    }
)  # fmt: skip

#: Greek letters and capitals that are functions only where the document gives them no other meaning.
SOFT: MappingProxyType[str, Callable[[Term], Term]] = MappingProxyType(
    {"psi": _one("digamma"), "Psi": _one("digamma"), "Phi": _phi, "varphi": lambda x: _normal_density(x)}
)

BINARY: MappingProxyType[str, Callable[[Term, Term], Term]] = MappingProxyType(
    {
        "B": beta, "Beta": beta, "mathcal_B": beta, "beta": beta, "max": lambda a, b: App("max", (a, b)),
        "min": lambda a, b: App("min", (a, b)), "gamma_": lambda a, b: App("lower_gamma", (a, b)),
        "Gamma": lambda a, b: App("upper_gamma", (a, b)),
    }
)  # fmt: skip

INVERSE: MappingProxyType[str, Callable[[Term], Term]] = MappingProxyType(
    {
        "erf": _one("erfinv"),
        "tan": _one("arctan"),
        "Phi": lambda p: _normal_quantile(p),
        "exp": log,
        "log": exp,
        "ln": exp,
    }
)

KNOWN = frozenset(UNARY)


def _normal_density(x: Term) -> Term:
    from proofs.language import PI

    return div(exp(mul(num(Fraction(-1, 2)), power(x, 2))), sqrt(mul(num(2), PI)))


def _normal_quantile(p: Term) -> Term:
    return mul(sqrt(num(2)), App("erfinv", (sub(mul(num(2), p), num(1)),)))


def apply_term(el: Elaborator, e: s.Apply, scope: Scope) -> Term:
    """The term of head(args | given; parameters)."""
    if e.versus or is_divergence(e):
        return el.placed(divergence_term(el, e, scope), scope)
    head = e.head
    if isinstance(head, s.Power) and (key := head_key(head)) is not None:
        t = applied(el, e, el.env.resolve(key), scope)
        if t is not None:
            return t
        if is_typed(el, e):
            raise NotUnderstood(f"{key} of states or actions is not known", e.span)
    if isinstance(head, s.Power):
        return _raised(el, e, head, scope)
    key = key_of(head)
    if key is None:
        return _product(el, e, scope)
    key = el.env.resolve(key)
    for attempt in (applied, _known, _logarithm, law_density, _defined, density_term, _derivative, _soft):
        t = attempt(el, e, key, scope)
        if t is not None:
            return el.placed(t, scope) if attempt is density_term else t
    if is_product(el, e, scope):
        return _product(el, e, scope)
    return _unknown(el, e, key, scope)


def is_product(el: Elaborator, e: s.Apply, scope: Scope) -> bool:
    """Whether `a(b)` is a times b: one argument, and a is a number wherever else it stands."""
    key = key_of(e.head)
    if len(e.args) != 1 or e.given or e.parameters or e.versus or e.bracket == "" or key is None:
        return False
    key = el.env.resolve(key)
    if (
        key in UNARY
        or key in el.env.functions
        or (
            key in DENSITY_LETTERS
            and key in el.env.heads
            and isinstance(e.args[0], s.Name | s.Number | s.Subscript | s.Relation)
        )
    ):
        return False
    if refers(el, e, scope):
        return False
    if key == "pi":
        return True
    d = el.env.definition(key)
    if d is not None and d.params:
        return False
    return (
        key in scope or key in el.env.domains or d is not None or key in el.env.scalars
        or el.env.random_variable(key) is not None
        or (isinstance(e.head, s.Subscript) and el.family_member(e.head, scope) is not None)
    )  # fmt: skip


def _product(el: Elaborator, e: s.Apply, scope: Scope) -> Term:
    if len(e.args) != 1 or e.given or e.parameters:
        raise NotUnderstood("a product with a list in its bracket", e.span)
    return mul(el.term(e.head, scope), el.term(e.args[0], scope))


def _arguments(el: Elaborator, e: s.Apply, scope: Scope) -> tuple[Term, ...]:
    if e.given:
        raise NotUnderstood("a bar between the arguments of a function", e.span)
    return tuple(el.label(a, scope) for a in (*e.args, *e.parameters))


def _known(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    if e.given or e.parameters or _overruled(el, key) or key in el.env.functions:
        return None
    if key in UNARY and len(e.args) == 1:
        return UNARY[key](el.term(e.args[0], scope))
    if key == "Gamma" and len(e.args) == 2 and isinstance(e.head, s.Name) and e.head.font is not None:
        raise NotUnderstood("a law where a number is expected", e.span)
    if key in BINARY and len(e.args) == 2 and (key not in el.env.domains or key in {"Gamma"}):
        return BINARY[key](el.term(e.args[0], scope), el.term(e.args[1], scope))
    if key in {"max", "min"} and len(e.args) > 2:
        first, *rest = (el.term(a, scope) for a in e.args)
        for r in rest:
            first = App(key, (first, r))
        return first
    return None


def _soft(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    if key not in SOFT or len(e.args) != 1 or e.given or e.parameters or key in el.env.scalars or key in scope:
        return None
    return None if key in el.env.domains else SOFT[key](el.term(e.args[0], scope))


def _overruled(el: Elaborator, key: str) -> bool:
    d = el.env.definition(key)
    return d is not None and bool(d.params)


def _logarithm(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """log_2 x and log_b x."""
    if not isinstance(e.head, s.Subscript) or key_of(e.head.base) not in {"log", "ln"} or len(e.args) != 1:
        return None
    base = el.term(e.head.index, scope)
    if not isinstance(base, Num) and base != exp(num(1)):
        raise NotUnderstood("a logarithm to a base that nothing fixes", e.span)
    return div(log(el.term(e.args[0], scope)), log(base)) if isinstance(base, Num) else log(el.term(e.args[0], scope))


def _raised(el: Elaborator, e: s.Apply, head: s.Power, scope: Scope) -> Term:
    """sin^2 x, erf^{-1}(x), g^{-1}(y), f^2(x)."""
    key = key_of(head.base)
    inner = s.Apply(head.base, e.args, e.given, e.parameters, e.versus, e.bracket, span=e.span)
    if _is_minus_one(head.exponent) and key is not None and not is_product(el, inner, scope):
        if key in INVERSE and len(e.args) == 1 and not _overruled(el, key):
            return INVERSE[key](el.term(e.args[0], scope))
        raise NotUnderstood(f"the inverse of {key} has no meaning here yet", e.span)
    if key is not None and is_product(el, inner, scope):
        return mul(el.term(head, scope), el.term(e.args[0], scope))
    if key is None or (key not in UNARY and not el.env.functions & {key}):
        return mul(el.term(head, scope), el.term(e.args[0], scope)) if len(e.args) == 1 else _refuse(e)
    return el.raised(apply_term(el, inner, scope), el.term(head.exponent, scope))


def _refuse(e: s.Apply) -> Term:
    raise NotUnderstood("a bracket after a power", e.span)


def _is_minus_one(e: s.Expr) -> bool:
    return isinstance(e, s.Negative) and isinstance(e.operand, s.Number) and e.operand.value == 1


def _defined(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    d = el.env.definition(key)
    if d is None or not d.params:
        return None
    args = (*e.args, *e.given, *e.parameters)
    if len(args) != len(d.params):
        return None
    return unfold(el, key, d, tuple(el.label(a, scope) for a in args), e, scope)


def unfold(el: Elaborator, key: str, d: Definition, args: tuple[Term, ...], e: s.Expr, scope: Scope) -> Term:
    """The body of a defined function at args."""
    if key in el.env.conflicts:
        first, second = el.env.conflicts[key]
        raise NotUnderstood(f"{key} is defined in two ways, in line {first} and in line {second}", e.span)
    with el.unfolding(key, e.span):
        return el.at(d.body, dict(zip(d.params, args, strict=True)), scope)


def _derivative(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """f'(x), f''(x), M_X''(0): the derivative of the function without its primes."""
    bare, order = _without_primes(e.head)
    if order == 0 or order > 4 or len(e.args) != 1 or e.given:
        return None
    name = key_of(bare)
    if name is None or (not el.env.functions & {name} and not is_transform(bare)):
        if el.env.definition(key) is not None or key in el.env.domains or key in el.env.scalars:
            return None
        if name not in el.env.functions:
            return None
    argument = el.term(e.args[0], scope)
    return _slope(el, bare, order, argument, e, scope)


def _slope(el: Elaborator, head: s.Expr, order: int, at: Term, e: s.Apply, scope: Scope) -> Term:
    variable = "x" if not isinstance(e.args[0], s.Name) else key_of(e.args[0]) or "x"
    placeholder = s.Name(variable, span=e.span)

    def body(inner: Scope) -> Term:
        if order == 1:
            return apply_term(el, s.Apply(head, (placeholder,), span=e.span), inner)
        return _slope(el, head, order - 1, inner[variable], s.Apply(head, (placeholder,), span=e.span), inner)

    if isinstance(at, Var):
        return calculus.slope(el, variable, at, body, scope)
    name = el.bound_name(variable, App("real"))
    return App("diff", (folds.binder(el, "lam", App("real"), name, body({**scope, variable: var(name)})), at))


def _without_primes(e: s.Expr) -> tuple[s.Expr, int]:
    match e:
        case s.Name(primes=n) if n:
            return s.Name(e.base, e.marks, 0, e.font, span=e.span), n
        case s.Subscript(base=s.Name(primes=n) as base, index=index) if n:
            return s.Subscript(s.Name(base.base, base.marks, 0, base.font), index, span=e.span), n
        case _:
            return e, 0


def _unknown(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term:
    """A function that the document leaves unknown."""
    if e.given or any(isinstance(a, s.Hole | s.Relation) for a in e.args):
        raise NotUnderstood(f"{key} with a condition is not a density of the model", e.span)
    if key in DENSITY_LETTERS and key not in el.env.functions:
        raise NotUnderstood(f"{key}(...) is not a density of known random variables", e.span)
    bare, order = _without_primes(e.head)
    word = bare.base if isinstance(bare, s.Name) else ""
    if key in OPERATORS or (len(word) > 1 and isinstance(bare, s.Name) and bare.font is not None):
        raise NotUnderstood(f"{key} of something has no meaning here yet", e.span)
    if order:
        raise NotUnderstood(f"the derivative of the unknown function {key_of(bare)}", e.span)
    args = _arguments(el, e, scope)
    if not args:
        raise NotUnderstood(f"{key} without arguments", e.span)
    return Var(key, args)


__all__ = ["BINARY", "KNOWN", "UNARY", "Num", "apply_term", "is_product", "unfold"]
