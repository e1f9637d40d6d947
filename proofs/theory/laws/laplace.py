"""The Laplace law by location and scale."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="laplace",
    title="Laplace",
    words=("laplace", "Lap", "double exponential", "DoubleExp"),
    parametrisations=(
        canonical(
            "scale",
            parameter("m", "real", "location", "location, mean, mu"),
            parameter("s", "posreal", "scale", "scale, b, diversity"),
        ),
        Parametrisation(
            "rate",
            (
                parameter("m", "real", "location", "location, mean, mu"),
                parameter("h", "posreal", "rate", "rate, inverse scale, lambda"),
            ),
            (term("m"), term("1/h")),
        ),
    ),
    kind="continuous",
    support=term("real"),
    density=term("1/(2*s) * exp(-abs(x-m)/s)"),
    log_density=term("-log(2*s) - abs(x-m)/s"),
    mean=fact("m"),
    variance=fact("2*s^2"),
    cdf=fact("if(x < m, exp((x-m)/s)/2, 1 - exp(-(x-m)/s)/2)"),
    mgf=fact("exp(m*t)/(1 - s^2*t^2)", "-1/s < t", "t < 1/s"),
    entropy=fact("1 + log(2*s)"),
    mode=fact("m"),
    median=fact("m"),
    quantile=fact("if(u < 1/2, m + s*log(2*u), m - s*log(2*(1-u)))"),
    sampler=sampler("z", "z ~ laplace(m, s)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 24",
)
