"""Random exact rationals in a domain and random explicit functions: small and round first, rougher later."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from numerics.model import Explicit, Table
from numerics.symbols import Density
from proofs.kernel.term import App, Term, bind
from proofs.language import ONE, PI, add, exp, mul, neg, num, power, sub, var

POSITIVE = tuple(map(Fraction, ("1", "2", "1/2", "3", "3/2", "1/3", "5/2", "4", "2/3", "5", "1/4")))
UNIT = tuple(map(Fraction, ("1/2", "1/3", "1/4", "2/3", "3/4", "1/5", "2/5", "3/5")))


def positive(rng: random.Random, stage: int) -> Fraction:
    """A positive rational; the greater the stage the rougher."""
    if stage < 8:
        return rng.choice(POSITIVE[: 3 + stage])
    q = rng.randint(1, 7 + stage)
    return Fraction(rng.randint(1, rng.choice((2, 5, 12)) * q), q)


def real(rng: random.Random, stage: int) -> Fraction:
    """A rational of either sign, seldom 0."""
    return Fraction(0) if rng.random() < 0.04 else positive(rng, stage) * rng.choice((1, -1))


def unit(rng: random.Random, stage: int) -> Fraction:
    """A rational strictly between 0 and 1."""
    if stage < 8:
        return rng.choice(UNIT[: 2 + stage])
    q = rng.randint(3, 8 + stage)
    return Fraction(rng.randint(1, q - 1), q)


def in_set(rng: random.Random, stage: int, head: str, ends: tuple[Fraction, ...]) -> Fraction | None:
    """A rational in the set of that head with these ends, None where it is empty or unknown."""
    match head:
        case "real":
            return real(rng, stage)
        case "posreal" | "nonneg":
            return positive(rng, stage)
        case "open" | "closed":
            a, b = ends
            return a + (b - a) * unit(rng, stage) if a < b else (a if a == b and head == "closed" else None)
        case "above":
            return ends[0] + positive(rng, stage)
        case "below":
            return ends[0] - positive(rng, stage)
    return _integer(rng, stage, head, ends)


def spread(rng: random.Random, stage: int, kind: int, domain: tuple[str, tuple[Fraction, ...]]) -> Fraction | None:
    """A rational in the set, by the kind 0 to 3 of one sign or the other, below 1 or not."""
    head, ends = domain
    if stage < 4 or head not in ("real", "posreal", "nonneg"):
        return in_set(rng, stage, head, ends)
    size = unit(rng, stage) if kind % 2 else positive(rng, stage)
    return -size if head == "real" and kind >= 2 else size


def extreme(rng: random.Random, head: str, ends: tuple[Fraction, ...]) -> Fraction | None:
    """A rational in the set that is large, small, or at an end that belongs to the set; None where none is known."""
    small, large = Fraction(1, rng.randint(15, 400)), Fraction(rng.randint(15, 400))
    size = rng.choice((small, large))
    match head:
        case "real":
            return rng.choice((size, -size, size, -size, Fraction(0)))
        case "posreal":
            return size
        case "nonneg":
            return rng.choice((size, size, Fraction(0)))
        case "open" | "closed":
            a, b = ends
            step = (b - a) * small
            inside = (a + step, b - step) if a < b else ()
            among = (*inside, *ends) if head == "closed" and a <= b else inside
            return rng.choice(among) if among else None
        case "above":
            return ends[0] + size
        case "below":
            return ends[0] - size
    return _far_integer(rng, head, ends)


def _far_integer(rng: random.Random, head: str, ends: tuple[Fraction, ...]) -> Fraction | None:
    far = Fraction(rng.randint(7, 30))
    match head:
        case "int":
            return rng.choice((far, -far))
        case "nat" | "posint":
            return rng.choice((far, far, Fraction(int(head == "posint"))))
        case "from" if ends[0].denominator == 1:
            return ends[0] + rng.choice((0, far))
        case "range" if ends[0].denominator == ends[1].denominator == 1 and ends[0] <= ends[1]:
            return rng.choice(ends)
    return None


def _integer(rng: random.Random, stage: int, head: str, ends: tuple[Fraction, ...]) -> Fraction | None:
    wide = 0 if stage < 12 else 2
    match head:
        case "int":
            return Fraction(rng.randint(-3 - wide, 3 + wide))
        case "nat":
            return Fraction(rng.randint(0, 3 + wide))
        case "posint":
            return Fraction(rng.randint(1, 4 + wide))
        case "from":
            return ends[0] + rng.randint(0, 3 + wide) if ends[0].denominator == 1 else None
        case "range":
            a, b = ends
            if a.denominator != 1 or b.denominator != 1 or b < a:
                return None
            return Fraction(rng.randint(int(a), int(min(b, a + 10_000))))
    return None


def choices(rng: random.Random, stage: int, head: str, ends: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Values among which those of a family in the set are drawn, none where the set is empty."""
    drawn = [in_set(rng, stage, head, ends) for _ in range(7)]
    return tuple(sorted({v for v in drawn if v is not None}))


def weights(rng: random.Random, n: int) -> list[Fraction]:
    """n positive rationals with sum 1."""
    raw = [rng.randint(1, 5) for _ in range(n)]
    if n > 1 and len(set(raw)) == 1:
        raw[0] += 1
    return [Fraction(w, sum(raw)) for w in raw]


def density_table(rng: random.Random, d: Density, sizes: dict[int, range]) -> Table:
    """A normalised table of d; `sizes` gives the elements by position of the argument."""
    own = [d.position, *(n for n, _ in d.joint)]
    given = sorted(d.given)
    entries: dict[tuple[Fraction, ...], Fraction] = {}
    for condition in product(*(sizes[n] for n in given)):
        points = list(product(*(sizes[n] for n in own)))
        for point, w in zip(points, weights(rng, len(points)), strict=True):
            place = dict(zip((*own, *given), (*point, *condition), strict=True))
            entries[tuple(Fraction(place[n]) for n in sorted(place))] = w
    return Table(entries)


def polynomial(rng: random.Random, stage: int, arguments: list[str], sign: str) -> Term:
    """A small polynomial in the arguments; for the sign "posreal" with positive values, in "open" a probability."""
    squares = [power(var(x), 2) for x in arguments]
    if sign == "posreal":
        return add(num(positive(rng, stage)), *(mul(num(positive(rng, stage)), s) for s in squares))
    if sign == "open":
        return power(add(num(1 + positive(rng, stage)), *squares), -1)
    linear = [mul(num(real(rng, stage)), var(x)) for x in arguments]
    curved = [mul(num(real(rng, stage)), s) for s in squares if rng.random() < 0.6]
    return add(num(real(rng, stage)), *linear, *curved)


def lam(arguments: list[str], domains: list[Term], body: Term) -> Explicit:
    """The function of the arguments with that body."""
    t = body
    for x, d in reversed(list(zip(arguments, domains, strict=True))):
        t = bind("lam", d, x, t)
    return Explicit(t)


def density_body(rng: random.Random, stage: int, x: str, domain: Term, given: list[str]) -> Term | None:
    """An explicit density over the domain in the symbol x, depending on the given symbols; None for no such set."""
    v = var(x)
    level = add(num(positive(rng, stage)), *(mul(num(Fraction(1, 2)), power(var(g), 2)) for g in given))
    match domain:
        case App(head="posreal" | "nonneg"):
            return _half_line(rng, v, level)
        case App(head="above", args=(a,)):
            return _half_line(rng, sub(v, a), level)
        case App(head="below", args=(a,)):
            return _half_line(rng, sub(a, v), level)
        case App(head="real"):
            mean = add(num(real(rng, stage)), *(var(g) for g in given))
            scale = mul(power(level, Fraction(1, 2)), power(mul(num(2), PI), Fraction(-1, 2)))
            return mul(scale, exp(mul(num(Fraction(-1, 2)), level, power(sub(v, mean), 2))))
        case App(head="open" | "closed", args=(a, b)):
            width = sub(b, a)
            share = mul(sub(v, a), power(width, -1))
            tilt = power(add(ONE, level), -1)
            slope = mul(tilt, add(mul(num(2), share), num(-1)))
            return mul(power(width, -1), add(ONE, slope))
    return _integer_density(v, domain, level)


def _half_line(rng: random.Random, v: Term, level: Term) -> Term:
    match rng.randint(0, 2):
        case 0:
            return mul(level, exp(neg(mul(level, v))))
        case 1:
            return mul(power(level, 2), v, exp(neg(mul(level, v))))
    return mul(num(3), power(level, 3), power(add(v, level), -4))


def _integer_density(v: Term, domain: Term, level: Term) -> Term | None:
    q = power(add(ONE, level), -1)
    match domain:
        case App(head="nat"):
            return mul(sub(ONE, q), App("pow", (q, v)))
        case App(head="posint"):
            return mul(sub(ONE, q), App("pow", (q, sub(v, ONE))))
        case App(head="from", args=(a,)):
            return mul(sub(ONE, q), App("pow", (q, sub(v, a))))
        case App(head="range", args=(a, b)):
            n = add(sub(b, a), ONE)
            return mul(num(2), add(sub(v, a), ONE), power(n, -1), power(add(n, ONE), -1))
    return None
