"""From a claim to a statement: hypotheses, other domains, the claim against the head of its chain."""

from __future__ import annotations

from collections.abc import Iterator

from derive.document import syntax as s
from derive.meaning.claims import PROPORTIONAL, Claim, claim
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.reading_state import Reader, elaborator
from derive.meaning.relations import EQUALITIES as _EQUALITIES
from derive.meaning.relations import INEQUALITIES as _INEQUALITIES
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Refused, Term, free, instantiate
from proofs.language import POSINT, POSREAL, REAL, member, num, var
from proofs.statement import Statement

_CANDIDATES = (POSREAL, App("open", (num(0), num(1))), POSINT)


# ---- statements


def statement_of(el: Elaborator, proposition: Term, chain: s.Chain) -> tuple[Statement, tuple[str, ...]]:
    proposition = _rename_bound(el, proposition)
    extra = [_rename_bound(el, a) for a in (*el.assumptions, *_remarks(el, chain, proposition))]
    extra = [a for a in dict.fromkeys(extra) if free(a) & free(proposition)]
    wanted = proposition if not extra else App("and", (proposition, *extra))
    hypotheses, loose = el.env.hypotheses(wanted)
    here = _local_hypotheses(el, wanted, hypotheses)
    loose = tuple(k for k in loose if not any(_speaks_of(h, k) for h in here))
    loose = tuple(k for k in loose if not any(_speaks_of(h, k) for h in extra))
    domains = tuple(member(var(k), REAL) for k in loose)
    everything = tuple(dict.fromkeys((*domains, *hypotheses, *here, *extra)))
    return Statement(everything, proposition), loose


def presumed(el: Elaborator, statement: Statement) -> tuple[str, ...]:
    """Domains that a symbol has only as the small letter of a random variable, in words."""
    from proofs.plain import plain

    env = el.env
    taken = [k for k in sorted(statement.symbols()) if k not in env.model.variables and env.domain(k) is None]
    values = [(k, env.random_variable(k)) for k in taken]
    return tuple(
        f"{plain(member(var(k), rv.domain))}, as a value of {rv.key}"
        for k, rv in values
        if rv is not None and rv.plate is None and rv.domain != REAL and k in el.used_plainly
    )


def _speaks_of(h: Term, key: str) -> bool:
    return isinstance(h, App) and h.head == "in" and h.args[0] == var(key)


def _rename_bound(el: Elaborator, t: Term) -> Term:
    """Symbols of binders that stand free here (the inside of a brace) get the names that were written."""
    loose = [k for k in free(t) if k in el.hints]
    return instantiate(t, {k: var(el.hints[k]) for k in loose}) if loose else t


def _local_hypotheses(el: Elaborator, t: Term, known: tuple[Term, ...]) -> tuple[Term, ...]:
    written = {el.hints.get(k, k): d for k, d in el.local.items()}
    out = []
    for k in sorted(free(t)):
        if k in written and not any(_speaks_of(h, k) for h in known):
            out.append(member(var(k), _rename_bound(el, written[k])))
    return tuple(out)


def _remarks(el: Elaborator, chain: s.Chain, proposition: Term) -> Iterator[Term]:
    """Conditions written beside the chain, where they are understood and speak of the same symbols."""
    for remark in (*chain.remarks, *el.near):
        for e in nodes(remark):
            if isinstance(e, s.Relation) and set(e.operators) <= _INEQUALITIES | {"neq", "ne", "in"}:
                try:
                    yield el.proposition(e, {})
                except (NotUnderstood, Refused):
                    continue


def alternatives_of(statement: Statement, loose: tuple[str, ...]) -> tuple[Statement, ...]:
    """The statement with every symbol of unknown domain in each domain it could be meant to have."""
    if not loose:
        return ()
    taken = {member(var(k), REAL) for k in loose}
    rest = tuple(h for h in statement.hypotheses if h not in taken)
    return tuple(Statement((*(member(var(k), d) for k in loose), *rest), statement.claim) for d in _CANDIDATES)


def against_head(reader: Reader, chain: s.Chain, link: s.Link) -> Statement | None:
    """The right side of a link against the head of its chain, when every relation between composes."""
    origin = reader.origin
    if origin is None or not origin.operators or link.rhs is None:
        return None
    composed = _compose((*origin.operators, link.operator))
    if composed is None:
        return None
    el = elaborator(reader, chain, link.span.line)
    try:
        made = claim(el, origin.head, origin.head, composed, link.rhs, {})
        return statement_of(el, made.proposition, chain)[0]
    except (NotUnderstood, Refused, ValueError, RecursionError):
        return None


def _compose(operators: tuple[str, ...]) -> str | None:
    kinds = {o for o in operators if o not in _EQUALITIES}
    if not kinds:
        return "="
    if kinds <= PROPORTIONAL:
        return "propto"
    if kinds <= {"leq", "le", "leqslant"}:
        return "leq"
    if kinds <= {"geq", "ge", "geqslant"}:
        return "geq"
    return None


def reading_of_claim(made: Claim) -> str:
    from proofs.plain import plain

    sign = {"sim": "=", "propto": "∝"}.get(made.relation, made.relation)
    sign = {"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "equiv": "="}.get(sign, sign)
    return f"{plain(made.left)} {sign} {plain(made.right)}"
