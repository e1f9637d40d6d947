"""The named laws, one module of data each; `find_law` looks one up by a word that goes for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from proofs.theory.law import Law, collected
from proofs.theory.laws import (
    bernoulli,
    beta,
    beta_binomial,
    beta_prime,
    binomial,
    categorical,
    cauchy,
    chi_squared,
    dirichlet,
    discrete_uniform,
    exponential,
    fisher,
    gamma,
    geometric_from_0,
    geometric_from_1,
    inverse_gamma,
    inverse_gaussian,
    laplace,
    log_normal,
    lomax,
    multinomial,
    negative_binomial,
    negative_binomial_trials,
    normal,
    pareto,
    poisson,
    student,
    uniform,
    weibull,
)

#: Every law by its id; where several go by one word the earlier is the usual meaning.
LAWS: Mapping[str, Law] = MappingProxyType(
    {
        law.id: collected(law)
        for law in (
            normal.LAW,
            gamma.LAW,
            inverse_gamma.LAW,
            exponential.LAW,
            lomax.LAW,
            beta_prime.LAW,
            beta.LAW,
            uniform.LAW,
            discrete_uniform.LAW,
            bernoulli.LAW,
            binomial.LAW,
            poisson.LAW,
            geometric_from_1.LAW,
            geometric_from_0.LAW,
            negative_binomial.LAW,
            negative_binomial_trials.LAW,
            beta_binomial.LAW,
            student.LAW,
            laplace.LAW,
            pareto.LAW,
            weibull.LAW,
            log_normal.LAW,
            cauchy.LAW,
            chi_squared.LAW,
            fisher.LAW,
            inverse_gaussian.LAW,
            categorical.LAW,
            multinomial.LAW,
            dirichlet.LAW,
        )
    }
)

_WRAPPERS = ("mathcal", "mathrm", "mathit", "mathsf", "mathbb", "mathbf", "text", "textrm", "operatorname", "rm", "cal")
_NOISE = str.maketrans("", "", "\\{}$ -_*.'’")
_FILLERS = ("distribution", "distributed", "dist", "law", "random", "variable")


def normalise(word: str) -> str:
    """The word without LaTeX wrappers, spaces and dashes; lower case unless it is a single letter."""
    plain = word.strip()
    for wrapper in _WRAPPERS:
        plain = plain.replace(f"\\{wrapper}{{", "{").replace(f"\\{wrapper} ", "")
    plain = plain.translate(_NOISE)
    if len(plain) <= 1:
        return plain
    plain = plain.lower()
    for filler in _FILLERS:
        if plain.endswith(filler) and len(plain) > len(filler):
            plain = plain.removesuffix(filler)
    return plain


def laws_named(word: str) -> tuple[Law, ...]:
    """Every law that goes by `word`, the usual one first."""
    key = normalise(word)
    return tuple(law for law in LAWS.values() if key in {normalise(w) for w in law.words})


def find_law(word: str) -> Law | None:
    """The law that `word` usually means."""
    return next(iter(laws_named(word)), None)
