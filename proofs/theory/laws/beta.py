"""The beta law on the unit interval."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="beta",
    title="beta",
    words=("beta", "Bet", "Be", "B"),
    parametrisations=(
        canonical(
            "shapes",
            parameter("a", "posreal", "first shape", "alpha, a, shape1"),
            parameter("b", "posreal", "second shape", "beta, b, shape2"),
        ),
    ),
    kind="continuous",
    support=term("open(0, 1)"),
    density=term("gamma(a+b)/(gamma(a)*gamma(b)) * x^(a-1) * (1-x)^(b-1)"),
    log_density=term("log(gamma(a+b)) - log(gamma(a)) - log(gamma(b)) + (a-1)*log(x) + (b-1)*log(1-x)"),
    mean=fact("a/(a+b)"),
    variance=fact("a*b/((a+b)^2*(a+b+1))"),
    cdf=fact("lower_beta(x, a, b)*gamma(a+b)/(gamma(a)*gamma(b))"),
    entropy=fact(
        "log(gamma(a)) + log(gamma(b)) - log(gamma(a+b)) - (a-1)*digamma(a) - (b-1)*digamma(b) + (a+b-2)*digamma(a+b)"
    ),
    mode=fact("(a-1)/(a+b-2)", "1 < a", "1 < b"),
    sampler=sampler("z", "z ~ beta(a, b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 25",
)
