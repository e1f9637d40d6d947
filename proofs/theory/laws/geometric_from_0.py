"""The geometric law counting failures before the first success: 0, 1, 2, ..."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="geometric_from_0",
    title="geometric from 0",
    words=("geometric from 0", "shifted geometric", "geometric", "Geom", "Geo", "Ge"),
    parametrisations=(
        canonical("probability", parameter("p", "open(0, 1)", "probability of success", "probability, p, prob")),
    ),
    kind="discrete",
    support=term("nat"),
    density=term("p*(1-p)^x"),
    log_density=term("log(p) + x*log(1-p)"),
    mean=fact("(1-p)/p"),
    variance=fact("(1-p)/p^2"),
    cdf=fact("1 - (1-p)^(x+1)"),
    mgf=fact("p/(1 - (1-p)*exp(t))", "t < -log(1-p)"),
    entropy=fact("-log(p) - (1-p)*log(1-p)/p"),
    mode=fact("0"),
    sampler=sampler("z - 1", "z ~ geometric(p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 5",
)
