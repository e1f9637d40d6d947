"""The beta-binomial law: binomial with a beta probability of success."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="beta_binomial",
    title="beta-binomial",
    words=("beta binomial", "BetaBin", "BB", "BetaBinom", "BeBin", "Beta-Bin"),
    parametrisations=(
        canonical(
            "trials_shapes",
            parameter("n", "nat", "number of trials", "trials, n, size"),
            parameter("a", "posreal", "first shape", "alpha, a, shape1"),
            parameter("b", "posreal", "second shape", "beta, b, shape2"),
        ),
    ),
    kind="discrete",
    support=term("range(0, n)"),
    density=term(
        "gamma(n+1)/(gamma(x+1)*gamma(n-x+1)) * gamma(x+a)*gamma(n-x+b)/gamma(n+a+b) * gamma(a+b)/(gamma(a)*gamma(b))"
    ),
    log_density=term(
        "log(gamma(n+1)) - log(gamma(x+1)) - log(gamma(n-x+1)) + log(gamma(x+a)) + log(gamma(n-x+b))"
        " - log(gamma(n+a+b)) + log(gamma(a+b)) - log(gamma(a)) - log(gamma(b))"
    ),
    mean=fact("n*a/(a+b)"),
    variance=fact("n*a*b*(a+b+n)/((a+b)^2*(a+b+1))"),
    sampler=sampler("z", "w ~ beta(a, b)", "z ~ binomial(n, w)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 6",
)
