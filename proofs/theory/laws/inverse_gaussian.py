"""The inverse Gaussian (Wald) law by mean and shape."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="inverse_gaussian",
    title="inverse Gaussian",
    words=("inverse gaussian", "Wald", "InvGauss", "IG", "inverse normal", "IN"),
    parametrisations=(
        canonical(
            "mean_shape",
            parameter("m", "posreal", "mean", "mean, mu"),
            parameter("l", "posreal", "shape", "shape, lambda"),
        ),
    ),
    kind="continuous",
    support=term("posreal"),
    density=term("(l/(2*pi))^(1/2) * x^(-3/2) * exp(-l*(x-m)^2/(2*m^2*x))"),
    log_density=term("log(l/(2*pi))/2 - 3/2*log(x) - l*(x-m)^2/(2*m^2*x)"),
    mean=fact("m"),
    variance=fact("m^3/l"),
    cdf=fact("(1 + erf(sqrt(l/(2*x))*(x/m - 1)))/2 + exp(2*l/m)*(1 - erf(sqrt(l/(2*x))*(x/m + 1)))/2"),
    mgf=fact("exp(l/m*(1 - sqrt(1 - 2*m^2*t/l)))", "t < l/(2*m^2)"),
    mode=fact("m*(sqrt(1 + 9*m^2/(4*l^2)) - 3*m/(2*l))"),
    sampler=sampler("z", "z ~ wald(m, l)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 15",
)
