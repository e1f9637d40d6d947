"""The geometric law counting trials up to the first success: 1, 2, ..."""

from proofs.theory.law import Law, canonical, fact, parameter, sampler
from proofs.theory.notation import term

LAW = Law(
    id="geometric_from_1",
    title="geometric from 1",
    words=("geometric from 1", "geometric", "Geom", "Geo", "Ge"),
    parametrisations=(
        canonical("probability", parameter("p", "open(0, 1)", "probability of success", "probability, p, prob")),
    ),
    kind="discrete",
    support=term("posint"),
    density=term("p*(1-p)^(x-1)"),
    log_density=term("log(p) + (x-1)*log(1-p)"),
    mean=fact("1/p"),
    variance=fact("(1-p)/p^2"),
    cdf=fact("1 - (1-p)^x"),
    mgf=fact("p*exp(t)/(1 - (1-p)*exp(t))", "t < -log(1-p)"),
    entropy=fact("-log(p) - (1-p)*log(1-p)/p"),
    mode=fact("1"),
    sampler=sampler("z", "z ~ geometric(p)"),
    source="Johnson, Kemp, Kotz: Univariate Discrete Distributions, chapter 5",
)
