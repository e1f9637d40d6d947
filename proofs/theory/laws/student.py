"""Student's t law with location and scale; by degrees of freedom alone it is the standard one."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

_DF = parameter("n", "posreal", "degrees of freedom", "df, nu, degrees of freedom", "nu")
_LOCATION = parameter("m", "real", "location", "location, mean, mu")

LAW = Law(
    id="student",
    title="Student's t",
    words=("student", "t", "Student t", "Students t", "St", r"\mathcal{T}", "tdist"),
    parametrisations=(
        canonical(
            "location_scale",
            _DF,
            _LOCATION,
            parameter("s", "posreal", "scale", "scale, sigma"),
            ambiguous=("location_square", "location_precision"),
        ),
        Parametrisation(
            "location_square",
            (_DF, _LOCATION, parameter("w", "posreal", "square of the scale", "squared scale, sigma2")),
            (term("n"), term("m"), term("sqrt(w)")),
            evident="w",
        ),
        Parametrisation(
            "location_precision",
            (
                _LOCATION,
                parameter("h", "posreal", "inverse of the square of the scale", "precision", "lambda, tau"),
                parameter("n", "posreal", "degrees of freedom", "df, nu, degrees of freedom", "nu"),
            ),
            (term("n"), term("m"), term("h^(-1/2)")),
        ),
        Parametrisation("standard", (_DF,), (term("n"), term("0"), term("1"))),
    ),
    kind="continuous",
    support=term("real"),
    density=term("gamma((n+1)/2)/(gamma(n/2)*sqrt(n*pi)*s) * (1 + (x-m)^2/(n*s^2))^(-(n+1)/2)"),
    log_density=term("log(gamma((n+1)/2)) - log(gamma(n/2)) - log(n*pi)/2 - log(s) - (n+1)/2*log(1 + (x-m)^2/(n*s^2))"),
    mean=fact("m", "1 < n"),
    variance=fact("s^2*n/(n-2)", "2 < n"),
    cdf=fact(
        "if(m <= x,"
        " 1 - lower_beta(n/(n+((x-m)/s)^2), n/2, 1/2)*gamma((n+1)/2)/(2*gamma(n/2)*sqrt(pi)),"
        " lower_beta(n/(n+((x-m)/s)^2), n/2, 1/2)*gamma((n+1)/2)/(2*gamma(n/2)*sqrt(pi)))"
    ),
    entropy=fact(
        "(n+1)/2*(digamma((n+1)/2) - digamma(n/2)) + log(n*pi)/2 + log(gamma(n/2)) - log(gamma((n+1)/2)) + log(s)"
    ),
    mode=fact("m"),
    median=fact("m"),
    sampler=sampler("m + s*z", "z ~ standard_t(n)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 2, chapter 28",
)
