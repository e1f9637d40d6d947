"""Rigorous real functions on values that are exact rationals or balls; outside a domain there is no value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Union

from flint import acb, arb, fmpq, fmpz

from numerics.outcome import undefined, unsupported

Value = Union[fmpq, arb]
MAX_LOG2 = 1_000_000


def rational(value: Fraction) -> fmpq:
    """`value` for flint."""
    return fmpq(value.numerator, value.denominator)


def fraction(value: fmpq) -> Fraction:
    """`value` for the standard library."""
    return Fraction(int(value.p), int(value.q))


def ball(x: Value) -> arb:
    """x as a ball at the current precision."""
    return x if isinstance(x, arb) else arb(x)


def finite(x: Value) -> Value:
    """x. Raises: NoValue, when the ball is not finite or its size is beyond the bound."""
    if isinstance(x, fmpq):
        if x.p.bit_length() > MAX_LOG2 or x.q.bit_length() > MAX_LOG2:
            raise unsupported("number too large")
    elif not x.is_finite():
        raise unsupported("ball not finite")
    elif magnitude(x) > MAX_LOG2:
        raise unsupported("number too large")
    return x


def _exponent(x: arb) -> int:
    man, exp = x.man_exp()
    return int(man).bit_length() + int(exp) if man else 0


def magnitude(x: Value) -> int:
    """An upper bound, up to a constant, of the absolute value of log2 |x| over x without 0."""
    b = ball(x)
    return max(abs(_exponent(b.abs_upper())), abs(_exponent(b.abs_lower())))


def sign(x: Value) -> int | None:
    """-1, 0 or 1 where the whole ball has that sign, else None."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    return 0 if x == 0 else None


def is_zero(x: Value) -> bool:
    """Whether x is 0 exactly; a ball around 0 is not."""
    return bool(x == 0)


def multiply(a: Value, b: Value) -> Value:
    """a * b, exactly 0 when one factor is."""
    if a == 0 or b == 0:
        return fmpq(0)
    return finite(a * b) if isinstance(a, fmpq) and isinstance(b, fmpq) else a * b


def integer(x: Value) -> int | None:
    """The integer that x is exactly, if it is one."""
    return int(x.p) if isinstance(x, fmpq) and x.q == 1 else None


def integer_power(b: Value, n: int) -> Value:
    """b^n. Raises: NoValue, where b may vanish and n is negative, or the result is too large."""
    if n == 0:
        return fmpq(1)
    if b == 0:
        if n < 0:
            raise undefined("division by zero")
        return fmpq(0)
    if b == 1:
        return fmpq(1)
    if magnitude(b) * abs(n) > MAX_LOG2 or abs(n) > 10**9:
        raise unsupported("power too large")
    if isinstance(b, fmpq):
        if max(b.p.bit_length(), b.q.bit_length()) * abs(n) <= 20_000:
            return b**n
        b = arb(b)
    if n < 0 and b.contains(0):
        raise unsupported("divisor may vanish")
    return finite(b ** fmpz(n) if not b.contains(0) else _by_squaring(b, n))


def _by_squaring(b: arb, n: int) -> arb:
    """b^n for 0 < n where b contains 0, which flint answers by nan."""
    square, result = b, arb(1)
    while n:
        if n & 1:
            result *= square
        square, n = square * square, n >> 1
    return result


def power(b: Value, e: Value, *, literal: bool) -> Value:
    """b^e: any base for a literal integer exponent, else positive bases only."""
    n = integer(e)
    if n is not None and (literal or b > 0):
        return integer_power(b, n)
    if b <= 0:
        raise undefined("power of a base that is not positive")
    if not b > 0:
        raise unsupported("base may not be positive")
    if magnitude(b) * abs(float(ball(e).abs_upper())) > MAX_LOG2:
        raise unsupported("power too large")
    if isinstance(e, fmpq) and e.q <= 12 and isinstance(b, fmpq):
        exact = exact_root(b, int(e.q))
        if exact is not None:
            return integer_power(exact, int(e.p))
    x = ball(b)
    if isinstance(e, fmpq) and e.q == 2:
        return integer_power(x.sqrt(), int(e.p))
    return finite((ball(e) * x.log()).exp())


def exact_root(b: fmpq, q: int) -> fmpq | None:
    """The positive rational q-th root of b > 0, if it has one."""
    parts = []
    for part in (int(b.p), int(b.q)):
        if part.bit_length() > 200:
            return None
        root = round(part ** (1 / q)) if q != 2 else math.isqrt(part)
        if root**q != part:
            return None
        parts.append(root)
    return fmpq(parts[0], parts[1])


def symbolic_power(b: Value, e: Value) -> Value:
    """The `pow` of the language: integer exponents only, 0^0 = 1."""
    n = integer(e)
    if n is None:
        raise undefined("pow: exponent is no integer") if isinstance(e, fmpq) else unsupported("pow: exponent")
    return integer_power(b, n)


def exponential(x: Value) -> Value:
    """exp x."""
    if x == 0:
        return fmpq(1)
    b = ball(x)
    if not b.abs_upper() < MAX_LOG2 // 2:
        raise unsupported("exponential too large")
    return finite(b.exp())


def require(x: Value, condition: bool, fails: bool, what: str) -> arb:
    """The ball of x where `condition` is certain. Raises: NoValue, undefined where `fails` is certain."""
    if fails:
        raise undefined(f"{what} outside its domain")
    if not condition:
        raise unsupported(f"{what} at an argument that may lie outside its domain")
    return ball(x)


def logarithm(x: Value) -> Value:
    """log x, 0 < x."""
    return fmpq(0) if x == 1 else require(x, x > 0, x <= 0, "log").log()


def gamma(x: Value) -> Value:
    """Gamma x, 0 < x; exact at small integers."""
    n = integer(x)
    if n is not None and 0 < n <= 60:
        return fmpq(math.factorial(n - 1))
    b = require(x, x > 0, x <= 0, "gamma")
    if not b < 50_000:
        raise unsupported("gamma too large")
    return finite(arb.gamma_fmpq(x) if isinstance(x, fmpq) else b.gamma())


def digamma(x: Value) -> Value:
    """The derivative of log gamma, 0 < x."""
    return require(x, x > 0, x <= 0, "digamma").digamma()


def trigamma(x: Value) -> Value:
    """The second derivative of log gamma, 0 < x."""
    return _hurwitz(require(x, x > 0, x <= 0, "trigamma"))


def _hurwitz(b: arb) -> Value:
    return finite(acb(2).zeta(acb(b)).real)


def upper_gamma(a: Value, x: Value) -> Value:
    """int_x^oo t^(a-1) e^-t dt, 0 < a, 0 <= x."""
    s = require(a, a > 0, a <= 0, "upper_gamma")
    b = require(x, x >= 0, x < 0, "upper_gamma")
    return gamma(a) if x == 0 else finite(b.gamma_upper(s))


def lower_gamma(a: Value, x: Value) -> Value:
    """int_0^x t^(a-1) e^-t dt, 0 < a, 0 <= x."""
    s = require(a, a > 0, a <= 0, "lower_gamma")
    b = require(x, x >= 0, x < 0, "lower_gamma")
    return fmpq(0) if x == 0 else finite(b.gamma_lower(s))


def lower_beta(x: Value, a: Value, b: Value) -> Value:
    """int_0^x t^(a-1) (1-t)^(b-1) dt, 0 < a, 0 < b, 0 <= x <= 1."""
    p = require(a, a > 0, a <= 0, "lower_beta")
    q = require(b, b > 0, b <= 0, "lower_beta")
    y = require(x, x >= 0 and x <= 1, bool(x < 0 or x > 1), "lower_beta")
    if x == 0:
        return fmpq(0)
    if x == 1:
        return finite(ball(gamma(a)) * ball(gamma(b)) / ball(gamma(a + b)))
    return finite(y.beta_lower(p, q))


def erf(x: Value) -> Value:
    """The error function."""
    return fmpq(0) if x == 0 else ball(x).erf()


def erfinv(x: Value) -> Value:
    """The inverse of erf, -1 < x < 1."""
    inside, outside = bool(x > -1 and x < 1), bool(x <= -1 or x >= 1)
    return fmpq(0) if x == 0 else finite(require(x, inside, outside, "erfinv").erfinv())


def sine(x: Value) -> Value:
    """sin x."""
    return fmpq(0) if x == 0 else ball(x).sin()


def cosine(x: Value) -> Value:
    """cos x."""
    return fmpq(1) if x == 0 else ball(x).cos()


def tangent(x: Value) -> Value:
    """tan x as sin x / cos x, so that a pole inside the ball is noticed."""
    if x == 0:
        return fmpq(0)
    c = ball(x).cos()
    if c.contains(0):
        raise unsupported("tan near a pole")
    return finite(ball(x).sin() / c)


def arctangent(x: Value) -> Value:
    """arctan x."""
    return fmpq(0) if x == 0 else ball(x).atan()


def absolute(x: Value) -> Value:
    """|x|."""
    return abs(x) if isinstance(x, arb) else (x if x >= 0 else -x)


def floor(x: Value) -> Value:
    """The largest integer <= x. Raises: NoValue, where the ball touches two of them."""
    if isinstance(x, fmpq):
        return fmpq(int(x.p) // int(x.q))
    n = x.floor().unique_fmpz()
    if n is None:
        raise unsupported("floor near an integer")
    return fmpq(int(n))


def maximum(a: Value, b: Value) -> Value:
    """The larger of two values."""
    if a >= b:
        return a
    return b if b >= a else ball(a).max(ball(b))


def minimum(a: Value, b: Value) -> Value:
    """The smaller of two values."""
    if a <= b:
        return a
    return b if b <= a else ball(a).min(ball(b))


UNARY: Mapping[str, Callable[[Value], Value]] = MappingProxyType(
    {
        "exp": exponential,
        "log": logarithm,
        "gamma": gamma,
        "digamma": digamma,
        "trigamma": trigamma,
        "erf": erf,
        "erfinv": erfinv,
        "sin": sine,
        "cos": cosine,
        "tan": tangent,
        "arctan": arctangent,
        "abs": absolute,
        "floor": floor,
    }
)
BINARY: Mapping[str, Callable[[Value, Value], Value]] = MappingProxyType(
    {
        "pow": symbolic_power,
        "upper_gamma": upper_gamma,
        "lower_gamma": lower_gamma,
        "max": maximum,
        "min": minimum,
    }
)
