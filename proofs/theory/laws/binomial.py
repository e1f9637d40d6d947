"""The binomial law: successes in n independent trials."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="binomial",
    title="binomial",
    words=("binomial", "Bin", "Binom", "Bi", "B"),
    parametrisations=(
        canonical(
            "trials",
            parameter("n", "nat", "number of trials", "trials, n, size", "n, N, m"),
            parameter("p", "open(0, 1)", "probability of success", "probability, p, prob", "p, theta, mu, q, pi"),
        ),
    ),
    kind="discrete",
    support=term("range(0, n)"),
    density=term("binomial(n, x) * p^x * (1-p)^(n-x)"),
    log_density=term("log(gamma(n+1)) - log(gamma(x+1)) - log(gamma(n-x+1)) + x*log(p) + (n-x)*log(1-p)"),
    mean=fact("n*p"),
    variance=fact("n*p*(1-p)"),
    cdf=fact("sum(j, 0, x, binomial(n, j) * p^j * (1-p)^(n-j))"),
    mgf=fact("pow(1 - p + p*exp(t), n)"),
    entropy=fact(
        "-sum(j, 0, n, binomial(n, j) * p^j * (1-p)^(n-j) * (log(binomial(n, j)) + j*log(p) + (n-j)*log(1-p)))"
    ),
    sampler=sampler("z", "z ~ binomial(n, p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 3",
)
