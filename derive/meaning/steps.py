"""The steps of a document: for every relation what it claims, or why it claims nothing, or why it is not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from derive.check.outcome import Step
from derive.document import syntax as s
from derive.meaning.claims import PROPORTIONAL, Claim, claim, subject_of
from derive.meaning.declared import Declarations
from derive.meaning.domains import bounds_of
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import NotUnderstood
from derive.meaning.matrices import bases
from derive.meaning.names import key_of
from derive.meaning.survey import nodes
from derive.meaning.words import is_conditional
from proofs.kernel.term import App, Refused, Term, Var, free, instantiate, subterms
from proofs.language import POSINT, POSREAL, REAL, member, num, var
from proofs.statement import Statement

_INEQUALITIES = frozenset({"<", ">", "leq", "geq", "le", "ge", "leqslant", "geqslant"})
_EQUALITIES = frozenset({"=", "equiv", ":=", "coloneqq", "triangleq", "doteq"})
_UNJUDGED = frozenset({"approx", "simeq", "cong", "ll", "gg", "subset", "subseteq", "mapsto", "to", "in", "notin"})
#: Domains that a symbol without any could be meant to have.
_CANDIDATES = (POSREAL, App("open", (num(0), num(1))), POSINT)


@dataclass(frozen=True, slots=True)
class Origin:
    """The head of the chain that a row belongs to, displays above included, and the relations since then."""

    head: s.Expr
    operators: tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    """State while the links of a document are turned into steps."""

    document: s.Document
    declarations: Declarations
    floating: list[tuple[int, int, frozenset[str]]] = field(default_factory=list)
    ambiguous: bool = False
    solving: set[str] = field(default_factory=set)
    origin: Origin | None = None
    assuming: tuple[int, int] | None = None


def steps(document: s.Document, declarations: Declarations) -> list[Step]:
    """All steps in document order."""
    reader = _Reader(document, declarations)
    out: list[Step] = []
    for f, formula in enumerate(document.formulas):
        for c, chain in enumerate(formula.chains):
            out.extend(_chain(reader, f, c, formula, chain))
    return out


def _chain(reader: _Reader, f: int, c: int, formula: s.Formula, chain: s.Chain) -> Iterator[Step]:
    left, left_source = chain.head, chain.head_source
    if chain.head is not None and (not chain.continues or reader.origin is None):
        reader.origin = Origin(chain.head, ())
    for n, link in enumerate(chain.links):
        if left is None or link.rhs is None or reader.origin is None:
            yield _bare(link, left_source, problem="a relation with a side missing")
        else:
            made = list(_link(reader, (f, c, n), formula, chain, link, left, left_source))
            yield replace(made[0], head_statement=_head(reader, chain, link))
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


def _elaborator(reader: _Reader, chain: s.Chain, line: int) -> Elaborator:
    env = reader.declarations.env
    env.at(line)
    env.model.rests_on_words = False
    wide = reader.declarations.wide
    here = [k for e in (chain.head, *(x.rhs for x in chain.links)) for k in _integrated(e)]
    everywhere = sorted(reader.declarations.survey.integrated)
    variables = tuple(dict.fromkeys(env.resolve(k) for k in (*here, *everywhere)))
    d = reader.declarations
    return Elaborator(env, variables, d.choice, d.open_laws, wide)


def _integrated(e: s.Expr | None) -> list[str]:
    return [
        k
        for n in nodes(e)
        if isinstance(n, s.Big) and n.kind == "integral"
        for k in (key_of(v) for v in n.variables)
        if k is not None
    ]


def _link(  # noqa: PLR0913 - the place, what stands there and what stands before it
    reader: _Reader, place: tuple[int, int, int], formula: s.Formula, chain: s.Chain, link: s.Link, left: s.Expr, src: str
) -> Iterator[Step]:
    rhs = link.rhs
    if rhs is None:
        return
    el = _elaborator(reader, chain, link.span.line)
    known = reader.declarations.declared.get(place)
    base = _bare(link, src)
    if known is not None:
        yield replace(base, declared=known, reading=_declared_reading(el, left, link, rhs))
        yield from _braces(reader, el, link, chain)
        return
    reason = _no_claim(reader, el, place, formula, chain, link, left)
    if reason is not None:
        yield replace(base, declared=reason)
        return
    yield _claim_step(reader, el, base, formula, chain, link, left, place)
    yield from _braces(reader, el, link, chain)


def _declared_reading(el: Elaborator, left: s.Expr, link: s.Link, rhs: s.Expr) -> str:
    """Reads the right side for its braces; a declaration's own reading is left to its source."""
    try:
        el.term(rhs, {})
    except (NotUnderstood, Refused):
        pass
    return ""


def _claim_step(
    reader: _Reader, el: Elaborator, base: Step, formula: s.Formula, chain: s.Chain, link: s.Link, left: s.Expr,
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
        return replace(base, problem=f"matrix algebra is not read yet: {named[0]} is a matrix or vector in this document")
    if link.operator in _UNJUDGED:
        return replace(base, problem=f"the relation {link.operator} is not judged yet")
    try:
        head = reader.origin.head if reader.origin is not None else left
        made = claim(el, head, left, link.operator, rhs, {})
        open_question = None if _has_meaning(el, left) else _is_equation_to_solve(place, chain, link, left, made)
        if open_question is not None:
            reader.floating.append((link.span.line, _until(reader, place, link), free(made.proposition)))
            return replace(base, problem=open_question, reading=_reading(made))
        statement, loose = _statement(el, made.proposition, chain)
        reader.declarations.ambiguous |= el.ambiguous
    except NotUnderstood as e:
        return replace(base, problem=e.reason)
    except Refused as e:
        return replace(base, problem=f"too large or ill-formed: {e}")
    return replace(
        base,
        statement=statement,
        alternatives=_alternatives(statement, loose),
        reading=_reading(made),
        conditions=tuple(f"{k} is taken to be real" for k in loose),
        caution=_caution(reader, el, made, statement, loose, link.span.line, bare=_is_bare(left, link, reader, place))
        or _words_caution(reader, place) or _prose_caution(reader, place, statement),
        redefines=reader.declarations.redefined.get(place),
        subjects=tuple(subject_of(el, head)),
    )


def _local_law(reader: _Reader, formula: s.Formula, place: tuple[int, int, int]) -> bool:
    """`X ~ law => E(X) = ...` about an X that has another law: an implication of its own."""
    if len(formula.chains) < 2:
        return False
    again = [
        c for c, chain in enumerate(formula.chains)
        if chain.links and chain.links[0].operator == "sim" and (place[0], c, 0) not in reader.declarations.declared
    ]  # fmt: skip
    return bool(again)


def _reading(made: Claim) -> str:
    from proofs.plain import plain

    sign = {"sim": "=", "propto": "∝"}.get(made.relation, made.relation)
    sign = {"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "equiv": "="}.get(sign, sign)
    return f"{plain(made.left)} {sign} {plain(made.right)}"


# ---- statements


def _statement(el: Elaborator, proposition: Term, chain: s.Chain) -> tuple[Statement, tuple[str, ...]]:
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
    for remark in chain.remarks:
        for e in nodes(remark):
            if isinstance(e, s.Relation) and set(e.operators) <= _INEQUALITIES | {"neq", "ne", "in"}:
                try:
                    yield el.proposition(e, {})
                except (NotUnderstood, Refused):
                    continue


def _alternatives(statement: Statement, loose: tuple[str, ...]) -> tuple[Statement, ...]:
    """The statement with every symbol of unknown domain in each domain it could be meant to have."""
    if not loose:
        return ()
    taken = {member(var(k), REAL) for k in loose}
    rest = tuple(h for h in statement.hypotheses if h not in taken)
    return tuple(
        Statement((*(member(var(k), d) for k in loose), *rest), statement.claim) for d in _CANDIDATES
    )


def _head(reader: _Reader, chain: s.Chain, link: s.Link) -> Statement | None:
    """The right side of a link against the head of its chain, when every relation between composes."""
    origin = reader.origin
    if origin is None or not origin.operators or link.rhs is None:
        return None
    composed = _compose((*origin.operators, link.operator))
    if composed is None:
        return None
    el = _elaborator(reader, chain, link.span.line)
    try:
        made = claim(el, origin.head, origin.head, composed, link.rhs, {})
        return _statement(el, made.proposition, chain)[0]
    except (NotUnderstood, Refused):
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


# ---- what claims nothing


def _no_claim(  # noqa: PLR0913
    reader: _Reader, el: Elaborator, place: tuple[int, int, int], formula: s.Formula, chain: s.Chain, link: s.Link, left: s.Expr
) -> str | None:
    """Why the link claims nothing: a domain, a condition to solve, an assumption about a free quantity."""
    rhs = link.rhs
    if link.operator in {"in", "notin", "subset", "subseteq"}:
        return "says where something lies"
    if isinstance(rhs, s.Tuple) and any(isinstance(i, s.Ellipsis_) for i in rhs.items):
        return "gives a range or a list"
    if isinstance(rhs, s.SetOf | s.Interval) or isinstance(left, s.SetOf):
        return "names a set"
    if is_conditional(formula) and (not formula.display or not _is_meaningful(left)):
        return "a condition, by the words around it"
    if link.operator in _INEQUALITIES and not formula.display and rhs is not None and not any(_is_meaningful(x) for x in (left, rhs)):
        return "a condition between free quantities"
    if link.operator in _INEQUALITIES and chain.head is not None and _places(chain):
        return "says where something lies"
    if link.operator in _INEQUALITIES and len(chain.links) <= 2 and bounds_of_or_none(el, chain) is not None:
        return "says where something lies"
    if link.operator not in _EQUALITIES or rhs is None:
        return None
    if _is_zero(rhs) or _is_zero(left):
        other = left if _is_zero(rhs) else rhs
        whole = (chain.head, other, *(x.rhs for x in chain.links))
        if any(_has_derivative(e) for e in whole if e is not None) and _has_names(other):
            return "a condition that the text solves"
    return _assumption(reader, el, place, chain, link, left)


def _places(chain: s.Chain) -> bool:
    """0 <= x_i < 2 pi: one bare name between constants."""
    sides = [chain.head, *(x.rhs for x in chain.links)]
    names = [e for e in sides if isinstance(e, s.Name | s.Subscript) and key_of(e) not in {"pi", "e"}]
    constants = [e for e in sides if e is not None and not any(isinstance(n, s.Name) and n.base != "pi" for n in nodes(e))]
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
    reader: _Reader, el: Elaborator, place: tuple[int, int, int], chain: s.Chain, link: s.Link, left: s.Expr
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
    reader.floating.append((link.span.line, _until(reader, place, link), frozenset({key})))
    return f"takes {key} to be something in particular"


def _until(reader: _Reader, place: tuple[int, int, int], link: s.Link) -> int:
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
        isinstance(n, s.Derivative | s.Gradient) or (isinstance(n, s.Apply) and _primes(n.head) > 0)
        for n in nodes(e)
    )


def _primes(e: s.Expr) -> int:
    match e:
        case s.Name(primes=n) | s.Subscript(base=s.Name(primes=n)):
            return n
        case _:
            return 0


def _has_names(e: s.Expr) -> bool:
    return any(isinstance(n, s.Name) for n in nodes(e))


def _is_equation_to_solve(
    place: tuple[int, int, int], chain: s.Chain, link: s.Link, left: s.Expr, made: Claim
) -> str | None:
    """An equation between plain quantities that speak of different symbols holds only where it is solved."""
    if place[2] != 0 or chain.continues or link.operator not in _EQUALITIES:
        return None
    if _is_meaningful(left) or made.proposition.facts.free == frozenset():
        return None
    if free(made.left) == free(made.right):
        return None
    return "an equation between quantities that the text leaves free: it is solved, not claimed"


def _has_meaning(el: Elaborator, left: s.Expr) -> bool:
    key = key_of(left)
    return key is not None and el.env.definition(el.env.resolve(key)) is not None


def _is_meaningful(e: s.Expr) -> bool:
    """Whether e says something of its own: a density, an expectation, a fold, a function, a derivative."""
    plain = (
        s.Number, s.Name, s.Subscript, s.Label, s.Power, s.Add, s.Negative, s.Multiply, s.Divide, s.Group, s.Root,
        s.Text, s.Tuple,
    )  # fmt: skip
    return any(not isinstance(n, plain) and not _is_elementary(n) for n in nodes(e))


def _is_elementary(n: s.Expr) -> bool:
    return isinstance(n, s.Apply) and (key_of(n.head) in {"log", "ln", "exp"} or n.bracket == "")


def _caution(  # noqa: PLR0913 - all that could make a counterexample not count
    reader: _Reader, el: Elaborator, made: Claim, statement: Statement, loose: tuple[str, ...], line: int, *, bare: bool
) -> str | None:
    """Why a counterexample would not count: the text may know more about a symbol than was understood."""
    for at, until, keys in reversed(reader.floating):
        if keys <= statement.symbols() and at <= line <= until:
            return f"line {at} takes {', '.join(sorted(keys))} to be something in particular"
    if el.env.model.rests_on_words:
        return "it rests on an independence of which the text speaks only in words"
    opaque = sorted(k for k in reader.declarations.opaque if _concerns(k, statement))
    if opaque:
        return f"the law of {opaque[0]} is not understood, or is given twice"
    if made.relation == "sim" and bare:
        return "another law is given to it, and the text does not say whether that is a claim"
    unknown = sorted(k for k in free(made.proposition) if _is_unknown_function(el, k, made.proposition))
    if unknown and (made.relation in _INEQUALITIES or _PROPERTIES.search(reader.document.text)):
        return f"what the text says of the function {unknown[0]} in words is not understood"
    if made.relation in _INEQUALITIES:
        return None
    left, right = _unfixed(el, made.left, loose), _unfixed(el, made.right, loose)
    one_sided = sorted(left ^ right)
    if one_sided:
        return f"{one_sided[0]} stands on one side only and nothing says what it is"
    unexplained = sorted(k for k in left & right if _looks_defined_elsewhere(k))
    if unexplained:
        return f"nothing says what {unexplained[0]} is"
    return None


#: Words that say something of a function.
_PROPERTIES = re.compile(
    r"convex|concave|increasing|decreasing|monoton|invertible|bijecti|linear|\beven\b|\bodd\b|symmetric|periodic|bounded", re.I
)


def _is_unknown_function(el: Elaborator, key: str, t: Term) -> bool:
    applied = any(isinstance(u, Var) and u.name == key and u.args for u in subterms(t))
    return applied and key not in el.env.families and not key.startswith("p_") and key not in el.env.distributions


def _looks_defined_elsewhere(key: str) -> bool:
    """A mark or a letter in the subscript is given to what has a definition: hat_beta, s_x, s_xy."""
    head, _, label = key.partition("_")
    return head in {"hat", "bar", "tilde", "overline", "check"} or any(c.isalpha() for c in label)


def _words_caution(reader: _Reader, place: tuple[int, int, int]) -> str | None:
    return "the words around it make it conditional" if is_conditional(reader.document.formulas[place[0]]) else None


def _is_bare(left: s.Expr, link: s.Link, reader: _Reader, place: tuple[int, int, int]) -> bool:
    """Whether `X ~ law` stands there without a condition and without a word that draws a conclusion."""
    if link.operator != "sim" or not isinstance(left, s.Name | s.Subscript):
        return False
    f = reader.document.formulas[place[0]]
    return _CONCLUDES.search(reader.document.text[max(0, f.span.start - 160) : link.span.start]) is None


_CONCLUDES = re.compile(
    r"\b(then|so|thus|hence|therefore|follows?|implies|get|obtain|see|find|consequently|such that|i\.e)\b|\\(Rightarrow|rightarrow|to|implies)\b|[⇒→]",
    re.I,
)


def _prose_caution(reader: _Reader, place: tuple[int, int, int], statement: Statement) -> str | None:
    """`for a = 1`, `unit variance` in plain words near the formula narrow a symbol down."""
    f = reader.document.formulas[place[0]]
    before = reader.document.text[max(0, f.span.start - 300) : f.span.start].rsplit("\n\n", 2)
    near = re.sub(r"\$[^$]*\$", " ", " ".join(before[-2:])) + " " + re.sub(r"\$[^$]*\$", " ", f.after[:120])
    if _NARROWS.search(near):
        return "the words around it narrow a parameter down"
    symbols = statement.symbols()
    for m in _ASSIGNS.finditer(near):
        if m.group(1) in symbols or _GREEK.get(m.group(1)) in symbols:
            return f"the words around it take {m.group(1)} to be something in particular"
    return None


_NARROWS = re.compile(r"\b(unit|zero)[- ](mean|variance|rate|scale|shape)|\bstandardi[sz]ed\b", re.I)
_ASSIGNS = re.compile(r"(?<![\w\\])([A-Za-z]|[α-ω]|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|sigma|tau)\s*=\s*[\w\d.]")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma_", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda", "μ": "mu",
          "ν": "nu", "σ": "sigma", "τ": "tau", "gamma": "gamma_"}  # fmt: skip


def _concerns(key: str, statement: Statement) -> bool:
    return bool({key, f"p_{key}"} & statement.symbols())


def _unfixed(el: Elaborator, t: Term, loose: tuple[str, ...]) -> frozenset[str]:
    """Symbols, families and functions of t about which nobody said anything."""
    env = el.env
    out = set()
    for k in free(t):
        rv = env.random_variable(k)
        family = env.families.get(k)
        if k in env.pinned or k in el.local or (rv is not None and rv.law is not None):
            continue
        if family is not None and family.domain is not None and (family.domain != REAL or k in env.model.variables):
            continue
        out.add(k)
    return frozenset(out)


# ---- braces


def _braces(reader: _Reader, el: Elaborator, link: s.Link, chain: s.Chain) -> Iterator[Step]:
    """A step for what each brace of the link states; k is 0, so that it shifts no other's."""
    here = {id(n) for n in nodes(link.rhs)}
    if chain.head is not None and not chain.continues and chain.links[0] is link:
        here |= {id(n) for n in nodes(chain.head)}
    seen: set[int] = set()
    for brace, scope in el.braces:
        if id(brace) in seen or id(brace) not in here:
            continue
        seen.add(id(brace))
        label = brace.label
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
    reader: _Reader, brace: s.Brace, label: s.Expr, scope: dict[str, Term], outer: Elaborator, chain: s.Chain
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
        statement, loose = _statement(el, made.proposition, replace(chain, remarks=()))
    except NotUnderstood as e:
        return replace(base, problem=e.reason)
    except Refused as e:
        return replace(base, problem=str(e))
    return replace(base, statement=statement, alternatives=_alternatives(statement, loose), reading=_reading(made))


