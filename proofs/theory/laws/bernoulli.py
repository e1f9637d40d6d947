"""The Bernoulli law on {0, 1} by the probability of 1."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="bernoulli",
    title="Bernoulli",
    words=("bernoulli", "Bern", "Ber", "Be", "B"),
    parametrisations=(
        canonical("probability", parameter("p", "open(0, 1)", "probability of 1", "probability, p, prob, mean")),
    ),
    kind="discrete",
    support=term("range(0, 1)"),
    density=term("p^x * (1-p)^(1-x)"),
    log_density=term("x*log(p) + (1-x)*log(1-p)"),
    mean=fact("p"),
    variance=fact("p*(1-p)"),
    cdf=fact("(1-p)*(1-x) + x"),
    mgf=fact("1 - p + p*exp(t)"),
    entropy=fact("-p*log(p) - (1-p)*log(1-p)"),
    sampler=sampler("z", "z ~ binomial(1, p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 3",
)
