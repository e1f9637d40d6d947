"""The Dirichlet law on the simplex; the density is with respect to the first k-1 coordinates."""

from proofs.theory.law import Law, canonical, fact, family, sampler
from proofs.theory.notation import term

LAW = Law(
    id="dirichlet",
    title="Dirichlet",
    words=("dirichlet", "Dir", "Di", "Dirich"),
    parametrisations=(
        canonical(
            "concentrations",
            family("a", "posreal", "concentrations", "range(1, k)", "alpha, concentration, concentrations"),
        ),
    ),
    kind="vector",
    support=term("open(0, 1)"),
    density=term("gamma(sum(i, 1, k, a(i))) * prod(i, 1, k, x(i)^(a(i)-1) / gamma(a(i)))"),
    log_density=term("log(gamma(sum(i, 1, k, a(i)))) + sum(i, 1, k, (a(i)-1)*log(x(i)) - log(gamma(a(i))))"),
    mean=fact("a(i)/sum(l, 1, k, a(l))"),
    variance=fact("a(i)*(sum(l, 1, k, a(l)) - a(i))/((sum(l, 1, k, a(l)))^2*(sum(l, 1, k, a(l)) + 1))"),
    covariance=fact("-a(i)*a(j)/((sum(l, 1, k, a(l)))^2*(sum(l, 1, k, a(l)) + 1))"),
    entropy=fact(
        "sum(i, 1, k, log(gamma(a(i)))) - log(gamma(sum(i, 1, k, a(i))))"
        " + (sum(i, 1, k, a(i)) - k)*digamma(sum(i, 1, k, a(i))) - sum(i, 1, k, (a(i)-1)*digamma(a(i)))"
    ),
    constraints=(term("sum(i, 1, k, x(i)) = 1"),),
    size="k",
    sampler=sampler("z", "z ~ dirichlet(a)"),
    source="Kotz, Balakrishnan, Johnson: Continuous Multivariate Distributions, chapter 49",
)
