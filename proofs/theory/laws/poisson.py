"""The Poisson law by its mean."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="poisson",
    title="Poisson",
    words=("poisson", "Pois", "Poiss", "Poi", "Po", r"\mathcal{P}"),
    parametrisations=(canonical("mean", parameter("l", "posreal", "mean", "mean, rate, lambda, intensity")),),
    kind="discrete",
    support=term("nat"),
    density=term("l^x * exp(-l) / factorial(x)"),
    log_density=term("x*log(l) - l - log(gamma(x+1))"),
    mean=fact("l"),
    variance=fact("l"),
    cdf=fact("upper_gamma(x+1, l)/gamma(x+1)"),
    mgf=fact("exp(l*(exp(t)-1))"),
    sampler=sampler("z", "z ~ poisson(l)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 4",
)
