"""What the document itself declares: laws, densities, definitions, domains. Run before any step is judged.

A declaration is the first thing said of a name: `X ~ law` of a variable without law, `p(x) = law(x; ...)`
likewise, `name = expression` of a name that is neither variable nor parameter. What comes later about the
same name is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from derive.document import syntax as s
from derive.meaning.decision.finding import enter, tie
from derive.meaning.decision.settling import settle
from derive.meaning.declared import DEFINING, Declarations, Place, links
from derive.meaning.definitions import (
    define,
    define_keyword,
    find_functions,
    law_keywords,
    name_braces,
    name_result,
    names_in,
)
from derive.meaning.domains import declare_bounds, declare_domain, index_domains
from derive.meaning.environment import Environment, NotUnderstood
from derive.meaning.filtering import enter_filtering
from derive.meaning.laws import declare_density, declare_law
from derive.meaning.matrices import matrix_names
from derive.meaning.names import key_of
from derive.meaning.survey import survey
from derive.meaning.unknowns import means, unknown_densities, unknown_distributions, unknown_families, unknown_variables
from proofs.kernel.term import Refused

#: Words that state independence; which variables they mean is not read, so they count for the whole document.
_INDEPENDENT = re.compile(
    r"\bindependen(t|tly|ce)\b|\bi\.?\s?i\.?\s?d\b|unabhängig|indépendan|independiente", re.IGNORECASE
)

_DEPENDENT = re.compile(r"\bnot (\w+ly )?independent|\bdependent\b|\bdependence\b", re.IGNORECASE)


def declare(
    document: s.Document,
    prepare: Callable[[Environment], None],
    laws: tuple[s.Chain, ...] = (),
    *,
    ranges: Mapping[str, tuple[s.Expr, s.Expr]] = MappingProxyType({}),
    choice: Mapping[str, int] = MappingProxyType({}),
    backwards: bool = False,
) -> Declarations:
    """Reads all declarations of the document into an environment that `prepare` (the context) began."""
    env = Environment()
    out = Declarations(
        env, survey=survey(document), choice=choice, matrices=matrix_names(document), backwards=backwards
    )
    out.text = document.text
    out.survey.ranges.update({k: r for k, r in ranges.items() if k not in out.survey.ranges})
    env.scalars |= out.survey.scalars - out.survey.applied
    for place, _, link, left in links(document):
        for key in (names_in(left) if left is not None else frozenset()) | (
            names_in(link.rhs) if link.rhs is not None else frozenset()
        ):
            out.first_use.setdefault(key, place)
    env.indexed |= out.survey.indexed
    env.heads |= out.survey.heads
    env.log_bases = any(
        isinstance(e.head, s.Subscript) and key_of(e.head.base) in {"log", "ln"} for e in out.survey.densities
    )
    env.model.independent = _INDEPENDENT.search(document.text) is not None and not _DEPENDENT.search(document.text)
    prepare(env)
    index_domains(out)
    find_functions(document, out)
    enter(document, out)
    enter_filtering(document, out)
    for chain in laws:
        if chain.head is not None:
            _declare((-1, -1, 0), chain, chain.links[0], chain.head, out)
    for place, chain, link, left in links(document):
        if left is not None and link.rhs is not None:
            env.at(link.span.line)
            out.formula = document.formulas[place[0]]
            try:
                _declare(place, chain, link, left, out)
            except (NotUnderstood, Refused, ValueError, RecursionError):
                continue
            name_braces(link.rhs, link.span.line, out)
    settle(document, out)
    tie(out)
    unknown_distributions(out)
    unknown_variables(out)
    unknown_densities(out)
    unknown_families(out)
    means(out)
    env.at(0)
    return out


# ---- one link


def _declare(place: Place, chain: s.Chain, link: s.Link, left: s.Expr, out: Declarations) -> None:
    first = place[2] == 0 and not chain.continues
    if link.operator in {"sim", "thicksim"}:
        if first:
            declare_law(place, chain, link, left, out)
            for a in law_keywords(link.rhs):
                define_keyword(a, link, out)
        return
    if link.operator in {"in"}:
        declare_domain(left, link, out)
        return
    if link.operator in {"<", ">", "leq", "geq", "le", "ge"} and first:
        declare_bounds(place, chain, left, out)
        return
    if link.operator not in DEFINING:
        return
    for a in law_keywords(link.rhs):
        define_keyword(a, link, out)
    if isinstance(left, s.Apply) and declare_density(place, left, link, out):
        return
    if first:
        define(place, left, link, out)
    name_result(place, left, link, out)
