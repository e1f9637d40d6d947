"""The Cauchy law by location and scale; it has no mean."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="cauchy",
    title="Cauchy",
    words=("cauchy", "Cau", "Lorentz", r"\mathcal{C}"),
    parametrisations=(
        canonical(
            "scale",
            parameter("m", "real", "location", "location, median, x_0"),
            parameter("s", "posreal", "scale", "scale, gamma"),
        ),
        Parametrisation("standard", (), (term("0"), term("1"))),
    ),
    kind="continuous",
    support=term("real"),
    density=term("1/(pi*s*(1 + ((x-m)/s)^2))"),
    log_density=term("-log(pi*s) - log(1 + ((x-m)/s)^2)"),
    cdf=fact("arctan((x-m)/s)/pi + 1/2"),
    entropy=fact("log(4*pi*s)"),
    mode=fact("m"),
    median=fact("m"),
    quantile=fact("m + s*tan(pi*(u - 1/2))"),
    sampler=sampler("m + s*z", "z ~ standard_cauchy()"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 16",
)
