"""Signs and integrality read off a term, from the domains of its symbols: sound but incomplete, None-free.

Used only to choose between the two powers of the language and to guess the domain of a new symbol;
nothing is proved by it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofs.kernel.term import App, Bind, Num, Term, Var
from proofs.language import MINUS_ONE, ONE

DomainOf = Callable[[Var], Term | None]
_INTEGER_SETS = frozenset({"int", "nat", "posint", "range", "from"})
_POSITIVE_FUNCTIONS = frozenset({"exp", "gamma", "pi", "euler_gamma", "upper_gamma"})


def is_integer(t: Term, domain_of: DomainOf) -> bool:
    """Whether t is an integer wherever its symbols are in their domains."""
    match t:
        case Num():
            return t.value.denominator == 1
        case Var():
            d = domain_of(t)
            return isinstance(d, App) and d.head in _INTEGER_SETS
        case App(head="+" | "*"):
            return all(is_integer(a, domain_of) for a in t.args)
        case App(head="floor"):
            return True
        case Bind(kind="sum" | "prod"):
            return is_integer(t.body, lambda v: domain_of(v))
        case _:
            return False


def is_positive(t: Term, domain_of: DomainOf) -> bool:
    """Whether t > 0 wherever its symbols are in their domains."""
    match t:
        case Num():
            return t.value > 0
        case Var():
            return _domain_is_positive(domain_of(t), domain_of)
        case App(head="+", args=args):
            return _is_complement(t, domain_of) or (
                any(is_positive(a, domain_of) for a in args) and all(is_nonnegative(a, domain_of) for a in args)
            )
        case App(head="*", args=args):
            return all(is_positive(a, domain_of) for a in args)
        case App(head="^" | "pow", args=(base, _)):
            return is_positive(base, domain_of)
        case App(head=head):
            return head in _POSITIVE_FUNCTIONS
        case Bind(kind="prod"):
            return is_positive(t.body, domain_of)
        case _:
            return False


def is_nonnegative(t: Term, domain_of: DomainOf) -> bool:
    """Whether t >= 0 wherever its symbols are in their domains."""
    if is_positive(t, domain_of):
        return True
    match t:
        case Num():
            return t.value >= 0
        case Var():
            d = domain_of(t)
            if isinstance(d, App) and d.head in {"nat", "nonneg"}:
                return True
            return isinstance(d, App) and d.head in {"range", "from", "closed"} and is_nonnegative(d.args[0], domain_of)
        case App(head="+" | "*", args=args):
            return all(is_nonnegative(a, domain_of) for a in args)
        case App(head="^", args=(_, Num(value=e))):
            return e.denominator == 1 and e.numerator % 2 == 0
        case App(head="abs"):
            return True
        case _:
            return False


def _domain_is_positive(d: Term | None, domain_of: DomainOf) -> bool:
    match d:
        case App(head="posreal" | "posint"):
            return True
        case App(head="open" | "above", args=(low, *_)):
            return is_nonnegative(low, domain_of)
        case App(head="closed" | "range" | "from", args=(low, *_)):
            return is_positive(low, domain_of)
        case _:
            return False


def _is_complement(t: App, domain_of: DomainOf) -> bool:
    """1 - p for p strictly between 0 and 1, in the order 1, -p or -p, 1."""
    if len(t.args) != 2 or ONE not in t.args:
        return False
    other = t.args[1] if t.args[0] == ONE else t.args[0]
    match other:
        case App(head="*", args=(m, *rest)) if m == MINUS_ONE:
            return bool(rest) and all(_is_below_one(r, domain_of) for r in rest)
        case Num(value=v):
            return v > Fraction(-1)
        case _:
            return False


def _is_below_one(t: Term, domain_of: DomainOf) -> bool:
    d = domain_of(t) if isinstance(t, Var) else None
    match d:
        case App(head="open", args=(low, high)):
            return is_nonnegative(low, domain_of) and isinstance(high, Num) and high.value <= 1
        case _:
            return isinstance(t, Num) and 0 < t.value < 1
