"""The Erlang law: the sum of k independent exponential variables, by rate."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="erlang",
    title="Erlang",
    words=("erlang", "Erl"),
    parametrisations=(
        canonical(
            "rate",
            parameter("k", "posint", "number of exponential variables", "shape, k"),
            parameter("b", "posreal", "rate", "rate, lambda", "lambda, b, beta, rate"),
            ambiguous=("scale",),
        ),
        Parametrisation(
            "scale",
            (
                parameter("k", "posint", "number of exponential variables", "shape, k"),
                parameter("s", "posreal", "scale", "scale, mean, theta", "theta, s, mu"),
            ),
            (term("k"), term("1/s")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("b^k/gamma(k) * x^(k-1) * exp(-b*x)"),
    log_density=term("k*log(b) - log(gamma(k)) + (k-1)*log(x) - b*x"),
    mean=fact("k/b"),
    variance=fact("k/b^2"),
    cdf=fact("lower_gamma(k, b*x)/gamma(k)"),
    mgf=fact("(1 - t/b)^(-k)", "t < b"),
    entropy=fact("k - log(b) + log(gamma(k)) + (1-k)*digamma(k)"),
    mode=fact("(k-1)/b"),
    sampler=sampler("z", "z ~ gamma(k, 1/b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 17",
)
