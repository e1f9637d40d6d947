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
    erlang,
    exponential,
    fisher,
    gamma,
    geometric_from_0,
    geometric_from_1,
    half_normal,
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
    rayleigh,
    scaled_inverse_chi_squared,
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
            half_normal.LAW,
            gamma.LAW,
            erlang.LAW,
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
            rayleigh.LAW,
            log_normal.LAW,
            cauchy.LAW,
            chi_squared.LAW,
            scaled_inverse_chi_squared.LAW,
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
_CALLIGRAPHIC = "calligraphic "
_FILLERS = ("distribution", "distributed", "dist", "law", "random", "variable")


def normalise(word: str) -> str:
    """The word without LaTeX wrappers, spaces and dashes; lower case unless it is a single letter.

    A single calligraphic letter is marked as such: E(x) is no law, but a calligraphic E may be the exponential.
    """
    plain = word.strip()
    for wrapper in _WRAPPERS:
        plain = plain.replace(f"\\{wrapper}{{", "{").replace(f"\\{wrapper} ", "")
    plain = plain.translate(_NOISE)
    if len(plain) <= 1:
        return _CALLIGRAPHIC + plain if "\\mathcal" in word else plain
    plain = plain.lower()
    for filler in _FILLERS:
        if plain.endswith(filler) and len(plain) > len(filler):
            plain = plain.removesuffix(filler)
    return plain


def laws_named(word: str) -> tuple[Law, ...]:
    """Every law that goes by `word`, the usual one first; a calligraphic letter also goes for the plain one."""
    keys = {normalise(word), normalise(word).removeprefix(_CALLIGRAPHIC)}
    return tuple(law for law in LAWS.values() if not keys.isdisjoint(normalise(w) for w in law.words))


def find_law(word: str) -> Law | None:
    """The law that `word` usually means."""
    return next(iter(laws_named(word)), None)
