"""The gamma law, by rate unless scale is said."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_SHAPE = parameter("a", "posreal", "shape", "shape, alpha, concentration")

LAW = Law(
    id="gamma",
    title="gamma",
    words=("gamma", "Gam", "Ga", "G", "Gammadist"),
    parametrisations=(
        canonical(
            "rate",
            _SHAPE,
            parameter("b", "posreal", "rate", "rate, inverse scale, beta", "beta, b, lambda, rate"),
            ambiguous=("scale",),
        ),
        Parametrisation(
            "scale",
            (_SHAPE, parameter("s", "posreal", "scale", "scale, theta", "theta, s, scale")),
            (term("a"), term("1/s")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("b^a/gamma(a) * x^(a-1) * exp(-b*x)"),
    log_density=term("a*log(b) - log(gamma(a)) + (a-1)*log(x) - b*x"),
    mean=fact("a/b"),
    variance=fact("a/b^2"),
    cdf=fact("lower_gamma(a, b*x)/gamma(a)"),
    mgf=fact("(1 - t/b)^(-a)", "t < b"),
    entropy=fact("a - log(b) + log(gamma(a)) + (1-a)*digamma(a)"),
    mode=fact("(a-1)/b", "1 <= a"),
    sampler=sampler("z", "z ~ gamma(a, 1/b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 17",
)
