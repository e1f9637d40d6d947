"""The compound gamma law (beta prime with a scale): a gamma variable whose rate is itself gamma."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_FIRST = parameter("a", "posreal", "first shape", "shape, alpha, shape1")
_SECOND = parameter("b", "posreal", "second shape", "beta, shape2")

LAW = Law(
    id="beta_prime",
    title="compound gamma (beta prime)",
    words=(
        "beta prime",
        "BetaPrime",
        "inverted beta",
        "beta of the second kind",
        "compound gamma",
        "CG",
        "gamma gamma",
        "CompGamma",
    ),
    parametrisations=(
        canonical("shapes_scale", _FIRST, _SECOND, parameter("c", "posreal", "scale", "scale, q, sigma")),
        Parametrisation("shapes", (_FIRST, _SECOND), (term("a"), term("b"), term("1"))),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("gamma(a+b)/(gamma(a)*gamma(b)) * c^b * x^(a-1) * (x+c)^(-a-b)"),
    log_density=term("log(gamma(a+b)) - log(gamma(a)) - log(gamma(b)) + b*log(c) + (a-1)*log(x) - (a+b)*log(x+c)"),
    mean=fact("c*a/(b-1)", "1 < b"),
    variance=fact("c^2*a*(a+b-1)/((b-1)^2*(b-2))", "2 < b"),
    cdf=fact("lower_beta(x/(x+c), a, b)*gamma(a+b)/(gamma(a)*gamma(b))"),
    entropy=fact(
        "log(c) + log(gamma(a)) + log(gamma(b)) - log(gamma(a+b))"
        " - (a-1)*(digamma(a)-digamma(b)) + (a+b)*(digamma(a+b)-digamma(b))"
    ),
    mode=fact("c*(a-1)/(b+1)", "1 <= a"),
    sampler=sampler("c*z/(1-z)", "z ~ beta(a, b)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 27",
)
