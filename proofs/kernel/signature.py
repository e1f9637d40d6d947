"""The constants of the language: for each, what it takes and what it is.

Values are total: a term always denotes something, and what it denotes outside its definedness
conditions (`defined`) is fixed but unspecified, except that x^-1 = 0 at x = 0 and that an integral
or an infinite sum that does not converge absolutely is 0. A certificate therefore ends with `finish`,
which adds the definedness conditions of what it proves. For an integer e, x^e is the repeated product.

A set of reals has the Lebesgue measure, one of integers the counting measure, an abstract set (a `Var`) some
sigma-finite measure for `int`. `sum` and `prod` run over a countable set; over an uncountable one they are empty.
`(summable (lam x D 1))` says that they run over finitely many elements.
Unknown functions are total on the reals and measurable. `derives` and `diff` are of the function itself at a point,
whatever the domain of its lam; `tends` and `lim` are along the filter within that domain, which has to meet it.
"""

from types import MappingProxyType
from typing import NamedTuple


class Constant(NamedTuple):
    """Sorts (real, prop, set, fun, filter) of arguments and result; `variadic` repeats that of the last argument."""

    takes: tuple[str, ...]
    gives: str
    variadic: bool = False
    defined: str = ""  # the conditions of definedness at arguments a, b, c; see `definedness.py` for x ^ k and binders
    member: str | None = None  # what `t in` a set says, beside t being an integer if it is one of INTEGER_SETS


def _all(names: str, takes: str, gives: str, defined: str = "", member: str | None = None) -> dict[str, Constant]:
    sorts = tuple(takes.removesuffix(" ...").split())
    return dict.fromkeys(names.split(), Constant(sorts, gives, takes.endswith("..."), defined, member))


CONSTANTS: MappingProxyType[str, Constant] = MappingProxyType(
    _all("+ *", "real real ...", "real")
    # x ^ e: any x for an integer literal e (not 0 if e < 0), else x > 0; pow x n: n an integer, x not 0 or n >= 0
    | _all("^", "real real", "real", "(< 0 a)")
    | _all("pow", "real real", "real", "(in b int) (or (!= a 0) (<= 0 b))")
    | _all("max min", "real real", "real")
    | _all("pi euler_gamma", "", "real")
    | _all("exp erf sin cos arctan abs floor", "real", "real")
    | _all("log gamma digamma trigamma", "real", "real", "(< 0 a)")
    | _all("erfinv", "real", "real", "(< -1 a) (< a 1)")
    | _all("tan", "real", "real", "(!= (cos a) 0)")
    # (lower_gamma a x) = int_0^x t^(a-1) e^-t dt and (upper_gamma a x) = int_x^oo of it
    | _all("lower_gamma upper_gamma", "real real", "real", "(< 0 a) (<= 0 b)")
    # (lower_beta x a b) = int_0^x t^(a-1) (1-t)^(b-1) dt
    | _all("lower_beta", "real real real", "real", "(< 0 b) (< 0 c) (<= 0 a) (<= a 1)")
    | _all("if", "prop real real", "real")  # (if p a b): a where p holds, else b
    | _all("real int", "", "set", "", "")
    | _all("posreal posint", "", "set", "", "(< 0 t)")
    | _all("nonneg nat", "", "set", "", "(<= 0 t)")
    | _all("open", "real real", "set", "", "(< a t) (< t b)")
    | _all("closed", "real real", "set", "", "(<= a t) (<= t b)")
    | _all("range", "real real", "set", "(in a int) (in b int)", "(<= a t) (<= t b)")
    | _all("above", "real", "set", "", "(< a t)")
    | _all("below", "real", "set", "", "(< t a)")
    | _all("from", "real", "set", "(in a int)", "(<= a t)")
    | _all("law", "fun", "set")  # (law (lam x D (f x))): D weighted by the density f; domain of E only
    | _all("diff", "fun real", "real", "(differentiable a b)")  # derivative of the function at the point
    | _all("lim", "fun filter", "real", "(tends a b (lim a b))")  # limit along the filter
    | _all("at_inf at_neg_inf", "", "filter")
    | _all("from_right from_left", "real", "filter")
    | _all("= < <= !=", "real real", "prop")
    | _all("in", "real set", "prop")
    | _all("and or", "prop prop ...", "prop")
    | _all("not", "prop", "prop")
    | _all("=>", "prop prop", "prop")
    # f = c g (c != 0), f = g + c on the domain of f, for some c free of the variable
    | _all("propto upto", "fun fun", "prop")
    # converges absolutely over the domain of the lam; density: >= 0 there, and integrates to 1
    | _all("integrable summable density", "fun", "prop")
    # converges absolutely, to that value; at that point
    | _all("integrates sums differentiable", "fun real", "prop")
    | _all("derives", "fun real real", "prop")  # differentiable at the point, with that derivative
    | _all("tends", "fun filter real", "prop")  # converges along the filter to that real number
)

INTEGER_SETS = ("int", "nat", "posint", "range", "from")

#: Binders: sort of the body and of the result. `E` ranges over a `law`; `int` over a set of reals, of
#: integers, or an abstract measure space (a `Var` of sort set); `sum` and `prod` over integers or an abstract set.
BINDERS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(("int", "sum", "prod", "E"), ("real", "real")) | {"all": ("prop", "prop"), "lam": ("real", "fun")}
)

#: Constants whose meaning depends on their first argument, a function, only through its values on its domain.
POINTWISE = frozenset({"law", "integrable", "integrates", "summable", "sums", "density", "propto", "upto"})
