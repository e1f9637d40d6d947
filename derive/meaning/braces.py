"""What braces state: a step each, with k = 0, so that it shifts no other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.outcome import Step
from derive.document import syntax as s
from derive.meaning.claims import claim
from derive.meaning.definitions import brace_label
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.names import key_of
from derive.meaning.reading_state import Reader
from derive.meaning.relations import EQUALITIES as _EQUALITIES
from derive.meaning.statements import alternatives_of, reading_of_claim, statement_of
from derive.meaning.survey import nodes
from proofs.kernel.term import Refused, Term

# ---- braces


def braces(reader: Reader, el: Elaborator, link: s.Link, chain: s.Chain) -> Iterator[Step]:
    """A step for what each brace of the link states; k is 0, so that it shifts no other's."""
    here = {id(n) for n in nodes(link.rhs)}
    if chain.head is not None and not chain.continues and chain.links[0] is link:
        here |= {id(n) for n in nodes(chain.head)}
    seen: set[int] = set()
    for brace, scope in el.braces:
        if id(brace) in seen or id(brace) not in here:
            continue
        seen.add(id(brace))
        label = brace_label(brace.label)
        if isinstance(label, s.Relation) and label.operands[0] is None and label.operators[0] in _EQUALITIES:
            label = label.operands[1]
        if label is None or isinstance(label, s.Text | s.Relation | s.Tuple) or _is_comment(label):
            continue
        yield _brace_step(reader, brace, label, dict(scope), el, chain)


def _is_comment(e: s.Expr) -> bool:
    return (isinstance(e, s.Name) and e.base in {"*", "**"}) or not _says_something(e)


def _says_something(e: s.Expr) -> bool:
    words = [n for n in nodes(e) if isinstance(n, s.Text)]
    return not words


def _brace_step(
    reader: Reader, brace: s.Brace, label: s.Expr, scope: dict[str, Term], outer: Elaborator, chain: s.Chain
) -> Step:
    source = reader.document.text[brace.body.span.start : brace.body.span.end]
    stated = reader.document.text[label.span.start : label.span.end]
    base = Step(
        id=f"{label.span.line}:{label.span.column}:brace",
        line=label.span.line,
        column=label.span.column,
        k=0,
        lhs=source,
        relation=f"{brace.position}brace",
        rhs=stated,
    )
    env = outer.env
    key = key_of(label)
    if key is not None and env.resolve(key) in reader.declarations.named:
        return replace(base, declared=f"names it {key}")
    el = Elaborator(env, outer.integration_variables, outer.choice, outer.open_laws)
    el.local, el.hints = dict(outer.local), dict(outer.hints)
    try:
        made = claim(el, brace.body, brace.body, "=", label, scope)
        statement, loose = statement_of(el, made.proposition, replace(chain, remarks=()))
    except NotUnderstood as e:
        return replace(base, problem=e.reason)
    except Refused as e:
        return replace(base, problem=str(e))
    return replace(
        base, statement=statement, alternatives=alternatives_of(statement, loose), reading=reading_of_claim(made)
    )
