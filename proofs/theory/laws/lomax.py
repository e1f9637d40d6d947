"""The Lomax law (Pareto of the second kind, from 0), shape before scale."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_SHAPE = parameter("a", "posreal", "shape", "shape, alpha", "alpha, a")
_SCALE = parameter("s", "posreal", "scale", "scale, lambda, sigma")

LAW = Law(
    id="lomax",
    title="Lomax",
    words=("lomax", "Pareto II", "Pareto type II", "Lom"),
    parametrisations=(
        canonical("shape_scale", _SHAPE, _SCALE, ambiguous=("scale_shape",)),
        Parametrisation(
            "scale_shape",
            (
                parameter("s", "posreal", "scale", "scale, lambda, sigma", "lambda, sigma, s, beta, b"),
                parameter("a", "posreal", "shape", "shape, alpha", "alpha, a, k"),
            ),
            (term("a"), term("s")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("a * s^a * (x+s)^(-a-1)"),
    log_density=term("log(a) + a*log(s) - (a+1)*log(x+s)"),
    mean=fact("s/(a-1)", "1 < a"),
    variance=fact("a*s^2/((a-1)^2*(a-2))", "2 < a"),
    cdf=fact("1 - s^a*(x+s)^(-a)"),
    entropy=fact("1 + 1/a + log(s/a)"),
    mode=fact("0"),
    median=fact("s*(2^(1/a) - 1)"),
    quantile=fact("s*((1-u)^(-1/a) - 1)"),
    sampler=sampler("s*z", "z ~ pareto(a)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 20",
)
