"""The exponential law, by rate unless mean or scale is said."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="exponential",
    title="exponential",
    words=("exponential", "Exp", "Expo", "Expon", r"\mathcal{E}"),
    parametrisations=(
        canonical(
            "rate",
            parameter("b", "posreal", "rate", "rate, lambda, inverse scale", "lambda, Lambda, mu, nu, theta, rate"),
            ambiguous=("mean",),
        ),
        Parametrisation(
            "mean",
            (parameter("s", "posreal", "mean", "mean, scale"),),
            (term("1/s"),),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("b*exp(-b*x)"),
    log_density=term("log(b) - b*x"),
    mean=fact("1/b"),
    variance=fact("1/b^2"),
    cdf=fact("1 - exp(-b*x)"),
    mgf=fact("b/(b-t)", "t < b"),
    entropy=fact("1 - log(b)"),
    mode=fact("0"),
    median=fact("log(2)/b"),
    quantile=fact("-log(1-u)/b"),
    sampler=sampler("z", "z ~ exponential(1/b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 19",
)
