"""Every law's facts against quadrature of its density, and against SciPy where it has the law."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from proofs.kernel.term import App, Bind, Bound, Num, Term, Var, instantiate, open_
from proofs.theory.law import Fact, Law, Sampler, own
from proofs.theory.laws import LAWS

Point = dict[str, Term]
SCALAR = [law.id for law in LAWS.values() if law.kind != "vector"]
CONTINUOUS = [law.id for law in LAWS.values() if law.kind == "continuous"]
POINTS = ["small", "large"]

FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "+": lambda *a: mp.fsum(a),
    "*": lambda *a: mp.fprod(a),
    "^": mp.power,
    "pow": mp.power,
    "pi": lambda: mp.pi,
    "euler_gamma": lambda: mp.euler,
    "exp": mp.exp,
    "log": mp.log,
    "gamma": mp.gamma,
    "digamma": mp.digamma,
    "lower_gamma": lambda a, x: mp.gammainc(a, 0, x),
    "upper_gamma": lambda a, x: mp.gammainc(a, x),
    "lower_beta": lambda x, a, b: mp.betainc(a, b, 0, x),
    "erf": mp.erf,
    "erfinv": mp.erfinv,
    "tan": mp.tan,
    "arctan": mp.atan,
    "abs": abs,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": lambda *a: all(a),
}


def value(t: Term) -> object:
    """The number, or the truth, that a closed term denotes."""
    match t:
        case Num():
            return mp.mpf(t.value.numerator) / t.value.denominator
        case App(head="if"):
            return value(t.args[1]) if value(t.args[0]) else value(t.args[2])
        case App():
            return FUNCTIONS[t.head](*(value(a) for a in t.args))
        case Bind(kind="sum" | "prod", domain=App(head="range", args=(lo, hi))):
            items = [value(open_(t.body, Num(Fraction(i)))) for i in range(int(value(lo)), int(value(hi)) + 1)]
            return mp.fsum(items) if t.kind == "sum" else mp.fprod(items)
        case Var() | Bound() | Bind():
            raise ValueError(f"no value: {t}")


def at(t: Term, point: Point, /, **more: object) -> object:
    """Value of t at the point and at `more`."""
    return value(instantiate(t, point | {own(n): number(x) for n, x in more.items()}))


def number(x: object) -> Num:
    return Num(Fraction(int(mp.nint(x * 2**200)), 2**200)) if isinstance(x, mp.mpf) else Num(Fraction(x))  # type: ignore[arg-type]


def draw(law: Law, size: str) -> Point:
    """Parameters of the law: large ones meet the conditions of heavy tails, small ones test the edges."""
    rng = random.Random(f"{law.id} {size}")
    point: Point = {}
    for p in law.parameters:
        match p.domain if p.over is None else None:
            case App(head="posreal"):
                x = Fraction(rng.randrange(36, 48), 4) if size == "large" else Fraction(rng.randrange(6, 22), 8)
            case App(head="real" | "int"):
                x = Fraction(rng.randrange(-3, 4))
            case App(head="nat" | "posint"):
                x = Fraction(rng.randrange(2, 9))
            case App(head="open"):
                x = Fraction(rng.randrange(6, 19), 20)
            case App(head="above" | "from", args=(lower,)):
                low = instantiate(lower, point)
                x = (low.value if isinstance(low, Num) else Fraction(0)) + rng.randrange(2, 9)
            case None:
                probabilities = [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]
                whole = [Fraction(3), Fraction(4), Fraction(6)]
                point[p.name] = table(probabilities if "prob" in p.meaning else whole)
                continue
            case other:
                raise ValueError(f"no draw from {other}")
        point[p.name] = Num(x)
    return point | ({law.size: Num(Fraction(3))} if law.size else {})


def table(values: list[Fraction]) -> Term:
    """The family on 1, ..., len(values)."""
    body: Term = Num(values[-1])
    for n in range(len(values) - 1, 0, -1):
        body = App("if", (App("=", (Bound(0), Num(Fraction(n)))), Num(values[n - 1]), body))
    return Bind("lam", App("int"), body, "i")


def mean_of(law: Law, point: Point, g: Callable[[object], object]) -> object:
    """Integral or sum of g against the density."""
    if law.kind == "discrete":
        return mp.fsum(g(mp.mpf(x)) * at(law.density, point, x=x) for x in atoms(law, point))
    ends = interval(law, point)
    return mp.quad(lambda x: g(x) * at(law.density, point, x=x), ends)


def atoms(law: Law, point: Point) -> Iterator[int]:
    match instantiate(law.support, point):
        case App(head="range", args=(a, b)):
            return iter(range(int(value(a)), int(value(b)) + 1))
        case App(head="from", args=(a,)):
            return iter(range(int(value(a)), 500))
        case App(head="nat"):
            return iter(range(500))
        case App(head="posint"):
            return iter(range(1, 500))
    raise ValueError(law.support)


def interval(law: Law, point: Point) -> list[object]:
    """Break points of the support for quadrature."""
    centre = at(law.mean.value if law.mean and holds(law.mean, point) else Num(Fraction(1)), point)
    match instantiate(law.support, point):
        case App(head="real"):
            middle = at(law.median.value, point) if law.median else centre
            return [-mp.inf, middle - 6, middle, middle + 6, mp.inf]
        case App(head="posreal"):
            return [0, centre / 4, centre, *(centre * 4**k for k in (1, 3, 6, 10, 16, 24, 36, 50)), mp.inf]
        case App(head="open" | "closed", args=(a, b)):
            return [value(a), (value(a) + value(b)) / 2, value(b)]
        case App(head="above", args=(a,)):
            return [value(a), *(value(a) * 2**k for k in (1, 3, 9, 20, 32, 48, 72)), mp.inf]
    raise ValueError(law.support)


def holds(fact: Fact, point: Point, /, **more: object) -> bool:
    return all(at(c, point, **more) for c in fact.conditions)


def holds_well(fact: Fact, point: Point) -> bool:
    """Whether the conditions hold at a distance: a tail that just converges is beyond quadrature."""
    smaller = {n: Num(t.value * 7 / 8) if isinstance(t, Num) and t.value > 0 else t for n, t in point.items()}
    return holds(fact, point) and holds(fact, smaller)


def inner(law: Law, point: Point) -> list[object]:
    """Two points of the support, rather central."""
    if law.kind == "discrete":
        first = list(itertools.islice(atoms(law, point), 6))
        return [mp.mpf(first[0]), mp.mpf(first[len(first) // 2])]
    ends = interval(law, point)
    middle = ends[1] * 2 if ends[-1] == mp.inf and ends[0] != -mp.inf else ends[len(ends) // 2]
    return [middle * mp.mpf("0.75") + mp.mpf("0.25") * (middle - 1 if ends[0] == -mp.inf else ends[0]), middle]


def close(a: object, b: object, tolerance: float = 1e-6) -> bool:
    return bool(abs(a - b) <= tolerance * (1 + abs(b)))


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", SCALAR)
def test_density_has_total_one(name: str, size: str) -> None:
    """The density integrates or sums to one over the support."""
    law = LAWS[name]
    assert close(mean_of(law, draw(law, size), lambda x: 1), 1)


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", SCALAR)
def test_log_density(name: str, size: str) -> None:
    """The log-density is the logarithm of the density."""
    law = LAWS[name]
    point = draw(law, size)
    for x in inner(law, point):
        assert close(at(law.log_density, point, x=x), mp.log(at(law.density, point, x=x)), 1e-12)


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", SCALAR)
def test_mean_and_variance(name: str, size: str) -> None:
    """Mean and variance are the first moment and the second central moment."""
    law = LAWS[name]
    point = draw(law, size)
    if law.mean and holds_well(law.mean, point):
        mean = at(law.mean.value, point)
        assert close(mean_of(law, point, lambda x: x), mean)
        if law.variance and holds_well(law.variance, point):
            assert close(mean_of(law, point, lambda x: (x - mean) ** 2), at(law.variance.value, point))


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", SCALAR)
def test_cdf(name: str, size: str) -> None:
    """The cdf at a point of the support is the probability up to that point."""
    law = LAWS[name]
    point = draw(law, size)
    if law.cdf is None:
        pytest.skip("no cdf stated")
    for x in inner(law, point):
        if law.kind == "discrete":
            below = mp.fsum(at(law.density, point, x=y) for y in atoms(law, point) if y <= x)
        else:
            ends = [e for e in interval(law, point) if e < x]
            below = mp.quad(lambda y: at(law.density, point, x=y), [*ends, x])
        assert close(below, at(law.cdf.value, point, x=x))


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", [n for n in SCALAR if LAWS[n].mgf])
def test_mgf(name: str, size: str) -> None:
    """The moment generating function is the mean of exp(tX) where its condition holds."""
    law = LAWS[name]
    point = draw(law, size)
    ts = [mp.mpf(-1) / 4, mp.mpf(1) / 64]
    for t in (t for t in ts if holds(law.mgf, point, t=t)):
        assert close(mean_of(law, point, lambda x, t=t: mp.exp(t * x)), at(law.mgf.value, point, t=t))


@pytest.mark.parametrize("name", [n for n in SCALAR if LAWS[n].entropy])
def test_entropy(name: str) -> None:
    """The entropy is minus the mean of the log-density."""
    law = LAWS[name]
    point = draw(law, "small")
    if law.kind == "discrete":
        surprise = mean_of(law, point, lambda x: -at(law.log_density, point, x=x))
    else:
        real = law.support == App("real")
        surprise = mean_of(law, point, lambda x: -at(law.log_density, point, x=x) if x or real else 0)
    assert close(surprise, at(law.entropy.value, point), 1e-4)


@pytest.mark.parametrize("name", [n for n in SCALAR if LAWS[n].quantile])
def test_quantile_and_median(name: str) -> None:
    """The quantile inverts the cdf, and the median is its value at one half."""
    law = LAWS[name]
    point = draw(law, "small")
    for u in (mp.mpf("0.2"), mp.mpf("0.5"), mp.mpf("0.85")):
        x = at(law.quantile.value, point, u=u)
        assert close(at(law.cdf.value, point, x=x), u, 1e-12)
    assert law.median is None or close(at(law.median.value, point), at(law.quantile.value, point, u=mp.mpf("0.5")))


@pytest.mark.parametrize("name", [n for n in SCALAR if LAWS[n].mode])
def test_mode(name: str) -> None:
    """No point near the mode has a higher density."""
    law = LAWS[name]
    point = draw(law, "large")
    assert holds(law.mode, point)
    mode = at(law.mode.value, point)
    steps = [1, -1] if law.kind == "discrete" else [mp.mpf(2) ** -k for k in (4, 8, 12)]
    edge = mp.mpf(2) ** -40
    top = at(law.density, point, x=mode + (edge if law.kind == "continuous" else 0))
    for x in [mode + s for s in steps] + [mode - s for s in steps]:
        if x >= _least(law, point):
            assert at(law.density, point, x=x) <= top * (1 + mp.mpf(2) ** -30)


def _least(law: Law, point: Point) -> object:
    return min(atoms(law, point)) if law.kind == "discrete" else interval(law, point)[0]


SCIPY: Mapping[str, Callable[..., object]] = {
    "normal": lambda m, v: stats.norm(m, v**0.5),
    "gamma": lambda a, b: stats.gamma(a, scale=1 / b),
    "inverse_gamma": lambda a, b: stats.invgamma(a, scale=b),
    "exponential": lambda b: stats.expon(scale=1 / b),
    "lomax": lambda a, s: stats.lomax(a, scale=s),
    "beta_prime": lambda a, b, c: stats.betaprime(a, b, scale=c),
    "beta": stats.beta,
    "uniform": lambda a, b: stats.uniform(a, b - a),
    "discrete_uniform": lambda a, b: stats.randint(int(a), int(b) + 1),
    "bernoulli": stats.bernoulli,
    "binomial": lambda n, p: stats.binom(int(n), p),
    "poisson": stats.poisson,
    "geometric_from_1": stats.geom,
    "geometric_from_0": lambda p: stats.geom(p, loc=-1),
    "negative_binomial": stats.nbinom,
    "negative_binomial_trials": lambda r, p: stats.nbinom(r, p, loc=r),
    "beta_binomial": lambda n, a, b: stats.betabinom(int(n), a, b),
    "student": stats.t,
    "laplace": stats.laplace,
    "pareto": lambda m, a: stats.pareto(a, scale=m),
    "weibull": lambda s, k: stats.weibull_min(k, scale=s),
    "log_normal": lambda m, v: stats.lognorm(v**0.5, scale=np.exp(m)),
    "cauchy": stats.cauchy,
    "chi_squared": stats.chi2,
    "fisher": stats.f,
    "rayleigh": lambda s: stats.rayleigh(scale=s),
    "half_normal": lambda s: stats.halfnorm(scale=s),
    "erlang": lambda k, b: stats.gamma(k, scale=1 / b),
    "scaled_inverse_chi_squared": lambda n, w: stats.invgamma(n / 2, scale=n * w / 2),
    "inverse_gaussian": lambda m, l: stats.invgauss(m / l, scale=l),  # noqa: E741
}


@pytest.mark.parametrize("size", POINTS)
@pytest.mark.parametrize("name", sorted(SCIPY))
def test_agrees_with_scipy(name: str, size: str) -> None:
    """Density, mean, variance and entropy are those of SciPy's law of that name."""
    law = LAWS[name]
    point = draw(law, size)
    other = SCIPY[name](*(float(value(point[p.name])) for p in law.parameters))
    for x in inner(law, point):
        theirs = other.pmf(float(x)) if law.kind == "discrete" else other.pdf(float(x))
        assert close(at(law.density, point, x=x), theirs, 1e-9)
    for fact, theirs in ((law.mean, other.mean), (law.variance, other.var), (law.entropy, other.entropy)):
        if fact and holds(fact, point):
            assert close(at(fact.value, point), theirs(), 1e-6)


def run(sampler: Sampler, point: Point, rng: np.random.Generator) -> object:
    """One value of the sampler."""
    known = dict(point)
    for d in sampler.draws:
        arguments = [float(at(a, known)) for a in d.arguments]
        if d.method in ("binomial", "integers"):
            arguments = [int(a) if a == int(a) else a for a in arguments]
        known[d.name] = number(mp.mpf(float(getattr(rng, d.method)(*arguments))))
    return at(sampler.value, known)


@pytest.mark.parametrize("name", [n for n in SCALAR if LAWS[n].cdf and LAWS[n].sampler])
def test_sampler(name: str) -> None:
    """The mean of F(X) over 300 samples is within 0.25 of its expectation (Hoeffding: false alarm < 2 exp(-37))."""
    law = LAWS[name]
    point = draw(law, "small")
    rng = np.random.default_rng(7)
    expected = 0.5
    if law.kind == "discrete":
        expected = mean_of(law, point, lambda x: at(law.cdf.value, point, x=x) if x < 80 else 1)
    sample = [run(law.sampler, point, rng) for _ in range(300)]
    assert abs(mp.fsum(at(law.cdf.value, point, x=x) for x in sample) / 300 - expected) < 0.25


def test_multinomial_moments() -> None:
    """Total, means, variances and covariance of the multinomial law by summing over all counts."""
    law = LAWS["multinomial"]
    point = draw(law, "small") | {"n": Num(Fraction(4))}
    counts = [c for c in itertools.product(range(5), repeat=3) if sum(c) == 4]
    weights = [(c, at(law.density, point | {law.variable: table([Fraction(n) for n in c])})) for c in counts]
    _check_vector(law, point, weights)


def test_dirichlet_moments() -> None:
    """Total, means, variances and covariance of the Dirichlet law by Gauss quadrature, exact at whole parameters."""
    law = LAWS["dirichlet"]
    point = draw(law, "small")
    nodes, mass = np.polynomial.legendre.leggauss(12)
    grid = [(Fraction((1 + n) / 2), m / 2) for n, m in zip(nodes, mass, strict=True)]
    weights = []
    for (u, mu), (w, mw) in itertools.product(grid, grid):
        x = (u, (1 - u) * w, (1 - u) * (1 - w))
        weights.append((x, at(law.density, point | {law.variable: table(list(x))}) * mu * mw * float(1 - u)))
    _check_vector(law, point, weights)
    surprise = mp.fsum(-p * at(law.log_density, point | {law.variable: table(list(x))}) for x, p in weights)
    assert close(surprise, at(law.entropy.value, point), 1e-4)


def _check_vector(law: Law, point: Point, weights: list[tuple[tuple[object, ...], object]]) -> None:
    assert close(mp.fsum(p for _, p in weights), 1)
    means = [mp.fsum(p * float(x[i]) for x, p in weights) for i in range(3)]
    for i in range(3):
        assert close(means[i], at(law.mean.value, point, i=i + 1))
        spread = mp.fsum(p * (float(x[i]) - means[i]) ** 2 for x, p in weights)
        assert close(spread, at(law.variance.value, point, i=i + 1))
    both = mp.fsum(p * (float(x[0]) - means[0]) * (float(x[1]) - means[1]) for x, p in weights)
    assert close(both, at(law.covariance.value, point, i=1, j=2))
