"""The inverse gamma law: the reciprocal of a gamma variable whose rate is this scale."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="inverse_gamma",
    title="inverse gamma",
    words=("inverse gamma", "inv gamma", "inv gam", "inverted gamma", "IGamma", "IGam", "IG", "Gamma^-1"),
    parametrisations=(
        canonical(
            "shape_scale",
            parameter("a", "posreal", "shape", "shape, alpha"),
            parameter("b", "posreal", "scale: the rate of the gamma variable", "scale, rate, beta"),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("b^a/gamma(a) * x^(-a-1) * exp(-b/x)"),
    log_density=term("a*log(b) - log(gamma(a)) - (a+1)*log(x) - b/x"),
    mean=fact("b/(a-1)", "1 < a"),
    variance=fact("b^2/((a-1)^2*(a-2))", "2 < a"),
    cdf=fact("upper_gamma(a, b/x)/gamma(a)"),
    entropy=fact("a + log(b) + log(gamma(a)) - (1+a)*digamma(a)"),
    mode=fact("b/(a+1)"),
    sampler=sampler("1/z", "z ~ gamma(a, 1/b)"),
    source="Gelman et al.: Bayesian Data Analysis, appendix A",
)
