"""The Weibull law, scale before shape."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="weibull",
    title="Weibull",
    words=("weibull", "Weib", "Wei", r"\mathcal{W}"),
    parametrisations=(
        canonical(
            "scale_shape",
            parameter("s", "posreal", "scale", "scale, lambda", "lambda, eta, s, sigma, beta"),
            parameter("k", "posreal", "shape", "shape, k", "k"),
            ambiguous=("shape_scale",),
        ),
        Parametrisation(
            "shape_scale",
            (
                parameter("k", "posreal", "shape", "shape, k", "k, alpha, a, c"),
                parameter("s", "posreal", "scale", "scale, lambda", "lambda, eta, s, sigma, beta"),
            ),
            (term("s"), term("k")),
        ),
        Parametrisation(
            "shape_rate",
            (
                parameter("k", "posreal", "shape", "shape, k"),
                parameter("h", "posreal", "factor of x^k in the exponent", "rate"),
            ),
            (term("h^(-1/k)"), term("k")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("k/s * (x/s)^(k-1) * exp(-(x/s)^k)"),
    log_density=term("log(k) - log(s) + (k-1)*log(x/s) - (x/s)^k"),
    mean=fact("s*gamma(1 + 1/k)"),
    variance=fact("s^2*(gamma(1 + 2/k) - gamma(1 + 1/k)^2)"),
    cdf=fact("1 - exp(-(x/s)^k)"),
    entropy=fact("euler_gamma*(1 - 1/k) + log(s/k) + 1"),
    mode=fact("s*((k-1)/k)^(1/k)", "1 < k"),
    median=fact("s*log(2)^(1/k)"),
    quantile=fact("s*(-log(1-u))^(1/k)"),
    sampler=sampler("s*z", "z ~ weibull(k)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 21",
)
