"""The F law by its two degrees of freedom."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="fisher",
    title="F",
    words=("F", "Fisher", "Snedecor", "Fisher Snedecor", "f dist"),
    parametrisations=(
        canonical(
            "df",
            parameter("d", "posreal", "degrees of freedom of the numerator", "df1, dfn, numerator"),
            parameter("e", "posreal", "degrees of freedom of the denominator", "df2, dfd, denominator"),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("gamma((d+e)/2)/(gamma(d/2)*gamma(e/2)) * (d/e)^(d/2) * x^(d/2-1) * (1 + d*x/e)^(-(d+e)/2)"),
    log_density=term(
        "log(gamma((d+e)/2)) - log(gamma(d/2)) - log(gamma(e/2))"
        " + d/2*log(d/e) + (d/2-1)*log(x) - (d+e)/2*log(1 + d*x/e)"
    ),
    mean=fact("e/(e-2)", "2 < e"),
    variance=fact("2*e^2*(d+e-2)/(d*(e-2)^2*(e-4))", "4 < e"),
    cdf=fact("lower_beta(d*x/(d*x+e), d/2, e/2)*gamma((d+e)/2)/(gamma(d/2)*gamma(e/2))"),
    mode=fact("(d-2)/d*e/(e+2)", "2 <= d"),
    sampler=sampler("z", "z ~ f(d, e)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 27",
)
