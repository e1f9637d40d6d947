"""Hidden Markov models: p(s_t | o_{1:t}), with what was observed before the time at hand held fixed.

Given o_{1:t-1} the belief about s_{t-1} is some density; s_t depends on s_{t-1}, and o_t on s_t. So three random
variables of unknown densities, each given the one before, say all that a step of the filter speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.document import syntax as s
from derive.meaning.declared import Declarations
from derive.meaning.model import VALUE, RandomVariable
from derive.meaning.names import key_of
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Term, Var
from proofs.language import ONE, POSINT, fold, var

_LETTER = re.compile(r"([A-Za-z])_(.+)$")


@dataclass(frozen=True, slots=True)
class Filtering:
    """The letters of states and observations, and the time at hand with the one before it."""

    hidden: str
    observed: str
    now: str
    before: str


def observations(e: s.Expr) -> tuple[str, str] | None:
    """(letter, last time) of o_{1:t}; None where e is no such list."""
    match e:
        case s.Subscript(base=base, index=s.Relation(operands=(_, last), operators=(":",))) if last is not None:
            letter, time = key_of(base), key_of(s.Subscript(s.Name("o"), last))
            return None if letter is None or time is None else (letter, time.removeprefix("o_"))
        case _:
            return None


def find_filtering(document: s.Document) -> Filtering | None:
    """The hidden Markov model of a document that conditions on o_{1:t} and on o_{1:t-1}, and sums over states."""
    applied = [e for e in _applications(document) if len(e.args) == 1 and e.given]
    lists = [(e, o) for e in applied for g in e.given if (o := observations(g)) is not None]
    times = {time for _, (_, time) in lists}
    now = next((t for t in sorted(times) if f"{t}-1" in times), None)
    letters = {letter for _, (letter, _) in lists}
    hidden = {m[1] for e, _ in lists if (m := _LETTER.match(key_of(e.args[0]) or ""))} - letters
    if now is None or len(letters) != 1 or len(hidden) != 1:
        return None
    return Filtering(hidden.pop(), letters.pop(), now, f"{now}-1")


def _applications(document: s.Document) -> Iterator[s.Apply]:
    for f in document.formulas:
        for chain in f.chains:
            for side in chain.sides:
                yield from (n for n in nodes(side) if isinstance(n, s.Apply))


def enter_filtering(document: s.Document, out: Declarations) -> None:
    """Puts the three random variables of a step into the model."""
    env = out.env
    f = find_filtering(document) if env.decision is None else None
    env.filtering = f
    if f is None:
        return
    size = f"n_{f.hidden}"
    states, seen = App("range", (ONE, var(size))), var(f"set_{f.observed}")
    env.domains[size] = POSINT
    rows = (
        (f"{f.hidden}_{f.before}", states, None, True),
        (f"{f.hidden}_{f.now}", states, f"{f.hidden}_{f.before}", True),
        (f"{f.observed}_{f.now}", seen, f"{f.hidden}_{f.now}", False),
    )
    for letter in (f.hidden, f.observed):
        env.indexed.discard(letter)
        out.survey.indexed.discard(letter)
    for key, domain, given, discrete in rows:
        density = Var(f"p_{key}", (var(VALUE), *((var(given),) if given else ())))
        env.model.variables[key] = RandomVariable(key, domain, density, discrete)
        env.domains.pop(key, None)
        env.facts.append(_density(key, domain, given, states))
    env.assumed.append(
        f"a hidden Markov model: {f.hidden} in a finite set; all is given what was observed before time {f.now}"
    )


def _density(key: str, domain: Term, given: str | None, states: Term) -> Term:
    body = Var(f"p_{key}", (var(key), *((var(given),) if given else ())))
    t: Term = App("density", (fold("lam", domain, key, body),))
    return fold("all", states, given, t) if given else t
