"""The log-normal law, by the mean and the variance of the logarithm."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_MEAN = parameter("m", "real", "mean of the logarithm", "mean, mu, location")

LAW = Law(
    id="log_normal",
    title="log-normal",
    words=("lognormal", "LN", "LogN", "LogNorm", "ln N", "log N", "Lognorm", "galton"),
    parametrisations=(
        canonical(
            "variance",
            _MEAN,
            parameter("v", "posreal", "variance of the logarithm", "variance, var, sigma2"),
            ambiguous=("sd",),
            evident="v",
        ),
        Parametrisation(
            "sd",
            (_MEAN, parameter("s", "posreal", "standard deviation of the logarithm", "sd, std, sigma", "sigma, s")),
            (term("m"), term("s^2")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("(2*pi*v)^(-1/2) * x^(-1) * exp(-(log(x)-m)^2/(2*v))"),
    log_density=term("-log(2*pi*v)/2 - log(x) - (log(x)-m)^2/(2*v)"),
    mean=fact("exp(m + v/2)"),
    variance=fact("(exp(v) - 1)*exp(2*m + v)"),
    cdf=fact("(1 + erf((log(x)-m)/sqrt(2*v)))/2"),
    entropy=fact("m + (1 + log(2*pi*v))/2"),
    mode=fact("exp(m - v)"),
    median=fact("exp(m)"),
    quantile=fact("exp(m + sqrt(2*v)*erfinv(2*u-1))"),
    sampler=sampler("z", "z ~ lognormal(m, sqrt(v))"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 14",
)
