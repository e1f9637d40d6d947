"""The multinomial law: counts x(1), ..., x(k) of n independent categorical draws."""

from proofs.theory.law import Law, canonical, fact, family, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="multinomial",
    title="multinomial",
    words=("multinomial", "Mult", "Multi", "Mn", "Multinom"),
    parametrisations=(
        canonical(
            "trials",
            parameter("n", "nat", "number of trials", "trials, n, size"),
            family("p", "open(0, 1)", "probabilities", "range(1, k)", "p, probs, probabilities"),
        ),
    ),
    kind="vector",
    support=term("range(0, n)"),
    density=term("factorial(n) * prod(i, 1, k, p(i)^x(i) / factorial(x(i)))"),
    log_density=term("log(gamma(n+1)) + sum(i, 1, k, x(i)*log(p(i)) - log(gamma(x(i)+1)))"),
    mean=fact("n*p(i)"),
    variance=fact("n*p(i)*(1-p(i))"),
    covariance=fact("-n*p(i)*p(j)"),
    constraints=(term("sum(i, 1, k, p(i)) = 1"), term("sum(i, 1, k, x(i)) = n")),
    size="k",
    sampler=sampler("z", "z ~ multinomial(n, p)"),
    source="Johnson, Kotz, Balakrishnan: Discrete Multivariate Distributions, chapter 35",
)
