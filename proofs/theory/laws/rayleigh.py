"""The Rayleigh law by scale."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="rayleigh",
    title="Rayleigh",
    words=("rayleigh", "Rayl"),
    parametrisations=(canonical("scale", parameter("s", "posreal", "scale: the mode", "scale, sigma, mode")),),
    kind="continuous",
    support=term("posreal"),
    density=term("x/s^2 * exp(-x^2/(2*s^2))"),
    log_density=term("log(x) - 2*log(s) - x^2/(2*s^2)"),
    mean=fact("s*sqrt(pi/2)"),
    variance=fact("(2 - pi/2)*s^2"),
    cdf=fact("1 - exp(-x^2/(2*s^2))"),
    entropy=fact("1 + log(s/sqrt(2)) + euler_gamma/2"),
    mode=fact("s"),
    median=fact("s*sqrt(2*log(2))"),
    quantile=fact("s*sqrt(-2*log(1-u))"),
    sampler=sampler("z", "z ~ rayleigh(s)"),
    source="Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, chapter 18",
)
