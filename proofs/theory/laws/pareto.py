"""The Pareto law of the first kind, scale (the least value) before shape."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="pareto",
    title="Pareto",
    words=("pareto", "Par", "Pa", "Pareto I"),
    parametrisations=(
        canonical(
            "scale_shape",
            parameter("m", "posreal", "scale: the least value", "scale, minimum, x_m", "x, m, k, x_m, x_0"),
            parameter("a", "posreal", "shape", "shape, alpha, tail index", "alpha, a"),
            ambiguous=("shape_scale",),
        ),
        Parametrisation(
            "shape_scale",
            (
                parameter("a", "posreal", "shape", "shape, alpha, tail index", "alpha, a"),
                parameter("m", "posreal", "scale: the least value", "scale, minimum, x_m", "x, m, k, x_m, x_0, sigma"),
            ),
            (term("m"), term("a")),
        ),
    ),
    kind="continuous",
    support=term("above(m)"),
    density=term("a * m^a * x^(-a-1)"),
    log_density=term("log(a) + a*log(m) - (a+1)*log(x)"),
    mean=fact("a*m/(a-1)", "1 < a"),
    variance=fact("a*m^2/((a-1)^2*(a-2))", "2 < a"),
    cdf=fact("1 - m^a*x^(-a)"),
    entropy=fact("log(m/a) + 1 + 1/a"),
    mode=fact("m"),
    median=fact("m*2^(1/a)"),
    quantile=fact("m*(1-u)^(-1/a)"),
    sampler=sampler("m*(1+z)", "z ~ pareto(a)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 20",
)
