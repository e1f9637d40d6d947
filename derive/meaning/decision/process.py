"""Markov decision processes: states and actions as finite sets, policies, dynamics, rewards, values.

A set of n states is taken to be 1, ..., n. A policy and the dynamics are unknown densities, Q an unknown function. V
is what the text or the theory makes of Q and the policy, and the reward is what Bellman's equation leaves for it:
R(s, a) = Q(s, a) - gamma sum_s' P(s' | s, a) V(s'). Policy, dynamics and Q determine the reward so, and the reward
determines Q where gamma < 1 (Puterman 1994, theorem 6.2.5; for soft values Haarnoja et al. 2018, lemma 1), so what
holds for every Q holds for every reward.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from derive.document import syntax as s
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.operators import ENTROPY_WORDS
from derive.meaning.survey import nodes
from proofs.kernel.term import Term

STATES, ACTIONS = frozenset({"s", "x"}), frozenset({"a", "u"})
TRAJECTORY = "tau"
NAME = re.compile(r"([a-z]|tau)('*)(?:_([^^]+))?$")
VALUE_NAME = re.compile(r"((?:hat_|tilde_|bar_)?)([VQARr])((?:[_^'].*)?)$")


@dataclass(frozen=True, slots=True)
class Sort:
    """The states, or the actions: the letter of their names, the set, and whether sums over it are integrals."""

    letter: str
    domain: Term
    continuous: bool


@dataclass(frozen=True, slots=True)
class Kernel:
    """A conditional density: the sorts of what it is a density of, and of what is given."""

    key: str
    of: Sort
    given: tuple[Sort, ...]
    shared: bool = False  # its letter is also that of a conditional density

    @property
    def symbol(self) -> str:
        """Its name in the kernel's language, where pi is a number."""
        if self.shared:
            return f"{self.key}^{self.of.letter}"
        return f"{self.key}_" if self.key in {"pi", "e", "E", "p"} else self.key


@dataclass(slots=True)
class Decision:
    """The decision process of a document: its sorts, kernels, and how each pair of V and Q is made."""

    state: Sort
    action: Sort
    kernels: dict[str, Kernel] = field(default_factory=dict)
    dynamics: str | None = None
    managed: dict[str, tuple[str, s.Expr | None]] = field(default_factory=dict)  # family: policy, temperature if soft
    tied: set[str] = field(default_factory=set)  # families whose Q the text ties to the reward
    heads: dict[str, s.Expr] = field(default_factory=dict)
    discount: s.Expr | None = None
    densities: set[str] = field(default_factory=set)
    spoken: frozenset[str] = frozenset()  # names of states and actions in the statement at hand
    along: bool = False  # whether it speaks of a trajectory and of its states, actions or steps
    families: frozenset[str] = frozenset()  # of V and Q that the statement at hand speaks of
    particular: dict[str, int] = field(default_factory=dict)  # functions of which a row says what they are, its line
    weights: set[str] = field(default_factory=set)  # the discount and the temperatures of values: any
    horizon: tuple[s.Expr, s.Expr] | None = None  # the times of the product that a trajectory's density is
    aliases: dict[str, Sort] = field(default_factory=dict)  # further letters: b in pi(b | s)
    others: dict[str, Sort] = field(default_factory=dict)  # sorts of parametrised densities, by letter
    times: dict[str, tuple[s.Expr, s.Expr]] = field(default_factory=dict)  # ranges of time that are written once
    parameter: str | None = None  # that the document takes gradients in

    def sort_of(self, key: str | None) -> Sort | None:
        """The sort of a name: s, s', s_t, s_{t+1} are states."""
        found = NAME.match(key or "")
        return None if found is None else self.sorts().get(found[1])

    def sorts(self) -> dict[str, Sort]:
        """All sorts by letter."""
        own = {x.letter: x for x in (self.state, self.action) if x.letter}
        return {**self.aliases, **self.others, **own}

    def kernel(self, e: s.Apply) -> Kernel | None:
        """The density that e applies: pi(a | s), or p_theta(x)."""
        key = head_key(e.head)
        if key is None or e.given:
            return self.kernels.get(key or "")
        sort = self.sort_of(key_of(e.args[0])) if len(e.args) == 1 else None
        return None if sort is None else self.kernels.get(f"{key}|{sort.letter}")

    def counts(self, key: str) -> bool:
        """Whether integrals over the name are by the counting measure."""
        sort = self.sort_of(key)
        return sort is not None and not sort.continuous

    def known(self) -> set[str]:
        """Names of functions of which it is said what they are."""
        own = {f"{p}Q{rest}" for p, rest in map(parts_of, (*self.managed, *self.tied))}
        sizes = {"n_S", "n_A", "mathcal_S", "mathcal_A", "R_", "r_", "R_3", "r_3"}
        named = {k.symbol for k in self.kernels.values()}
        letters = self.sorts()
        arbitrary = {"b", "f", "g", "h", *(f"{r}_{x}" for r in "rR" for x in letters)}
        others = arbitrary | {f"n_{x}" for x in self.others} | {f"mathcal_{x}" for x in self.others} | {"s", "a", "T"}
        return {*named, *(f"score_{x}" for x in named), *own, *sizes, *others, *self.weights}


def parts_of(family: str) -> tuple[str, str]:
    mark, _, rest = family.partition("|")
    return mark, rest


def head_key(e: s.Expr) -> str | None:
    """The name of a function's head; in V^\\pi the exponent is a label."""
    match e:
        case s.Power(base=base, exponent=x):
            head, label = key_of(base), key_of(x)
            return None if head is None or label is None else f"{head}^{label}"
        case _:
            return key_of(e)


def family_of(key: str | None) -> tuple[str, str] | None:
    """(letter, family) of V_pi, Q^*, R: families are told apart by their marks and indices."""
    found = VALUE_NAME.match(key or "")
    return None if found is None else (found[2], f"{found[1]}|{found[3]}")


def is_entropic(e: s.Expr, d: Decision) -> bool:
    """Whether e is the logarithm of a policy, or its entropy."""
    match e:
        case s.Apply(head=s.Name(base="log" | "ln"), args=(s.Apply() as inner,)):
            return head_key(inner.head) in d.kernels
        case s.Apply(args=(s.Apply() as inner, *_)):
            return key_of(e.head) in ENTROPY_WORDS and head_key(inner.head) in d.kernels
        case s.Group(body=b) | s.Brace(body=b):
            return is_entropic(b, d)
        case _:
            return False


def letter(e: s.Expr) -> str | None:
    return letter_of(key_of(e))


def letter_of(key: str | None) -> str | None:
    found = NAME.match(key or "")
    return None if found is None else found[1]


def policies(d: Decision) -> list[str]:
    """Names of the densities of an action given a state."""
    return [k for k, kernel in d.kernels.items() if kernel.of is d.action]


def is_infinite(e: s.Expr | None) -> bool:
    return isinstance(e, s.Number) and e.value is None


def is_endless(e: s.Expr) -> bool:
    return isinstance(e, s.Big) and e.kind == "sum" and is_infinite(e.upper)


def family_of_returns(e: s.Expectation, d: Decision) -> str | None:
    """The family of values that E_pi[sum_{t=0}^oo gamma^t ...] is of: soft, where the entropy is in the sum."""
    policy = head_key(e.under) if e.under is not None else None
    if policy not in d.kernels or not any(is_endless(n) for a in e.args for n in nodes(a)):
        return None
    soft = any(is_entropic(n, d) for a in e.args for n in nodes(a))
    return next((f for f, (owner, k) in sorted(d.managed.items()) if owner == policy and (k is not None) == soft), None)


def name_of(key: str) -> s.Expr:
    """The syntax of a state's or an action's name."""
    found = NAME.match(key)
    if found is None:
        raise NotUnderstood(f"no name: {key}")
    letter, primes, label = found.groups()
    name = s.Name(letter, (), len(primes))
    if not label:
        return name
    base, plus, one = label.partition("+")
    index: s.Expr = _index_name(base)
    if plus:
        index = s.Add((index, _index_name(one)))
    return s.Subscript(name, index)


def _index_name(text: str) -> s.Expr:
    return s.Number(Fraction(text)) if text.isdigit() else s.Name(text)
