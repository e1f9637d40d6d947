"""The inverse Gaussian law by mean and shape; as Wald's law also by the drift and the boundary of its diffusion."""

from proofs.theory.law import Law, Parametrisation, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="inverse_gaussian",
    title="inverse Gaussian",
    words=("inverse gaussian", "Wald", "InvGauss", "IG", "inverse normal", "IN"),
    parametrisations=(
        canonical(
            "mean_shape",
            parameter("m", "posreal", "mean", "mean, mu", "mu, m, nu"),
            parameter("l", "posreal", "shape", "shape, lambda", "lambda, l, phi"),
            ambiguous=("drift_boundary",),
        ),
        Parametrisation(
            "drift_boundary",
            (
                parameter("g", "posreal", "drift", "drift, gamma", "gamma, gamma_, v, delta"),
                parameter("b", "posreal", "boundary", "boundary, threshold", "alpha, a, b, theta"),
            ),
            (term("b/g"), term("b^2")),
            ("Wald",),
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
