"""The chi-squared law by degrees of freedom."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="chi_squared",
    title="chi-squared",
    words=("chi squared", "chi2", "chi^2", "chisquare", "chisq"),
    parametrisations=(
        canonical("df", parameter("k", "posreal", "degrees of freedom", "df, nu, degrees of freedom, k")),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("2^(-k/2)/gamma(k/2) * x^(k/2-1) * exp(-x/2)"),
    log_density=term("-k/2*log(2) - log(gamma(k/2)) + (k/2-1)*log(x) - x/2"),
    mean=fact("k"),
    variance=fact("2*k"),
    cdf=fact("lower_gamma(k/2, x/2)/gamma(k/2)"),
    mgf=fact("(1 - 2*t)^(-k/2)", "t < 1/2"),
    entropy=fact("k/2 + log(2) + log(gamma(k/2)) + (1-k/2)*digamma(k/2)"),
    mode=fact("k - 2", "2 <= k"),
    sampler=sampler("z", "z ~ chisquare(k)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 18",
)
