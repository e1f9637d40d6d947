"""The steps of a document: for every relation what it claims, or why it claims nothing, or why it is not understood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from derive.check.outcome import Step
from derive.document import syntax as s
from derive.meaning.braces import braces
from derive.meaning.cautions import caution, display_caution, hidden_law, is_bare, prose_caution, words_caution
from derive.meaning.claims import PROPORTIONAL, claim, is_law, subject_of
from derive.meaning.declared import Declarations
from derive.meaning.definitions import names_in
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.matrices import bases
from derive.meaning.no_claims import has_meaning, is_equation_to_solve, no_claim, until
from derive.meaning.reading_state import Origin, Reader, elaborator
from derive.meaning.statements import against_head, alternatives_of, presumed, reading_of_claim, statement_of
from derive.meaning.survey import nodes
from derive.meaning.words import conditions_near
from proofs.kernel.term import App, Refused, Term, free
from proofs.statement import Statement

_UNJUDGED = frozenset({"approx", "simeq", "cong", "ll", "gg", "subset", "subseteq", "mapsto", "to", "in", "notin"})


def steps(document: s.Document, declarations: Declarations) -> list[Step]:
    """All steps in document order."""
    reader = Reader(document, declarations)
    out: list[Step] = []
    for f, formula in enumerate(document.formulas):
        reader.near = conditions_near(document, f)
        for c, chain in enumerate(formula.chains):
            out.extend(_chain(reader, f, c, formula, chain))
    return out


def _chain(reader: Reader, f: int, c: int, formula: s.Formula, chain: s.Chain) -> Iterator[Step]:
    left, left_source = chain.head, chain.head_source
    if chain.head is not None and (not chain.continues or reader.origin is None):
        reader.origin = Origin(chain.head, ())
    for n, link in enumerate(chain.links):
        if left is None or link.rhs is None or reader.origin is None:
            yield _bare(link, left_source, problem="a relation with a side missing")
        else:
            try:
                made = list(_link(reader, (f, c, n), formula, chain, link, left, left_source))
            except (NotUnderstood, Refused, ValueError, RecursionError) as e:
                made = [_bare(link, left_source, problem=f"not understood: {e}")]
            yield replace(made[0], head_statement=against_head(reader, chain, link))
            yield from made[1:]
            reader.origin = Origin(reader.origin.head, (*reader.origin.operators, link.operator))
        left, left_source = link.rhs, link.source


def _bare(link: s.Link, left_source: str, **fields: object) -> Step:
    return Step(
        id=f"{link.span.line}:{link.k}",
        line=link.span.line,
        column=link.span.column,
        k=link.k,
        lhs=left_source,
        relation=link.operator,
        rhs=link.source,
        **fields,  # type: ignore[arg-type]
    )


def _link(  # noqa: PLR0913 - the place, what stands there and what stands before it
    reader: Reader,
    place: tuple[int, int, int],
    formula: s.Formula,
    chain: s.Chain,
    link: s.Link,
    left: s.Expr,
    src: str,
) -> Iterator[Step]:
    rhs = link.rhs
    if rhs is None:
        return
    el = elaborator(reader, chain, link.span.line)
    known = reader.declarations.declared.get(place)
    base = _bare(link, src)
    if known is not None:
        yield replace(base, declared=known, reading=_declared_reading(el, left, link, rhs))
        yield from braces(reader, el, link, chain)
        return
    reason = no_claim(reader, el, place, formula, chain, link, left)
    if reason is not None:
        yield replace(base, declared=reason)
        return
    yield _claim_step(reader, el, base, formula, chain, link, left, place)
    yield from braces(reader, el, link, chain)


def _declared_reading(el: Elaborator, left: s.Expr, link: s.Link, rhs: s.Expr) -> str:
    """Reads the right side for its braces; a declaration's own reading is left to its source."""
    with suppress(NotUnderstood, Refused):
        el.term(rhs, {})
    return ""


def _claim_step(  # noqa: PLR0913 - the place, what stands there and how it is read
    reader: Reader,
    el: Elaborator,
    base: Step,
    formula: s.Formula,
    chain: s.Chain,
    link: s.Link,
    left: s.Expr,
    place: tuple[int, int, int],
) -> Step:
    rhs = link.rhs
    if rhs is None:
        return base
    if any(isinstance(n, s.Ellipsis_) for e in (left, rhs) for n in nodes(e)):
        return replace(base, problem="an ellipsis leaves open what stands in its place")
    if _local_law(reader, formula, place):
        return replace(base, problem="a random variable is given another law in this formula")
    named = sorted((bases(left) | bases(rhs)) & reader.declarations.matrices)
    if named:
        return replace(
            base, problem=f"matrix algebra is not read yet: {named[0]} is a matrix or vector in this document"
        )
    if link.operator in _UNJUDGED:
        return replace(base, problem=f"the relation {link.operator} is not judged yet")
    try:
        head = reader.origin.head if reader.origin is not None else left
        kernel = _names_the_law_of_a_kernel(reader, link, rhs)
        made = claim(el, head, left, "propto" if kernel else link.operator, rhs, {})
        open_question = None if has_meaning(el, left) else is_equation_to_solve(place, chain, link, left, made)
        if open_question is not None:
            reader.floating.append((link.span.line, until(reader, place, link), free(made.proposition)))
            return replace(base, declared=open_question, reading=reading_of_claim(made))
        statement, loose = statement_of(el, made.proposition, chain)
        reader.declarations.ambiguous |= el.ambiguous
        hidden = hidden_law(reader, el, names_in(left) | names_in(rhs), link.span.line, replaced=True)
        if hidden is not None:
            return replace(base, problem=hidden)
    except NotUnderstood as e:
        return replace(base, problem=e.reason)
    except Refused as e:
        return replace(base, problem=f"too large or ill-formed: {e}")
    return replace(
        base,
        statement=statement,
        alternatives=alternatives_of(statement, loose),
        within=_within(reader, el, chain, statement, link.span.line),
        reading=reading_of_claim(made),
        conditions=(
            *(f"{k} is taken to be real" for k in loose),
            *presumed(el, statement),
            *(("a law named after ∝ is meant up to a constant",) if kernel else ()),
        ),
        caution=caution(
            reader,
            el,
            made,
            statement,
            loose,
            link.span.line,
            names_in(left) | names_in(rhs),
            bare=is_bare(left, link, reader, place),
        )
        or words_caution(reader, place)
        or display_caution(reader, el, place, statement)
        or prose_caution(reader, place, statement),
        redefines=reader.declarations.redefined.get(place),
        subjects=tuple(subject_of(el, head)),
    )


def _within(reader: Reader, el: Elaborator, chain: s.Chain, statement: Statement, line: int) -> Statement | None:
    """The statement under the conditions of the text that narrow its symbols down, if there are any.

    `b < 1` and `a < b` narrow a down, so conditions are followed from symbol to symbol.
    """
    waiting = [p for at, until, p in reader.narrowing if at <= line <= until]
    symbols, stated = free(statement.claim), list[Term]()
    while near := [p for p in waiting if free(p) & symbols]:
        stated += near
        waiting = [p for p in waiting if p not in near]
        symbols = symbols.union(*map(free, near))
    if not stated:
        return None
    wider, _ = statement_of(el, App("and", (statement.claim, *stated)), chain)
    return Statement(tuple(dict.fromkeys((*statement.hypotheses, *wider.hypotheses, *stated))), statement.claim)


def _names_the_law_of_a_kernel(reader: Reader, link: s.Link, rhs: s.Expr) -> bool:
    r"""`p(x | y) \propto x^a (1 - x)^b = Beta(a + 1, b + 1)`: the law that has this kernel, not its density."""
    after = reader.origin is not None and bool(PROPORTIONAL & set(reader.origin.operators))
    named = isinstance(rhs, s.Apply) and not rhs.versus and not rhs.given and is_law(rhs.head)
    return after and named and link.operator in {"=", "equiv"}


def _local_law(reader: Reader, formula: s.Formula, place: tuple[int, int, int]) -> bool:
    """`X ~ law => E(X) = ...` about an X that has another law: an implication of its own."""
    if len(formula.chains) < 2:
        return False
    again = [
        c for c, chain in enumerate(formula.chains)
        if chain.links and chain.links[0].operator == "sim" and (place[0], c, 0) not in reader.declarations.declared
    ]  # fmt: skip
    return bool(again)
