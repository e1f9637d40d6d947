"""Links that claim nothing: domains, conditions that are solved, assumptions about free quantities."""

from __future__ import annotations

import re

from derive.document import syntax as s
from derive.meaning.claims import Claim, claim
from derive.meaning.domains import bounds_of, narrowed_by
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.folds import set_term
from derive.meaning.names import key_of
from derive.meaning.reading_state import Reader
from derive.meaning.relations import EQUALITIES as _EQUALITIES
from derive.meaning.relations import INEQUALITIES as _INEQUALITIES
from derive.meaning.survey import nodes
from derive.meaning.words import is_conditional
from proofs.kernel.term import App, Refused, Term, free

# ---- what claims nothing


def no_claim(  # noqa: PLR0913
    reader: Reader,
    el: Elaborator,
    place: tuple[int, int, int],
    formula: s.Formula,
    chain: s.Chain,
    link: s.Link,
    left: s.Expr,
) -> str | None:
    """Why the link claims nothing: a domain, a condition to solve, an assumption about a free quantity."""
    reason = _condition(el, formula, chain, link, left)
    if reason is None:
        return _special_case(reader, el, place, chain, link, left)
    narrowed = narrowed_by(el, chain, link, left)
    if narrowed:  # a counterexample outside of it would not count
        stated = _stated(el, link, left)
        if stated is None:
            reader.floating.append((link.span.line, until(reader, place, link), narrowed))
        else:
            reader.narrowing.append((link.span.line, until(reader, place, link), stated))
    return reason


def _stated(el: Elaborator, link: s.Link, left: s.Expr) -> Term | None:
    """The condition as a proposition, or None where it is not understood."""
    if link.rhs is None or link.operator == "notin":
        return None
    try:
        if link.operator == "in":
            return App("in", (el.term(left, {}), set_term(el, link.rhs, {}, key_of(left))))
        return claim(el, left, left, link.operator, link.rhs, {}).proposition
    except (NotUnderstood, Refused):
        return None


def _condition(el: Elaborator, formula: s.Formula, chain: s.Chain, link: s.Link, left: s.Expr) -> str | None:
    rhs = link.rhs
    if link.operator in {"in", "notin", "subset", "subseteq"}:
        return "says where something lies"
    if isinstance(rhs, s.Tuple) and any(isinstance(i, s.Ellipsis_) for i in rhs.items):
        return "gives a range or a list"
    if isinstance(rhs, s.SetOf | s.Interval) or isinstance(left, s.SetOf):
        return "names a set"
    if is_conditional(formula) and (not formula.display or not is_meaningful(left)):
        return "a condition, by the words around it"
    if (
        link.operator in _INEQUALITIES
        and not formula.display
        and rhs is not None
        and not any(is_meaningful(x) for x in (left, rhs))
    ):
        return "a condition between free quantities"
    if link.operator in _INEQUALITIES and chain.head is not None and _places(chain):
        return "says where something lies"
    if link.operator in _INEQUALITIES and len(chain.links) <= 2 and bounds_of_or_none(el, chain) is not None:
        return "says where something lies"
    return None


def _special_case(
    reader: Reader, el: Elaborator, place: tuple[int, int, int], chain: s.Chain, link: s.Link, left: s.Expr
) -> str | None:
    rhs = link.rhs
    if link.operator not in _EQUALITIES or rhs is None:
        return None
    if _is_zero(rhs) or _is_zero(left):
        other = left if _is_zero(rhs) else rhs
        whole = (chain.head, other, *(x.rhs for x in chain.links))
        concludes = (place[2] > 0 or chain.continues) and el.env.decision is not None
        if not concludes and any(_has_derivative(e) for e in whole if e is not None) and _has_names(other):
            return "a condition that the text solves"
    return _assumption(reader, el, place, chain, link, left)


def _places(chain: s.Chain) -> bool:
    """0 <= x_i < 2 pi: one bare name between constants."""
    sides = list(chain.sides)
    names = [e for e in sides if isinstance(e, s.Name | s.Subscript) and key_of(e) not in {"pi", "e"}]
    constants = [
        e for e in sides if e is not None and not any(isinstance(n, s.Name) and n.base != "pi" for n in nodes(e))
    ]
    return len(names) == 1 and len(constants) == len(sides) - 1


def bounds_of_or_none(el: Elaborator, chain: s.Chain) -> object | None:
    """The interval that the chain states about a bare symbol that is free, or None."""
    if chain.head is None:
        return None
    found = bounds_of(chain.head, chain.links, el)
    if found is None or el.env.definition(found[0]) is not None:
        return None
    return found


def _assumption(
    reader: Reader, el: Elaborator, place: tuple[int, int, int], chain: s.Chain, link: s.Link, left: s.Expr
) -> str | None:
    """`mu = 2 sigma` about a parameter: a special case, not a claim; noted, since later rows may rest on it."""
    first = reader.declarations.declared.get((place[0], place[1], 0), "") if place[2] else ""
    if place[2] and reader.assuming == (place[0], place[1]):
        return "takes it to be something in particular"
    if place[2] != 0 or chain.continues or first:
        return None
    key = key_of(left)
    if key is None:
        return None
    reader.assuming = (place[0], place[1])
    key = el.env.resolve(key)
    if el.env.definition(key) is not None and place not in reader.declarations.declared:
        reader.assuming = None
        return None
    reader.floating.append((link.span.line, until(reader, place, link), frozenset({key})))
    return f"takes {key} to be something in particular"


def until(reader: Reader, place: tuple[int, int, int], link: s.Link) -> int:
    """The last line for which an assumption counts: all that follows after `let` or in a display, else the next few."""
    f = reader.document.formulas[place[0]]
    cue = _LASTING.search(f.before)
    return 10**9 if f.display or cue is not None else link.span.line + _NEARBY


_LASTING = re.compile(r"\b(let|suppose|assume|assuming|set|setting|take|fix|choose|put)\b[^.]*$", re.IGNORECASE)
_NEARBY = 12


def _is_zero(e: s.Expr | None) -> bool:
    return isinstance(e, s.Number) and e.value == 0


def _has_derivative(e: s.Expr) -> bool:
    return any(
        isinstance(n, s.Derivative | s.Gradient) or (isinstance(n, s.Apply) and _primes(n.head) > 0) for n in nodes(e)
    )


def _primes(e: s.Expr) -> int:
    match e:
        case s.Name(primes=n) | s.Subscript(base=s.Name(primes=n)):
            return n
        case _:
            return 0


def _has_names(e: s.Expr) -> bool:
    return any(isinstance(n, s.Name) for n in nodes(e))


def is_equation_to_solve(
    place: tuple[int, int, int], chain: s.Chain, link: s.Link, left: s.Expr, made: Claim
) -> str | None:
    """An equation between plain quantities that speak of different symbols holds only where it is solved."""
    if place[2] != 0 or chain.continues or link.operator not in _EQUALITIES:
        return None
    if is_meaningful(left) or made.proposition.facts.free == frozenset():
        return None
    if free(made.left) == free(made.right):
        return None
    return "an equation between quantities that the text leaves free: a condition, no claim"


def has_meaning(el: Elaborator, left: s.Expr) -> bool:
    key = key_of(left)
    return key is not None and el.env.definition(el.env.resolve(key)) is not None


def is_meaningful(e: s.Expr) -> bool:
    """Whether e says something of its own: a density, an expectation, a fold, a function, a derivative."""
    plain = (
        s.Number, s.Name, s.Subscript, s.Label, s.Power, s.Add, s.Negative, s.Multiply, s.Divide, s.Group, s.Root,
        s.Text, s.Tuple,
    )  # fmt: skip
    return any(not isinstance(n, plain) and not _is_elementary(n) for n in nodes(e))


def _is_elementary(n: s.Expr) -> bool:
    return isinstance(n, s.Apply) and (key_of(n.head) in {"log", "ln", "exp"} or n.bracket == "")
