"""The constants of the language: for each, what it takes and what it is.

Values are total: a term always denotes something, and what it denotes outside its definedness
condition (last column) is fixed but unspecified, except that x^-1 = 0 at x = 0 and that an integral
or an infinite sum that does not converge absolutely is 0. A certificate therefore ends with `finish`,
which adds the definedness conditions of what it proves. For an integer e, x^e is the repeated product.

A set of reals has the Lebesgue measure, one of integers the counting measure, an abstract set (a `Var`) some
sigma-finite measure for `int`. `sum` and `prod` run over a countable set; over an uncountable one they are empty.
`(summable (lam x D 1))` says that they run over finitely many elements.
Unknown functions are total on the reals and measurable. `derives` and `diff` are of the function itself at a point,
whatever the domain of its lam; `tends` and `lim` are along the filter within that domain, which has to meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Sort = Literal["real", "prop", "set", "fun", "filter"]


@dataclass(frozen=True, slots=True)
class Constant:
    """Sorts of the arguments and of the result; `variadic` repeats the last argument's sort."""

    takes: tuple[Sort, ...]
    gives: Sort
    variadic: bool = False


def _c(takes: str, gives: Sort, *, variadic: bool = False) -> Constant:
    return Constant(tuple(takes.split()), gives, variadic)  # type: ignore[arg-type]


CONSTANTS = MappingProxyType(
    {
        # arithmetic
        "+": _c("real real", "real", variadic=True),
        "*": _c("real real", "real", variadic=True),
        "^": _c("real real", "real"),  # rational integer literal: any base (not 0 if negative); else base > 0
        "pow": _c("real real", "real"),  # exponent an integer; base not 0, or exponent >= 0; pow x 0 = 1
        # numbers and functions of real numbers
        "pi": _c("", "real"),
        "euler_gamma": _c("", "real"),
        "exp": _c("real", "real"),
        "log": _c("real", "real"),  # 0 < x
        "gamma": _c("real", "real"),  # 0 < x
        "digamma": _c("real", "real"),  # 0 < x
        "trigamma": _c("real", "real"),  # 0 < x
        "lower_gamma": _c("real real", "real"),  # int_0^x t^(a-1) e^-t dt; 0 < a, 0 <= x
        "upper_gamma": _c("real real", "real"),  # int_x^oo t^(a-1) e^-t dt; 0 < a, 0 <= x
        "lower_beta": _c("real real real", "real"),  # (x a b): int_0^x t^(a-1)(1-t)^(b-1) dt; 0<a, 0<b, 0<=x<=1
        "erf": _c("real", "real"),
        "erfinv": _c("real", "real"),  # -1 < x < 1
        "sin": _c("real", "real"),
        "cos": _c("real", "real"),
        "tan": _c("real", "real"),  # cos x != 0
        "arctan": _c("real", "real"),
        "abs": _c("real", "real"),
        "floor": _c("real", "real"),
        "max": _c("real real", "real"),
        "min": _c("real real", "real"),
        "if": _c("prop real real", "real"),  # (if p a b): a where p holds, else b
        # folds are binders; their domains:
        "real": _c("", "set"),
        "posreal": _c("", "set"),  # 0 < x
        "nonneg": _c("", "set"),  # 0 <= x
        "open": _c("real real", "set"),  # a < x < b
        "closed": _c("real real", "set"),  # a <= x <= b
        "above": _c("real", "set"),  # a < x
        "below": _c("real", "set"),  # x < a
        "int": _c("", "set"),
        "nat": _c("", "set"),  # 0, 1, 2, ...
        "posint": _c("", "set"),  # 1, 2, ...
        "range": _c("real real", "set"),  # integers a, a+1, ..., b; both ends integers; empty if b < a
        "from": _c("real", "set"),  # integers a, a+1, ...; a an integer
        "law": _c("fun", "set"),  # (law (lam x D (f x))): D weighted by the density f; domain of E only
        # functions of functions
        "diff": _c("fun real", "real"),  # derivative of the function at the point; differentiable there
        "lim": _c("fun filter", "real"),  # limit along the filter; it exists
        "at_inf": _c("", "filter"),
        "at_neg_inf": _c("", "filter"),
        "from_right": _c("real", "filter"),
        "from_left": _c("real", "filter"),
        # propositions
        "=": _c("real real", "prop"),
        "<": _c("real real", "prop"),
        "<=": _c("real real", "prop"),
        "!=": _c("real real", "prop"),
        "in": _c("real set", "prop"),
        "and": _c("prop prop", "prop", variadic=True),
        "or": _c("prop prop", "prop", variadic=True),
        "not": _c("prop", "prop"),
        "=>": _c("prop prop", "prop"),
        "propto": _c("fun fun", "prop"),  # f = c g on the domain of f for some c != 0 free of the variable
        "upto": _c("fun fun", "prop"),  # f = g + c on the domain of f for some c free of the variable
        "integrable": _c("fun", "prop"),  # absolutely, over the domain of the lam
        "integrates": _c("fun real", "prop"),  # integrable, with that integral
        "summable": _c("fun", "prop"),
        "sums": _c("fun real", "prop"),
        "differentiable": _c("fun real", "prop"),
        "derives": _c("fun real real", "prop"),  # differentiable at the point, with that derivative
        "tends": _c("fun filter real", "prop"),  # converges along the filter to that real number
        "density": _c("fun", "prop"),  # >= 0 on the domain of the lam, and integrates to 1
    }
)

#: Binders: sort of the body and of the result. `E` ranges over a `law`; `int` over a set of reals, of
#: integers, or an abstract measure space (a `Var` of sort set); `sum` and `prod` over integers or an abstract set.
BINDERS: MappingProxyType[str, tuple[Sort, Sort]] = MappingProxyType(
    {
        "int": ("real", "real"),
        "sum": ("real", "real"),
        "prod": ("real", "real"),
        "E": ("real", "real"),
        "all": ("prop", "prop"),
        "lam": ("real", "fun"),
    }
)

#: Constants whose meaning depends on their first argument, a function, only through its values on its domain.
POINTWISE = frozenset({"law", "integrable", "integrates", "summable", "sums", "density", "propto", "upto"})
