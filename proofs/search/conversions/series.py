"""Which sum axiom fits a piece of a summand over a set of integers, and with which values.

Powers of the index become falling factorials k (k - 1) ..., which the axioms are stated for.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from proofs.kernel.term import App, Num, Term, Var
from proofs.language import ONE, ZERO, add, gamma, mul, neg, num, power
from proofs.search.conversions.integrand_shape import Piece, linear, literal, tidy

#: Label, values, and the factor by which the kernel of the axiom exceeds the piece.
Candidate = tuple[str, dict[str, Term], Term]

MAX_POWER = 4


def stirling(m: int, j: int) -> int:
    """Number of ways to part m things into j classes: k^m is the sum over j of stirling(m, j) k (k-1) ... (k-j+1)."""
    if j == 0 or m == 0:
        return int(m == j)
    total = sum((1 if (j - i) % 2 == 0 else -1) * comb(j, i) * i**m for i in range(j + 1))
    factorial = 1
    for i in range(2, j + 1):
        factorial *= i
    return int(total) // factorial


def order(piece: Piece) -> int | None:
    """m if the power of the index is a natural number m that the axioms reach."""
    m = literal(piece.power)
    return int(m) if m is not None and m.denominator == 1 and 0 <= m <= MAX_POWER else None


def base_of(piece: Piece) -> tuple[Term, Term, dict[Term, Term]] | None:
    """(y, z, the other atoms) if the piece holds y^k z^-k."""
    rates = piece.rates()
    if rates is None or not set(rates) <= {ONE}:
        return None
    k = Var(piece.variable)
    powers = [a for a, e in piece.atoms.items() if isinstance(a, App) and a.head == "pow" and e == ONE]
    bases = [a for a in powers if a.args[1] == k]
    above, below = _bases(rates[ONE]) if rates else ([], [])
    return mul(*(a.args[0] for a in bases), *above), mul(*below), piece.without(*bases)


def _bases(rate: Term) -> tuple[list[Term], list[Term]]:
    """exp(rate) as a quotient of products, from the logarithms in the rate."""
    above: list[Term] = []
    below: list[Term] = []
    for t in rate.args if isinstance(rate, App) and rate.head == "+" else (rate,):
        match t:
            case App("*", (App("log", (a,)), Num(c))) if c.denominator == 1:
                (above if c > 0 else below).append(power(a, abs(c)))
            case _:
                above.append(tidy(App("exp", (t,))))
    return above, below


def candidates(piece: Piece, domain: Term, j: int) -> Iterator[Candidate]:
    """The axioms for the piece with its power of k replaced by the j-th falling factorial."""
    match domain:
        case App("nat"):
            yield from _series(piece, j)
        case App("posint") if piece.power == num(-1) and (found := base_of(piece)) and not found[2]:
            yield "logarithmic_series_any", {"y": tidy(mul(found[0], power(found[1], -1)))}, ONE
        case App("range", (a, b)):
            yield from _finite(piece, a, b, j)


def _gammas(rest: dict[Term, Term], k: str) -> list[tuple[Term, Term, Term]] | None:
    """The atoms as gammas: (argument at k = 0, slope, exponent)."""
    out = []
    for a, e in rest.items():
        line = linear(a.args[0], k) if isinstance(a, App) and a.head == "gamma" else None
        if line is None:
            return None
        out.append((*line, e))
    return out


def _series(piece: Piece, j: int) -> Iterator[Candidate]:
    found = base_of(piece)
    gammas = None if found is None else _gammas(found[2], piece.variable)
    if found is None or gammas is None:
        return
    y = tidy(mul(found[0], power(found[1], -1)))
    if not gammas:
        yield f"geometric_series_falling_{j}", {"y": y}, ONE
    if gammas == [(ONE, ONE, num(-1))]:
        yield f"exponential_series_falling_{j}", {"y": y}, ONE
    if len(gammas) == 2 and (ONE, ONE, num(-1)) in gammas:
        ((r, slope, e),) = (g for g in gammas if g != (ONE, ONE, num(-1)))
        if slope == ONE and e == ONE:
            yield f"negative_binomial_series_falling_{j}", {"y": y, "r": r}, ONE


def _finite(piece: Piece, a: Term, b: Term, j: int) -> Iterator[Candidate]:
    found = base_of(piece)
    gammas = None if found is None else _gammas(found[2], piece.variable)
    if found is None or gammas is None:
        return
    y, z, _ = found
    if a != ZERO:
        return
    if not gammas and y != z and j <= 1:
        yield f"finite_geometric_sum{'_1' if j else ''}", {"n": b, "y": tidy(mul(y, power(z, -1)))}, ONE
    ratio = tidy(mul(y, power(z, -1)))
    if gammas == [(ONE, ONE, num(-1))] and j == 0:
        yield "poisson_sum_below", {"n": b, "y": ratio}, ONE
    if len(gammas) == 2 and (ONE, ONE, num(-1)) in gammas and j == 0:
        ((r, slope, e),) = (g for g in gammas if g != (ONE, ONE, num(-1)))
        if slope == ONE and e == ONE:
            yield "negative_binomial_sum_below", {"n": b, "y": ratio, "r": r}, ONE
    up = [(r, e) for r, slope, e in gammas if slope == ONE]
    down = [(tidy(add(r, neg(b))), e) for r, slope, e in gammas if slope == num(-1)]
    if (ONE, num(-1)) not in up or (ONE, num(-1)) not in down or len(up) + len(down) != len(gammas):
        return
    excess = gamma(add(b, ONE))
    if len(up) == len(down) == 1:
        over = ONE if z == ONE else App("^", (z, b))
        yield f"binomial_sum_falling_{j}", {"n": b, "y": y, "z": z}, mul(excess, over)
    rest_up = [g for g in up if g != (ONE, num(-1))] or [(ONE, ONE)] * (len(up) == 0)
    rest_down = [g for g in down if g != (ONE, num(-1))]
    if len(rest_up) == len(rest_down) == 1 and y == z and rest_up[0][1] == rest_down[0][1] == num(-1) and j == 0:
        values = {"z": b, "n": tidy(add(rest_down[0][0], b, num(-1))), "m": tidy(add(rest_up[0][0], b, num(-1)))}
        yield "hypergeometric_sum", values, ONE
    if len(rest_up) == len(rest_down) == 1 and y == z and rest_up[0][1] == rest_down[0][1] == ONE and j <= 3:
        yield f"vandermonde_sum_falling_{j}", {"n": b, "a": rest_up[0][0], "b": rest_down[0][0]}, excess


def plain_power(piece: Piece) -> int | None:
    """m if the piece is the m-th power of the index and nothing else."""
    m = order(piece)
    return m if m is not None and not piece.exponent and not piece.atoms else None
