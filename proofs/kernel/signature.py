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


#: Conditions of definedness stand in `definedness.py`.
CONSTANTS: MappingProxyType[str, Constant] = MappingProxyType(
    {
        **dict.fromkeys(("+", "*"), _c("real real", "real", variadic=True)),
        # x ^ e: any x for an integer literal e (not 0 if e < 0), else x > 0; pow x n: n an integer, x not 0 or n >= 0
        **dict.fromkeys(("^", "pow", "max", "min"), _c("real real", "real")),
        **dict.fromkeys(("pi", "euler_gamma"), _c("", "real")),
        **dict.fromkeys(("exp", "erf", "sin", "cos", "arctan", "abs", "floor"), _c("real", "real")),
        # 0 < x; -1 < x < 1 for erfinv; cos x != 0 for tan
        **dict.fromkeys(("log", "gamma", "digamma", "trigamma", "erfinv", "tan"), _c("real", "real")),
        # (lower_gamma a x) = int_0^x t^(a-1) e^-t dt and (upper_gamma a x) = int_x^oo of it; 0 < a, 0 <= x
        **dict.fromkeys(("lower_gamma", "upper_gamma"), _c("real real", "real")),
        # (lower_beta x a b) = int_0^x t^(a-1) (1-t)^(b-1) dt; 0 < a, 0 < b, 0 <= x <= 1
        "lower_beta": _c("real real real", "real"),
        "if": _c("prop real real", "real"),  # (if p a b): a where p holds, else b
        # sets: reals, x > 0, x >= 0; integers, from 0, from 1
        **dict.fromkeys(("real", "posreal", "nonneg", "int", "nat", "posint"), _c("", "set")),
        # a < x < b; a <= x <= b; integers from a to b, none if b < a, defined for integer ends
        **dict.fromkeys(("open", "closed", "range"), _c("real real", "set")),
        # a < x; x < a; integers from a on, defined for an integer a
        **dict.fromkeys(("above", "below", "from"), _c("real", "set")),
        "law": _c("fun", "set"),  # (law (lam x D (f x))): D weighted by the density f; domain of E only
        "diff": _c("fun real", "real"),  # derivative of the function at the point; differentiable there
        "lim": _c("fun filter", "real"),  # limit along the filter; it exists
        **dict.fromkeys(("at_inf", "at_neg_inf"), _c("", "filter")),
        **dict.fromkeys(("from_right", "from_left"), _c("real", "filter")),
        **dict.fromkeys(("=", "<", "<=", "!="), _c("real real", "prop")),
        "in": _c("real set", "prop"),
        **dict.fromkeys(("and", "or"), _c("prop prop", "prop", variadic=True)),
        "not": _c("prop", "prop"),
        "=>": _c("prop prop", "prop"),
        # f = c g (c != 0), f = g + c on the domain of f, for some c free of the variable
        **dict.fromkeys(("propto", "upto"), _c("fun fun", "prop")),
        # converges absolutely over the domain of the lam; density: >= 0 there, and integrates to 1
        **dict.fromkeys(("integrable", "summable", "density"), _c("fun", "prop")),
        **dict.fromkeys(("integrates", "sums"), _c("fun real", "prop")),  # converges absolutely, to that value
        "differentiable": _c("fun real", "prop"),
        "derives": _c("fun real real", "prop"),  # differentiable at the point, with that derivative
        "tends": _c("fun filter real", "prop"),  # converges along the filter to that real number
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
