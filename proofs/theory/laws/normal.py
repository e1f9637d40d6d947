"""The normal law on the reals, by variance unless sd or precision is said."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_MEAN = parameter("m", "real", "mean", "mean, location, mu")

LAW = Law(
    id="normal",
    title="normal",
    words=("normal", "N", "norm", "gaussian", "gauss"),
    parametrisations=(
        canonical(
            "variance",
            _MEAN,
            parameter("v", "posreal", "variance", "variance, var, sigma2", "v"),
            ambiguous=("sd", "precision"),
            evident="v",
        ),
        Parametrisation(
            "sd",
            (_MEAN, parameter("s", "posreal", "standard deviation", "sd, std, standard deviation, sigma", "sigma, s")),
            (term("m"), term("s^2")),
        ),
        Parametrisation(
            "precision",
            (_MEAN, parameter("h", "posreal", "precision", "precision, prec, tau", "tau, lambda, Lambda")),
            (term("m"), term("1/h")),
        ),
        Parametrisation("standard", (), (term("0"), term("1"))),
    ),
    kind="continuous",
    support=term("real"),
    density=term("(2*pi*v)^(-1/2) * exp(-(x-m)^2/(2*v))"),
    log_density=term("-log(2*pi*v)/2 - (x-m)^2/(2*v)"),
    mean=fact("m"),
    variance=fact("v"),
    cdf=fact("(1 + erf((x-m)/sqrt(2*v)))/2"),
    mgf=fact("exp(m*t + v*t^2/2)"),
    entropy=fact("(1 + log(2*pi*v))/2"),
    mode=fact("m"),
    median=fact("m"),
    quantile=fact("m + sqrt(2*v)*erfinv(2*u-1)"),
    sampler=sampler("z", "z ~ normal(m, sqrt(v))"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 13",
)
