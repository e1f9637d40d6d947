"""The continuous uniform law on an interval."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="uniform",
    title="continuous uniform",
    words=("uniform", "U", "Unif", "Uni", "continuous uniform", "standard uniform", "Rect"),
    parametrisations=(
        canonical(
            "ends",
            parameter("a", "real", "lower end", "lower, minimum, min, low, a"),
            parameter("b", "above(a)", "upper end", "upper, maximum, max, high, b"),
        ),
        Parametrisation("standard", (), (term("0"), term("1"))),
    ),
    kind="continuous",
    support=term("closed(a, b)"),
    density=term("1/(b-a)"),
    log_density=term("-log(b-a)"),
    mean=fact("(a+b)/2"),
    variance=fact("(b-a)^2/12"),
    cdf=fact("(x-a)/(b-a)"),
    mgf=fact("(exp(t*b) - exp(t*a))/(t*(b-a))", "t != 0"),
    entropy=fact("log(b-a)"),
    median=fact("(a+b)/2"),
    quantile=fact("a + u*(b-a)"),
    sampler=sampler("z", "z ~ uniform(a, b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 26",
)
