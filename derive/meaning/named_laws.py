"""Named laws: which law a formula names, with its parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.document import syntax as s
from derive.meaning.environment import Distribution, NotUnderstood
from derive.meaning.model import VALUE
from derive.meaning.names import key_of
from proofs.kernel.term import App, Term, free, instantiate
from proofs.language import REAL, var
from proofs.theory.laws import LAWS
from proofs.theory.lookup import Reading, interpret

if TYPE_CHECKING:
    from derive.meaning.elaborate import Elaborator, Scope


KEYWORDS = frozenset({"shape", "rate", "scale", "mean", "variance", "precision", "sd", "std", "location", "loc"})


def reading_of(el: Elaborator, e: s.Apply, scope: Scope, args: tuple[s.Expr, ...] | None = None) -> Reading | None:
    """The law that e names with its parameters; None when it names none."""
    word = law_word(e.head)
    if word is None:
        return None
    written = args if args is not None else (*e.args, *e.parameters)
    values, keywords = _parameters(el, written, scope)
    try:
        readings = _by_prose(interpret(word, values, keywords), word, values, el)
    except ValueError as v:
        raise NotUnderstood(str(v), e.span) from v
    if not readings:
        return None
    if len(readings) > 1:
        el.open_laws[word] = len(readings)
    same = [r for r in readings if r.law.id == el.env.meant_laws.get(word)] or readings
    chosen = same[min(el.choice.get(word, 0), len(same) - 1)]
    el.env.meant_laws.setdefault(word, chosen.law.id)
    return chosen


def _by_prose(readings: list[Reading], word: str, values: tuple[Term, ...], el: Elaborator) -> list[Reading]:
    """The readings that the words before the formula leave: a law's full name, or the support in braces."""
    said = el.prose.lower().rsplit("\n\n", 1)[-1]
    titles = [law.title for law in LAWS.values() if len(law.title) > 3 and law.title.lower() in said]
    named = [r for r in readings if r.law.title in titles]
    if len({r.law.id for r in readings}) > 1 and len({r.law.id for r in named}) == 1:
        return named
    discrete = [
        x for x in titles if x.startswith("discrete ") and readings and x.endswith(readings[0].law.title.split()[-1])
    ]
    if discrete:
        return interpret(discrete[0], values) or readings
    words = set(re.findall(r"[a-z]+", _without_formulas(said)))
    by_word = {r.parametrisation.id: len(words & _telling(r, readings)) for r in readings}
    best = max(by_word.values(), default=0)
    if best and len(readings) > 1:
        chosen = [r for r in readings if by_word[r.parametrisation.id] == best]
        if len(chosen) < len(readings):
            return chosen
    for mark, head in (("{0", "nat"), ("{1", "posint")):
        if mark in said.replace(" ", "").replace("\\{", "{").replace("\\lbrace", "{"):
            fitting = [r for r in readings if isinstance(r.law.support, App) and r.law.support.head == head]
            if fitting and len(fitting) < len(readings):
                return fitting
    return readings


def _telling(reading: Reading, readings: list[Reading]) -> set[str]:
    """Words that name a parameter of this reading and of no other."""
    others = {
        w for r in readings if r.parametrisation.id != reading.parametrisation.id for w in r.parametrisation.keywords
    }
    return set(reading.parametrisation.keywords) - others


def _without_formulas(text: str) -> str:
    return re.sub(r"\$[^$]*\$|\\\\[a-z]+", " ", text)


def law_word(head: s.Expr) -> str | None:
    """The word by which a law would be called."""
    match head:
        case s.Name(base=base, font=font):
            return f"\\mathcal{{{base}}}" if font == "mathcal" else base
        case s.Multiply(factors=(s.Name(base="ln" | "log"), s.Name(base=base))):
            return f"ln{base}"
        case _:
            return key_of(head)


def _parameters(
    el: Elaborator, args: tuple[s.Expr, ...], scope: Scope
) -> tuple[tuple[Term, ...], tuple[str | None, ...]]:
    """Values and keywords: `rate = b` has a keyword only where the name is one; `eps' = a + e` is just a + e."""
    values: list[Term] = []
    keywords: list[str | None] = []
    for a in args:
        match a:
            case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
                key = key_of(left)
                values.append(el.term(right, scope))
                keywords.append(key if key in KEYWORDS else None)
            case _:
                values.append(el.term(a, scope))
                keywords.append(None)
    return tuple(values), tuple(keywords)


def law_density(el: Elaborator, e: s.Apply, key: str, scope: Scope) -> Term | None:
    """N(x; mu, sigma^2), Gam(x | a, b): the density of a law at a point."""
    if not e.parameters and not e.given:
        return None
    if len(e.args) != 1 or key in el.env.functions or key in el.env.domains or not names_a_law(e.head):
        return None
    reading = reading_of(el, e, scope, (*e.parameters, *e.given))
    if reading is None:
        return None
    return instantiate(reading.instance(reading.law.density), {reading.law.variable: el.term(e.args[0], scope)})


def names_a_law(head: s.Expr) -> bool:
    """Whether a head before (x; ...) or (x | ...) can be a law: a word, a calligraphic letter, N or U; never f."""
    return not isinstance(head, s.Name) or head.font == "mathcal" or len(head.base) > 1 or head.base in {"N", "U"}


def distribution_of(reading: Reading) -> Distribution:
    """A reading as domain and density in VALUE, with what its parameters must satisfy."""
    law = reading.law
    density = instantiate(reading.instance(law.density), {law.variable: var(VALUE)})
    return Distribution(reading.instance(law.support), density, law.kind == "discrete", parameter_facts(reading))


def parameter_facts(reading: Reading) -> tuple[Term, ...]:
    """What the parameters must satisfy, as propositions."""
    facts: list[Term] = []
    for p, value in zip(reading.law.parameters, reading.parameters, strict=True):
        domain = reading.instance(p.domain)
        if domain != REAL and p.over is None and free(value):
            facts.append(App("in", (value, domain)))
    facts.extend(reading.instance(c) for c in reading.law.constraints)
    return tuple(f for f in facts if free(f))
