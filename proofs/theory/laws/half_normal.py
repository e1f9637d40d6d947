"""The half-normal law: the absolute value of a centred normal variable with that standard deviation."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="half_normal",
    title="half-normal",
    words=("half normal", "HalfN", "HN", "half gaussian"),
    parametrisations=(
        canonical(
            "sd",
            parameter("s", "posreal", "standard deviation before folding", "scale, sd, std, sigma", "sigma, s, tau"),
            ambiguous=("variance",),
        ),
        Parametrisation(
            "variance",
            (parameter("v", "posreal", "variance before folding", "variance, var, sigma2"),),
            (term("sqrt(v)"),),
            evident="v",
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("sqrt(2/pi)/s * exp(-x^2/(2*s^2))"),
    log_density=term("log(2/pi)/2 - log(s) - x^2/(2*s^2)"),
    mean=fact("s*sqrt(2/pi)"),
    variance=fact("s^2*(1 - 2/pi)"),
    cdf=fact("erf(x/(s*sqrt(2)))"),
    entropy=fact("(1 + log(pi*s^2/2))/2"),
    mode=fact("0"),
    median=fact("s*sqrt(2)*erfinv(1/2)"),
    quantile=fact("s*sqrt(2)*erfinv(u)"),
    sampler=sampler("s*abs(z)", "z ~ standard_normal()"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 13",
)
