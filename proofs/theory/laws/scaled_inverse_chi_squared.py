"""The scaled inverse chi-squared law by degrees of freedom and scale; without a scale the scale is 1/df."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="scaled_inverse_chi_squared",
    title="scaled inverse chi-squared",
    words=(
        "scaled inverse chi squared",
        "inverse chi squared",
        "Inv-chi^2",
        "inv chi2",
        "inverse chi2",
        "Scale-inv-chi^2",
    ),
    parametrisations=(
        canonical(
            "df_scale",
            parameter("n", "posreal", "degrees of freedom", "df, nu, degrees of freedom"),
            parameter("w", "posreal", "scale: a typical variance", "scale, scale squared, s2, tau2"),
        ),
        Parametrisation(
            "df",
            (parameter("n", "posreal", "degrees of freedom", "df, nu, degrees of freedom"),),
            (term("n"), term("1/n")),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("(n*w/2)^(n/2)/gamma(n/2) * x^(-n/2-1) * exp(-n*w/(2*x))"),
    log_density=term("n/2*log(n*w/2) - log(gamma(n/2)) - (n/2+1)*log(x) - n*w/(2*x)"),
    mean=fact("n*w/(n-2)", "2 < n"),
    variance=fact("2*n^2*w^2/((n-2)^2*(n-4))", "4 < n"),
    cdf=fact("upper_gamma(n/2, n*w/(2*x))/gamma(n/2)"),
    entropy=fact("n/2 + log(n*w/2) + log(gamma(n/2)) - (1 + n/2)*digamma(n/2)"),
    mode=fact("n*w/(n+2)"),
    sampler=sampler("n*w/z", "z ~ chisquare(n)"),
    source="Gelman et al.: Bayesian Data Analysis, appendix A",
)
