"""Which kernel axiom fits a piece of an integrand over a domain, and with which values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType

from proofs.kernel.term import App, Num, Term, Var
from proofs.language import ONE, ZERO, add, div, mul, neg, num, power
from proofs.search.conversions.integrand_shape import (
    Piece,
    binomial_in,
    linear,
    literal,
    quadratic,
    tidy,
)

#: The label of an axiom and the values of its variables.
Candidate = tuple[str, dict[str, Term]]

TWO = num(2)
_LOGS = MappingProxyType({0: "", 1: "_log", 2: "_log_square"})
_ORDINALS = MappingProxyType({0: "", 1: "_first", 2: "_second", 3: "_third", 4: "_fourth"})


def candidates(piece: Piece, domain: Term) -> Iterator[Candidate]:
    """The axioms that may give the integral of the piece without its constant, the likeliest first."""
    match domain:
        case App("posreal"):
            found = _half_line(piece)
        case App("real"):
            found = _line(piece)
        case App("open", (a, b)):
            found = _interval(piece, a, b)
        case App("above", (c,)):
            found = _above(piece, c)
        case App("below", (c,)):
            found = _below(piece, c)
        case _:
            return
    ends = domain.args
    for label, values in found:
        yield label, {name: t if t in ends else tidy(t) for name, t in values.items()}


def _log_order(piece: Piece) -> tuple[int | None, dict[Term, Term]]:
    """(n, the other atoms) for a factor (log x)^n."""
    log = App("log", (Var(piece.variable),))
    n = literal(piece.atoms.get(log, ZERO))
    return (int(n) if n is not None and n.denominator == 1 else None), piece.without(log)


def _single(rates: dict[Term, Term] | None) -> tuple[Term, Term] | None:
    return next(iter(rates.items())) if rates is not None and len(rates) == 1 else None


def _negative(t: Term) -> bool:
    """Whether t reads as a negative number times something."""
    match tidy(t):
        case Num(value):
            return value < 0
        case App("*", (Num(value), *_)):
            return value < 0
        case App("+", args):
            return all(map(_negative, args))
    return False


def _order(piece: Piece, most: int) -> int | None:
    """The power of x if it is a natural number up to `most`."""
    n = literal(piece.power)
    return int(n) if n is not None and n.denominator == 1 and 0 <= n <= most else None


# ---- the positive reals


def _half_line(piece: Piece) -> Iterator[Candidate]:
    logs, rest = _log_order(piece)
    rates, p = piece.rates(), add(piece.power, ONE)
    if logs is not None and not rest:
        if (one := _single(rates)) is not None and logs in _LOGS:
            yield _gamma(one, p, _LOGS[logs])
        if rates is not None and set(rates) == {ONE, num(-1)} and logs == 0:
            yield from _inverse_gaussian(piece, rates)
        if rates is not None and set(rates) == {ONE, TWO} and logs == 0 and (n := _order(piece, 2)) is not None:
            label = f"half_gaussian_kernel{f'_{n}' if n else ''}"
            yield label, {"a": neg(rates[TWO]), "b": rates[ONE]}
        if logs in (0, 1, 2) and (a := _log_gaussian(piece)) is not None:
            yield f"log_normal_kernel{('', '_log', '_log_2')[logs]}", {"p": p, "a": a}
    if rates == {} and logs is not None:
        yield from _beta_prime(piece, p, rest, logs)


def _gamma(one: tuple[Term, Term], p: Term, suffix: str) -> Candidate:
    k, rate = one
    if _negative(k):
        return f"inverse_generalised_gamma_kernel{suffix}", {"p": neg(p), "q": neg(rate), "k": neg(k)}
    name = "q" if suffix == "_log_square" else "b"
    return f"generalised_gamma_kernel{suffix}", {"p": p, name: neg(rate), "k": k}


def _inverse_gaussian(piece: Piece, rates: dict[Term, Term]) -> Iterator[Candidate]:
    n = literal(piece.power)
    if n in (Fraction(-3, 2), Fraction(-1, 2), Fraction(1, 2), Fraction(3, 2)):
        values = {"a": neg(rates[ONE]), "b": neg(rates[num(-1)])}
        yield f"inverse_gaussian_kernel_{int(n + Fraction(3, 2))}", values


def _log_gaussian(piece: Piece) -> Term | None:
    """a if the exponential is exp(-a (log x)^2)."""
    key = frozenset({(App("log", (Var(piece.variable),)), Fraction(2))})
    return neg(piece.exponent[key]) if set(piece.exponent) == {key} else None


def _beta_prime(piece: Piece, p: Term, rest: dict[Term, Term], logs: int) -> Iterator[Candidate]:
    sums = [a for a in rest if not (isinstance(a, App) and a.head == "log")]
    if len(sums) != 1 or (found := binomial_in(sums[0], piece.variable)) is None:
        return
    c, d, k = found
    others = {a: e for a, e in rest.items() if a != sums[0]}
    values = {"p": p, "r": neg(rest[sums[0]]), "c": c, "d": d, "k": k}
    if not others and logs in (0, 1):
        yield f"generalised_beta_prime_kernel{_LOGS[logs]}", values
    if others == {App("log", (sums[0],)): ONE} and logs == 0:
        yield "generalised_beta_prime_kernel_log_sum", values


# ---- the reals


def _line(piece: Piece) -> Iterator[Candidate]:
    rates = piece.rates()
    if rates is not None and TWO in rates and set(rates) <= {ONE, TWO} and not piece.atoms:
        n = _order(piece, 4)
        if n is not None:
            values = {"a": neg(rates[TWO]), "b": rates.get(ONE, ZERO)}
            yield f"gaussian_linear_kernel{_ORDINALS[n]}", values
    if rates == {}:
        yield from _student(piece)
    if not piece.without(*_absolutes(piece)):
        yield from _laplace(piece)


def _student(piece: Piece) -> Iterator[Candidate]:
    sums = [a for a in piece.atoms if isinstance(a, App) and a.head == "+"]
    if len(sums) != 1 or (found := quadratic(sums[0], piece.variable)) is None:
        return
    values = {**_completed(found), "r": neg(piece.atoms[sums[0]])}
    rest, n = piece.without(sums[0]), _order(piece, 2)
    if not rest and n is not None:
        yield f"student_kernel_scaled{_ORDINALS[n]}", values
    if rest == {App("log", (sums[0],)): ONE} and n == 0:
        yield "student_kernel_scaled_log", values


def _completed(found: tuple[Term, Term, Term]) -> dict[str, Term]:
    """c + d (x - m)^2 for c0 + c1 x + c2 x^2."""
    c0, c1, c2 = found
    half = tidy(div(c1, mul(TWO, c2)))
    return {"m": neg(half), "c": add(c0, neg(mul(c2, power(half, 2)))), "d": c2}


def _absolutes(piece: Piece) -> list[Term]:
    return [a for a in piece.atoms if isinstance(a, App) and a.head == "abs"]


def _laplace(piece: Piece) -> Iterator[Candidate]:
    found = [(m, c) for m, c in piece.exponent.items() if len(m) == 1 and next(iter(m))[0] != Var(piece.variable)]
    if len(found) != 1:
        return
    ((m, rate),) = found
    ((a, e),) = m
    if not (isinstance(a, App) and a.head == "abs" and e == 1) or (shape := linear(a.args[0], piece.variable)) is None:
        return
    rest = {k: c for k, c in piece.exponent.items() if k != m}
    values, n = {"e": shape[0], "d": shape[1], "q": neg(rate)}, _order(piece, 2)
    slope = rest.pop(frozenset({(Var(piece.variable), Fraction(1))}), ZERO)
    if rest or n is None:
        return
    if piece.atoms == {a: ONE} and n == 0 and slope == ZERO:
        yield "laplace_linear_kernel_abs", values
    elif not piece.atoms and slope == ZERO:
        yield f"laplace_linear_kernel{_ORDINALS[n]}", values
    elif not piece.atoms and n == 0:
        yield "laplace_linear_kernel_exponential", {**values, "t": slope}


# ---- intervals


def _interval(piece: Piece, a: Term, b: Term) -> Iterator[Candidate]:
    logs, rest = _log_order(piece)
    rates, p = piece.rates(), add(piece.power, ONE)
    if logs is None or rates is None:
        if a == ZERO and (rate := _log_gaussian(piece)) is not None and not piece.atoms:
            yield "log_normal_kernel_below", {"p": p, "a": rate, "c": b}
        return
    if rates == {} and not rest:
        yield from _powers(piece, logs, a, b)
    if rates == {} and rest:
        yield from _linear_power(piece, rest, logs, a, b)
    if rates and not rest and logs == 0:
        yield from _exponentials(piece, rates, a, b)


def _powers(piece: Piece, logs: int, a: Term, b: Term) -> Iterator[Candidate]:
    n, p = literal(piece.power), add(piece.power, ONE)
    if logs == 0 and n is not None and n.denominator == 1 and n >= 0:
        yield "monomial_kernel", {"a": a, "b": b, "n": piece.power}
    if a == ZERO and logs == 0:
        yield "power_kernel_below", {"a": p, "c": b}
    if a == ZERO and logs == 1:
        yield "power_kernel_below_log", {"p": p, "c": b}
    if a != ZERO and logs in (0, 1) and n == -1:
        yield f"reciprocal_kernel{_LOGS[logs]}", {"a": a, "b": b}
    elif a != ZERO and logs == 0:
        yield "power_kernel_between", {"p": piece.power, "c": a, "d": b}
    elif a != ZERO and logs == 1:
        yield "power_kernel_between_log", {"p": p, "a": a, "b": b}


def _linear_power(piece: Piece, rest: dict[Term, Term], logs: int, a: Term, b: Term) -> Iterator[Candidate]:
    x, p = piece.variable, add(piece.power, ONE)
    sums = [s for s in rest if not (isinstance(s, App) and s.head == "log")]
    log_sums = [s.args[0] for s in rest if isinstance(s, App) and s.head == "log" and rest[s] == ONE]
    if len(sums) + len(log_sums) != len(rest) or len({*sums, *log_sums}) != 1:
        return
    base = (sums or log_sums)[0]
    exponent = rest.get(base, ZERO)
    if (line := linear(base, x)) is not None:
        e, d = line
        if a == ZERO and tidy(add(e, mul(d, b))) == ZERO:
            suffix = ("", "_log")[logs] if not log_sums and logs < 2 else "_log_other" if logs == 0 else None
            if suffix is not None:
                yield f"beta_kernel_scaled{suffix}", {"p": p, "r": add(exponent, ONE), "c": b}
        if not log_sums and logs == 0 and piece.power == ZERO:
            yield from _line_power(e, d, exponent, a, b)
        if not log_sums and logs == 0 and a == ZERO and tidy(add(e, d)) == ZERO:
            yield "beta_kernel_up_to", {"p": p, "r": add(exponent, ONE), "c": b}
        if not log_sums and logs == 0 and a == ZERO:
            yield "beta_prime_kernel_below", {"p": p, "r": neg(exponent), "e": e, "d": d, "c": b}
    elif not log_sums and logs == 0:
        yield from _curved_power(piece, base, exponent, a, b)


def _line_power(e: Term, d: Term, exponent: Term, a: Term, b: Term) -> Iterator[Candidate]:
    values = {"a": a, "b": b, "d": d, "e": e}
    if exponent == num(-1):
        yield "linear_reciprocal_kernel", values
    else:
        yield "linear_power_kernel", {**values, "p": add(exponent, ONE)}


def _curved_power(piece: Piece, base: Term, exponent: Term, a: Term, b: Term) -> Iterator[Candidate]:
    found, p = binomial_in(base, piece.variable), add(piece.power, ONE)
    if found is not None and (a, b) == (ZERO, ONE) and tidy(add(found[0], found[1])) == ZERO:
        yield "kumaraswamy_kernel", {"p": p, "r": add(exponent, ONE), "k": found[2]}
    square = quadratic(base, piece.variable)
    if square is not None and exponent == num(-1) and piece.power == ZERO:
        yield "cauchy_kernel_between", {**_completed(square), "y": a, "z": b}


def _exponentials(piece: Piece, rates: dict[Term, Term], a: Term, b: Term) -> Iterator[Candidate]:
    one, n = _single(rates), _order(piece, 2)
    if one is not None and one[0] == ONE and n == 0:
        yield "exponential_kernel_between", {"b": one[1], "c": a, "d": b}
    elif one is not None and one[0] == ONE and n is not None:
        yield f"exponential_kernel_between{_ORDINALS[n]}", {"t": one[1], "a": a, "b": b}
    if set(rates) <= {ONE, TWO} and TWO in rates and piece.power == ZERO:
        yield "gaussian_linear_kernel_between", {"a": neg(rates[TWO]), "b": rates.get(ONE, ZERO), "c": a, "d": b}
    if one is not None and a == ZERO:
        yield from _cut_gamma(piece, one, b, "below")


def _cut_gamma(piece: Piece, one: tuple[Term, Term], c: Term, side: str) -> Iterator[Candidate]:
    (k, rate), p = one, add(piece.power, ONE)
    if tidy(add(p, neg(k))) == ZERO:
        yield f"weibull_kernel_{side}", {"q": neg(rate), "k": k, "c": c}
    if _negative(k):
        yield f"inverse_generalised_gamma_kernel_{side}", {"p": neg(p), "q": neg(rate), "k": neg(k), "c": c}
    else:
        yield f"generalised_gamma_kernel_{side}", {"p": p, "q": neg(rate), "k": k, "c": c}


# ---- half-lines that do not start at 0


def _above(piece: Piece, c: Term) -> Iterator[Candidate]:
    logs, rest = _log_order(piece)
    rates, p, n = piece.rates(), add(piece.power, ONE), _order(piece, 2)
    if rates == {} and not rest and logs in _LOGS and logs is not None:
        name = "p" if logs == 2 else "a"
        yield f"power_kernel_above{_LOGS[logs]}", {name: neg(p), "c": c}
    if rates == {} and len(rest) == 1 and logs == 0 and piece.power == ZERO:
        ((base, exponent),) = rest.items()
        if (line := linear(base, piece.variable)) is not None:
            values = {"c": c, "d": line[1], "e": line[0], "p": neg(add(exponent, ONE))}
            yield "linear_power_kernel_above", values
        if (square := quadratic(base, piece.variable)) is not None and exponent == num(-1):
            yield "cauchy_kernel_above", {**_completed(square), "y": c}
    if rest or logs != 0:
        return
    if rates is None and (rate := _log_gaussian(piece)) is not None:
        yield "log_normal_kernel_above", {"p": p, "a": rate, "c": c}
    if rates and TWO in rates and set(rates) <= {ONE, TWO} and n in (0, 1):
        label = f"gaussian_linear_kernel_above{_ORDINALS[n]}"
        yield label, {"a": neg(rates[TWO]), "b": rates.get(ONE, ZERO), "c": c}
    if (one := _single(rates)) is not None:
        if one[0] == ONE and n == 0:
            yield "exponential_kernel_above", {"b": neg(one[1]), "c": c}
        elif one[0] == ONE and n is not None:
            yield f"exponential_kernel_above{_ORDINALS[n]}", {"t": one[1], "c": c}
        yield from _cut_gamma(piece, one, c, "above")


def _below(piece: Piece, c: Term) -> Iterator[Candidate]:
    rates, n = piece.rates(), _order(piece, 2)
    if rates == {} and len(piece.atoms) == 1 and piece.power == ZERO:
        ((base, exponent),) = piece.atoms.items()
        if (square := quadratic(base, piece.variable)) is not None and exponent == num(-1):
            yield "cauchy_kernel_below", {**_completed(square), "y": c}
    if not rates or piece.atoms:
        return
    if TWO in rates and set(rates) <= {ONE, TWO} and n in (0, 1):
        label = f"gaussian_linear_kernel_below{_ORDINALS[n]}"
        yield label, {"a": neg(rates[TWO]), "b": rates.get(ONE, ZERO), "c": c}
    if set(rates) == {ONE} and n == 0:
        yield "exponential_kernel_below", {"b": rates[ONE], "c": c}
    elif set(rates) == {ONE} and n is not None:
        yield f"exponential_kernel_below{_ORDINALS[n]}", {"t": rates[ONE], "c": c}
