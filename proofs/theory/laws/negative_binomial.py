"""The negative binomial law counting failures before the r-th success, by the probability of success."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_SIZE = parameter("r", "posreal", "number of successes waited for", "size, successes, r", "r, n")
_SUCCESS = parameter("p", "open(0, 1)", "probability of success", "probability, p, prob, success", "p")

LAW = Law(
    id="negative_binomial",
    title="negative binomial (failures)",
    words=("negative binomial", "NegBin", "NB", "NBin", "Neg Binom", "NegBinomial", "NBinom", "Pascal"),
    parametrisations=(
        canonical("success", _SIZE, _SUCCESS, ambiguous=("failure", "shape_rate")),
        Parametrisation(
            "failure",
            (_SIZE, parameter("q", "open(0, 1)", "probability of failure", "failure, failure probability", "q")),
            (term("r"), term("1-q")),
        ),
        Parametrisation(
            "shape_rate",
            (
                parameter("a", "posreal", "shape of the mixing gamma law", "shape, alpha"),
                parameter("b", "posreal", "rate of the mixing gamma law", "rate, beta, inverse scale", "beta, b"),
            ),
            (term("a"), term("b/(b+1)")),
        ),
        Parametrisation(
            "mean",
            (
                parameter("l", "posreal", "mean", "mean, mu"),
                parameter("r", "posreal", "dispersion", "dispersion, size, r, phi"),
            ),
            (term("r"), term("r/(r+l)")),
        ),
    ),
    kind="discrete",
    support=term("nat"),
    density=term("gamma(x+r)/(gamma(r)*factorial(x)) * p^r * (1-p)^x"),
    log_density=term("log(gamma(x+r)) - log(gamma(r)) - log(gamma(x+1)) + r*log(p) + x*log(1-p)"),
    mean=fact("r*(1-p)/p"),
    variance=fact("r*(1-p)/p^2"),
    cdf=fact("lower_beta(p, r, x+1)*gamma(r+x+1)/(gamma(r)*gamma(x+1))"),
    mgf=fact("(p/(1 - (1-p)*exp(t)))^r", "t < -log(1-p)"),
    sampler=sampler("z", "z ~ negative_binomial(r, p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 5",
)
