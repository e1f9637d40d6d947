"""The negative binomial law counting trials up to the r-th success."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="negative_binomial_trials",
    title="negative binomial (trials)",
    words=("negative binomial", "NegBin", "NB", "NBin", "Neg Binom", "NegBinomial", "NBinom", "Pascal"),
    parametrisations=(
        canonical(
            "success",
            parameter("r", "posint", "number of successes waited for", "trials, successes, r"),
            parameter("p", "open(0, 1)", "probability of success", "probability, p, prob, success"),
        ),
    ),
    kind="discrete",
    support=term("from(r)"),
    density=term("gamma(x)/(gamma(r)*gamma(x-r+1)) * p^r * (1-p)^(x-r)"),
    log_density=term("log(gamma(x)) - log(gamma(r)) - log(gamma(x-r+1)) + r*log(p) + (x-r)*log(1-p)"),
    mean=fact("r/p"),
    variance=fact("r*(1-p)/p^2"),
    cdf=fact("lower_beta(p, r, x-r+1)*gamma(x+1)/(gamma(r)*gamma(x-r+1))"),
    mgf=fact("pow(p*exp(t)/(1 - (1-p)*exp(t)), r)", "t < -log(1-p)"),
    sampler=sampler("z + r", "z ~ negative_binomial(r, p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 5",
)
