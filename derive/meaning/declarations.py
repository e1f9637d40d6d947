"""What the document itself declares: laws, densities, definitions, domains. Run before any step is judged.

A declaration is the first thing said of a name: `X ~ law` of a variable without law, `p(x) = law(x; ...)`
likewise, `name = expression` of a name that is neither variable nor parameter. What comes later about the
same name is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from derive.document import syntax as s
from derive.meaning import probability
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import Definition, Distribution, Environment, Family, NotUnderstood
from derive.meaning.functions import BINARY, UNARY
from derive.meaning.matrices import matrix_names
from derive.meaning.model import VALUE, Plate, RandomVariable
from derive.meaning.names import DENSITY_LETTERS, key_of, other_case
from derive.meaning.survey import Survey, nodes, survey
from proofs.kernel.term import App, Num, Term, Var, free
from proofs.language import NAT, POSINT, POSREAL, REAL, ZERO, fold, num, var
from proofs.theory.laws import laws_named
from proofs.theory.lookup import Reading

DEFINING = frozenset({"=", ":=", "equiv", "coloneqq", "triangleq", "doteq"})

#: (formula, chain, link) by position.
Place = tuple[int, int, int]


@dataclass(slots=True)
class Declarations:
    """The environment and which links declare instead of claiming, with the words to say so."""

    env: Environment
    declared: dict[Place, str] = field(default_factory=dict)
    redefined: dict[Place, str] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)
    named: set[str] = field(default_factory=set)
    formula: s.Formula | None = None
    text: str = ""
    opaque: set[str] = field(default_factory=set)
    matrices: frozenset[str] = frozenset()
    first_use: dict[str, Place] = field(default_factory=dict)
    alternative: int = 0
    ambiguous: bool = False
    wide: bool = False


def links(document: s.Document) -> Iterator[tuple[Place, s.Chain, s.Link, s.Expr | None]]:
    """Every link with its place, chain and left side."""
    for f, formula in enumerate(document.formulas):
        for c, chain in enumerate(formula.chains):
            left = chain.head
            for n, link in enumerate(chain.links):
                yield (f, c, n), chain, link, left
                left = link.rhs


def declare(
    document: s.Document, prepare: Callable[[Environment], None], laws: tuple[s.Chain, ...] = (), *,
    ranges: Mapping[str, tuple[s.Expr, s.Expr]] = MappingProxyType({}), alternative: int = 0,
) -> Declarations:
    """Reads all declarations of the document into an environment that `prepare` (the context) began."""
    env = Environment()
    out = Declarations(env, survey=survey(document), alternative=alternative, matrices=matrix_names(document))
    out.text = document.text
    out.survey.ranges.update({k: r for k, r in ranges.items() if k not in out.survey.ranges})
    env.scalars |= out.survey.scalars - out.survey.applied
    for place, _, link, left in links(document):
        for key in (_names_in(left) if left is not None else frozenset()) | (
            _names_in(link.rhs) if link.rhs is not None else frozenset()
        ):
            out.first_use.setdefault(key, place)
    env.indexed |= out.survey.indexed
    env.log_bases = any(
        isinstance(e.head, s.Subscript) and key_of(e.head.base) in {"log", "ln"} for e in out.survey.densities
    )
    prepare(env)
    _index_domains(out)
    _functions(document, out)
    for chain in laws:
        if chain.head is not None:
            _declare((-1, -1, 0), chain, chain.links[0], chain.head, out)
    for place, chain, link, left in links(document):
        if left is not None and link.rhs is not None:
            env.line = link.span.line
            out.formula = document.formulas[place[0]]
            _declare(place, chain, link, left, out)
            _brace_names(link.rhs, link.span.line, out)
    _unknown_distributions(out)
    _unknown_variables(out)
    _unknown_families(out)
    _means(out)
    env.line = 0
    return out


# ---- indices and functions


def _index_domains(out: Declarations) -> None:
    """A symbol that bounds a sum is a positive integer; one under a factorial or binomial is an integer."""
    for e in out.survey.upper_bounds:
        key = key_of(e)
        if key is not None and key not in out.survey.bound:
            _guess(out, key, POSINT)
    for e in out.survey.factorials:
        key = key_of(e)
        if key is not None and key not in out.survey.bound and key not in out.survey.indexed:
            _guess(out, key, NAT)


def _guess(out: Declarations, key: str, domain: Term) -> None:
    key = out.env.resolve(key)
    if key not in out.env.domains and out.env.definition(key) is None:
        out.env.domains[key] = domain
        out.env.guessed.add(key)


def _functions(document: s.Document, out: Declarations) -> None:
    """Names that the document defines as functions: `g(x) = ...` with plain names as arguments."""
    laws = {
        key_of(_conditioned(left)) for (_, _, n), _c, link, left in links(document)
        if n == 0 and left is not None and link.operator == "sim"
    }  # fmt: skip
    for (_, _, n), _chain, link, left in links(document):
        if n == 0 and isinstance(left, s.Apply) and link.operator in DEFINING and _is_function_head(left):
            key = key_of(left.head)
            if key is not None and not _is_density(key, left, laws) and not _of_variables(left, out):
                out.env.functions.add(key)


def _is_density(key: str, e: s.Apply, laws: set[str | None]) -> bool:
    """Whether a density letter at the head speaks of a density: always p, and f where its argument has a law."""
    if key != "f":
        return key in DENSITY_LETTERS
    keys = {key_of(a) for a in e.args}
    return bool((keys | {other_case(k) for k in keys if k}) & laws)


def _of_variables(e: s.Apply, out: Declarations) -> bool:
    """H(X), h(P, Q), f_X(x): operators on random variables and their densities are no functions to define."""
    if probability.is_transform(e.head) or key_of(e.head) in probability.OPERATORS:
        return True
    names = [key_of(a) or "" for a in e.args]
    return all(len(k) == 1 and k.isupper() for k in names)


def _is_function_head(e: s.Apply) -> bool:
    key = key_of(e.head)
    if key is None or key in UNARY or key in BINARY or e.given or e.versus or isinstance(e.head, s.Power):
        return False
    args = (*e.args, *e.parameters)
    names = [key_of(a) for a in args]
    plain = all(isinstance(a, s.Name | s.Subscript) and not (isinstance(a, s.Name) and a.marks) for a in args)
    return bool(names) and plain and None not in names and len(set(names)) == len(names)


# ---- one link


def _declare(place: Place, chain: s.Chain, link: s.Link, left: s.Expr, out: Declarations) -> None:
    first = place[2] == 0 and not chain.continues
    if link.operator in {"sim", "thicksim"}:
        if first:
            _law(place, chain, link, left, out)
        return
    if link.operator in {"in"}:
        _domain(left, link, out)
        return
    if link.operator in {"<", ">", "leq", "geq", "le", "ge"} and first:
        _bounds(place, chain, left, out)
        return
    if link.operator not in DEFINING:
        return
    for a in _law_keywords(link.rhs):
        _keyword(a, link, out)
    if isinstance(left, s.Apply) and _density_law(place, left, link, out):
        return
    if first:
        _definition(place, left, link, out)
    _named_result(place, left, link, out)


def _law(place: Place, chain: s.Chain, link: s.Link, left: s.Expr, out: Declarations) -> None:
    """X ~ law, Y | X ~ law, y_i ~ law with i = 1, ..., n, P: X ~ law."""
    names = left.items if isinstance(left, s.Tuple) else (left,)
    done = False
    for name in names:
        if isinstance(name, s.Ellipsis_):
            continue
        if _one_law(name, chain, link, out):
            done = True
        else:
            _opaque(name, place, link, out)
    for a in _law_keywords(link.rhs):
        _keyword(a, link, out)
    if done:
        out.declared[place] = "declares a law"


def _one_law(name: s.Expr, chain: s.Chain, link: s.Link, out: Declarations) -> bool:
    env = out.env
    name = _conditioned(name)
    plate = _plate(name, out)
    key = key_of(name.base) if plate is not None and isinstance(name, s.Subscript) else key_of(_conditioned(name))
    if key is None or link.rhs is None:
        return False
    key = env.resolve(key)
    if key in env.model.variables or env.definition(key) is not None:
        return False
    el = Elaborator(env, alternative=out.alternative, prose=out.formula.before if out.formula else "")
    scope = {plate.index: var(plate.index)} if plate is not None else {}
    named = isinstance(link.rhs, s.Apply) and not link.rhs.given and not link.rhs.parameters
    try:
        reading = probability.reading_of(el, link.rhs, scope) if named and isinstance(link.rhs, s.Apply) else None
    except NotUnderstood:
        return False
    if reading is None or reading.law.kind == "vector" or key in out.matrices:
        return False
    out.ambiguous |= el.ambiguous
    label = _distribution_label(name, out)
    if label is not None:
        _parameter_domains(reading, plate, out)
        d = probability.distribution_of(reading)
        env.distributions[label] = env.distributions[label.lower()] = d
        env.facts.extend(f for f in d.hypotheses if not _implied(f, env, plate) and f not in env.facts)
        env.assumed.append(f"line {link.span.line}: {label} is the {reading.law.title} law ({_ways(reading)})")
        return True
    _add_variable(key, reading, plate, link.span.line, out)
    return True


_LABEL = re.compile(r"([A-Z])\s*:\s*(?:\\\\?[;,:! ]|\\quad|&|\s)*$")


def _distribution_label(name: s.Expr, out: Declarations) -> str | None:
    """P in `P: X ~ law`."""
    m = _LABEL.search(out.text[max(0, name.span.start - 30) : name.span.start]) if name.span.start else None
    return m.group(1) if m else None


def _opaque(name: s.Expr, place: Place, link: s.Link, out: Declarations) -> None:
    """X has a law that is not understood, or a second one: nothing about X can be refuted any more."""
    key = key_of(_conditioned(name)) or (key_of(name.base) if isinstance(name, s.Subscript) else None)
    if key is None:
        return
    key = out.env.resolve(key)
    rv = out.env.model.variables.get(key)
    if rv is None or (rv.line and abs(rv.line - link.span.line) <= 1 and rv.line != link.span.line):
        out.opaque.add(key)
        out.declared[place] = "declares a law"


def _conditioned(e: s.Expr) -> s.Expr:
    """Y in `Y | X`, which the reader hands on as an application without head or as a condition."""
    match e:
        case s.Relation(operands=(first, _), operators=("mid",)) if first is not None:
            return first
        case _:
            return e


def _plate(name: s.Expr, out: Declarations) -> Plate | None:
    """The plate of y_i where i has a range somewhere in the document."""
    if not isinstance(name, s.Subscript):
        return None
    index = key_of(name.index)
    base = key_of(name.base)
    if index is None or base is None or index not in out.survey.ranges:
        return None
    low, high = out.survey.ranges[index]
    el = Elaborator(out.env)
    try:
        return Plate(index, el.term(low, {}), el.term(high, {}))
    except NotUnderstood:
        return None


def _add_variable(key: str, reading: Reading, plate: Plate | None, line: int, out: Declarations) -> None:
    env, law = out.env, reading.law
    d = probability.distribution_of(reading)
    _parameter_domains(reading, plate, out)
    facts = tuple(f for f in d.hypotheses if not _implied(f, env, plate))
    _add(key, d, facts, plate, line, law.id, out)
    env.assumed.append(f"line {line}: {key} has the {law.title} law ({_ways(reading)})")


def _add(
    key: str, d: Distribution, facts: tuple[Term, ...], plate: Plate | None, line: int, law: str | None, out: Declarations
) -> None:
    """Puts a random variable with that distribution into the model; as a family when it has a plate."""
    env = out.env
    env.model.variables[key] = RandomVariable(key, d.domain, d.density, d.discrete, plate, law, line, facts)
    env.domains.pop(key, None)
    if plate is not None:
        env.families[key] = Family(plate.index, plate.lower, plate.upper, d.domain)
        env.indexed.add(key)
    else:
        env.facts.extend(f for f in facts if f not in env.facts)


def _ways(reading: Reading) -> str:
    return "by " + ", ".join(p.meaning for p in reading.parametrisation.parameters) if reading.parametrisation else ""


def _parameter_domains(reading: Reading, plate: Plate | None, out: Declarations) -> None:
    """Domains of the symbols that stand as parameters; a positive product makes its unknown factors positive."""
    for p, value in zip(reading.law.parameters, reading.parameters, strict=True):
        if p.over is not None:
            continue
        domain = reading.instance(p.domain)
        if isinstance(value, Var):
            _set_domain(value, domain, plate, out)
        elif domain == POSREAL or (isinstance(domain, App) and domain.head == "posreal"):
            for symbol in _monomial(value):
                _set_domain(symbol, POSREAL, plate, out)
        else:
            for name in sorted(free(value)):
                if domain == REAL:
                    _set_domain(Var(name), REAL, plate, out)


def _monomial(t: Term) -> list[Var]:
    match t:
        case Var():
            return [t]
        case App(head="*", args=args):
            return [v for a in args for v in _monomial(a)]
        case App(head="^", args=(b, Num())):
            return _monomial(b)
        case _:
            return []


def _set_domain(v: Var, domain: Term, plate: Plate | None, out: Declarations) -> None:
    env = out.env
    if v.args:
        if plate is not None and v.name not in env.families and v.args == (var(plate.index),):
            env.families[v.name] = Family(plate.index, plate.lower, plate.upper, domain)
        return
    known = env.domains.get(v.name)
    fixed = v.name in env.model.variables or env.definition(v.name) is not None
    if fixed or (plate is not None and v.name == plate.index):
        return
    env.pinned.add(v.name)
    if known is None or v.name in env.guessed or known == REAL:
        env.domains[v.name] = domain
        env.guessed.discard(v.name)


def _implied(fact: Term, env: Environment, plate: Plate | None) -> bool:
    """Whether the fact is already the domain of a symbol."""
    match fact:
        case App(head="in", args=(Var(args=()) as v, domain)):
            return env.domains.get(v.name) == domain
        case _:
            return plate is not None and plate.index in free(fact)


# ---- densities that are laws: p(x) = Gam(x; a, b), p(y | t) = Poiss(y; t)


def _density_law(place: Place, left: s.Apply, link: s.Link, out: Declarations) -> bool:
    key = key_of(left.head)
    if key not in DENSITY_LETTERS or link.rhs is None or left.versus:
        return False
    factors = link.rhs.factors if isinstance(link.rhs, s.Multiply) else (link.rhs,)
    laws = [f for f in factors if isinstance(f, s.Apply) and (f.parameters or f.given)]
    if len(laws) != len(factors) or not laws:
        return False
    wanted = [a for a in left.args if _variable_key(a, out) is not None]
    fresh_keys = [k for k in (_variable_key(a, out) for a in wanted) if k not in out.env.model.variables]
    if len(fresh_keys) != len(left.args) or len(wanted) != len(left.args):
        return False
    done = 0
    for f in laws:
        done += _factor_law(f, link, out)
    if done:
        out.declared[place] = "declares a law"
    return done > 0


def _variable_key(e: s.Expr, out: Declarations) -> str | None:
    plate = _plate(e, out)
    if plate is not None and isinstance(e, s.Subscript):
        return key_of(e.base)
    key = key_of(e)
    return None if key is None else out.env.resolve(key)


def _factor_law(f: s.Apply, link: s.Link, out: Declarations) -> int:
    if len(f.args) != 1:
        return 0
    key = _variable_key(f.args[0], out)
    if key is None or key in out.env.model.variables:
        return 0
    el = Elaborator(out.env, alternative=out.alternative, prose=out.formula.before if out.formula else "")
    plate = _plate(f.args[0], out)
    scope = {plate.index: var(plate.index)} if plate is not None else {}
    try:
        reading = probability.reading_of(el, f, scope, (*f.parameters, *f.given))
    except NotUnderstood:
        return 0
    if reading is None or reading.law.kind == "vector":
        return 0
    out.ambiguous |= el.ambiguous
    _add_variable(key, reading, plate, link.span.line, out)
    return 1


# ---- definitions


def _law_keywords(e: s.Expr | None) -> list[s.Expr]:
    if not isinstance(e, s.Apply) or not laws_named(probability.law_word(e.head) or "") or key_of(e.head) in DENSITY_LETTERS:
        return []
    return [a for a in e.args if isinstance(a, s.Relation)]


def _keyword(a: s.Expr, link: s.Link, out: Declarations) -> None:
    """Gamma(eps' = alpha + eps, ...): a name given on the spot."""
    match a:
        case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
            key = key_of(left)
            if key is not None and key not in probability._KEYWORDS and _may_define(key, out):
                if out.env.definition(key) is None:
                    out.env.define(key, Definition((), right, link.span.line))
        case _:
            pass


def _definition(place: Place, left: s.Expr, link: s.Link, out: Declarations) -> None:
    rhs = link.rhs
    if not _may_stand_here(link, out):
        return
    match left:
        case s.Power(base=s.Name() as base, exponent=s.Number(value=two)) if two == 2 and rhs is not None:
            left, rhs = base, s.Root(rhs, span=rhs.span)
        case _:
            pass
    if rhs is None or any(isinstance(n, s.Ellipsis_) for n in nodes(rhs)):
        return
    if link.operator == "=" and isinstance(rhs, s.Number) and not isinstance(left, s.Apply):
        return
    if isinstance(left, s.Apply):
        _function_definition(place, left, link, out)
        return
    key = key_of(left)
    if key is None or isinstance(rhs, s.Tuple | s.SetOf):
        return
    key = out.env.resolve(key)
    if not _may_define(key, out) or key in _names_in(rhs):
        return
    _enter(place, key, Definition((), rhs, link.span.line), out)


def _named_result(place: Place, left: s.Expr, link: s.Link, out: Declarations) -> None:
    """`... = R` for an R that means nothing yet names the left side R."""
    if link.rhs is None or not isinstance(link.rhs, s.Name | s.Subscript | s.Label) or key_of(left) is not None:
        return
    key = out.env.resolve(key_of(link.rhs) or "")
    env = out.env
    if not key or place in out.declared or env.definition(key) is not None or key in env.model.variables:
        return
    if out.first_use.get(key) != place or key in _names_in(left) or key in out.survey.bound or key in env.families:
        return
    if (key in env.domains and key not in env.guessed) or not isinstance(left, s.Big | s.Expectation | s.Apply):
        return
    out.declared[place] = f"names it {key}"
    if key not in env.domains:
        env.define(key, Definition((), left, link.span.line))


def _brace_names(e: s.Expr, line: int, out: Declarations) -> None:
    """A brace whose label is a name without meaning names what it spans; a name given twice means nothing."""
    for n in nodes(e):
        if not isinstance(n, s.Brace) or n.label is None or not isinstance(n.label, s.Name | s.Subscript):
            continue
        key = out.env.resolve(key_of(n.label) or "")
        known = out.env.definition(key) if key else None
        if known is None and key and _may_define(key, out):
            out.env.define(key, Definition((), n.body, line))
            out.named.add(key)
        elif known is not None and key in out.named and known.body != n.body:
            out.env.conflicts.setdefault(key, (known.line, line))


def _may_stand_here(link: s.Link, out: Declarations) -> bool:
    """In running text an equation defines only after words such as `let`, `where`, `with`; never a mere number."""
    f = out.formula
    if f is None or f.display:
        return not (f is not None and is_conditional(f))
    if link.operator == ":=":
        return True
    if isinstance(link.rhs, s.Number) or is_conditional(f):
        return False
    cue = _LAST_WORD.search(f.before)
    if cue is None or cue.group(1).lower() in _DEFINING_WORDS:
        return True
    return _DEFINING_VERB.search(f.before) is not None


def is_conditional(f: s.Formula) -> bool:
    """Whether the words around a formula make it a condition, or its claim conditional: `if ...`, `... when x > 0`."""
    before, after = _LAST_WORD.search(f.before), _FIRST_WORD.search(f.after)
    if before is not None and before.group(1).lower() in _CONDITIONAL_WORDS:
        return True
    return after is not None and after.group(1) in _CONDITIONAL_WORDS


_LAST_WORD = re.compile(r"([A-Za-z]+)[^A-Za-z$]*$")
_FIRST_WORD = re.compile(r"^[\s,;]*(?:only |and )?([A-Za-z]+)")
_CONDITIONAL_WORDS = frozenset({
    "if", "when", "whenever", "unless", "until", "assume", "assuming", "suppose", "supposing", "provided", "iff",
})  # fmt: skip
_DEFINING_VERB = re.compile(r"\b(let|write|call|denote|define|put|set|abbreviate|introduce)\b[^.]*$", re.IGNORECASE)
_DEFINING_WORDS = frozenset({
    "density", "function", "likelihood", "pdf", "pmf",
    "let", "where", "with", "set", "setting", "define", "defining", "denote", "put", "and", "here", "is", "are",
    "writing", "using", "at", "that", "abbreviation", "by", "as", "quantity", "substitute", "substituting", "have", "variable",
})  # fmt: skip


def _function_definition(place: Place, left: s.Apply, link: s.Link, out: Declarations) -> None:
    key = key_of(left.head)
    if key is None or key not in out.env.functions or link.rhs is None or not _is_function_head(left):
        return
    params = tuple(out.env.resolve(key_of(a) or "") for a in (*left.args, *left.parameters))
    if key in _applied_in(link.rhs):
        return
    _enter(place, key, Definition(params, link.rhs, link.span.line), out)


def _enter(place: Place, key: str, d: Definition, out: Declarations) -> None:
    known = out.env.definition(key)
    if known is None:
        out.declared[place] = f"defines {key}"
        out.env.define(key, d)
    elif not known.given and key not in out.named:
        out.redefined[place] = key
    out.env.domains.pop(key, None) if key in out.env.guessed else None


def _may_define(key: str, out: Declarations) -> bool:
    """Whether an equation may give the name its meaning: no variable, no parameter, no bound index, no constant."""
    env = out.env
    if key in env.model.variables or key in {"pi", "e"}:
        return False
    twin = other_case(key)
    if twin is not None and (twin in env.model.variables or twin in out.survey.transforms):
        return False
    if key in env.domains and key not in env.guessed:
        return False
    if key in out.survey.bound or key in out.survey.moving:
        return False
    return key not in env.families and key not in env.indexed


def _names_in(e: s.Expr) -> frozenset[str]:
    return frozenset(k for k in (key_of(n) for n in nodes(e) if isinstance(n, s.Name | s.Subscript | s.Label)) if k)


def _applied_in(e: s.Expr) -> frozenset[str]:
    return frozenset(k for k in (key_of(n.head) for n in nodes(e) if isinstance(n, s.Apply)) if k)


# ---- domains


def _domain(left: s.Expr, link: s.Link, out: Declarations) -> None:
    from derive.meaning.folds import set_term

    key = key_of(left)
    if key is None or link.rhs is None:
        return
    key = out.env.resolve(key)
    el = Elaborator(out.env)
    try:
        domain = set_term(el, link.rhs, {}, key)
    except NotUnderstood:
        return
    if isinstance(domain, App) and (key not in out.env.domains or key in out.env.guessed):
        if key not in out.env.model.variables and out.env.definition(key) is None:
            out.env.domains[key] = domain
            out.env.guessed.discard(key)


def _bounds(place: Place, chain: s.Chain, left: s.Expr, out: Declarations) -> None:
    """`x > 0`, `0 < p < 1`, `n \\geq 1` about a bare symbol without domain."""
    found = bounds_of(left, chain.links, Elaborator(out.env))
    if found is None:
        return
    key, domain = found
    env = out.env
    fixed = key in env.model.variables or env.definition(key) is not None or key in env.functions
    if fixed or key in env.families or (key in env.domains and key not in env.guessed and env.domains[key] != REAL):
        return
    if key in env.guessed:
        return
    env.domains[key] = domain
    for n in range(len(chain.links)):
        out.declared[(place[0], place[1], n)] = f"says where {key} lies"


def bounds_of(left: s.Expr, links_: tuple[s.Link, ...], el: Elaborator) -> tuple[str, Term] | None:
    """The symbol and the interval that a chain of inequalities with numbers states."""
    sides = [left, *(k.rhs for k in links_)]
    keys = [(i, key_of(x)) for i, x in enumerate(sides) if x is not None and key_of(x) is not None]
    if len(keys) != 1 or len(sides) > 3 or any(x is None for x in sides):
        return None
    i, key = keys[0]
    ends = [x for j, x in enumerate(sides) if j != i and x is not None]
    if key is None or not all(_is_number(x) for x in ends):
        return None
    if len(sides) == 3 and i != 1:
        return None
    low, high = _ends(i, sides, links_, el)
    domain = _interval(low, high)
    return None if domain is None else (el.env.resolve(key), domain)


def _is_number(e: s.Expr) -> bool:
    match e:
        case s.Number():
            return True
        case s.Negative(operand=o):
            return _is_number(o)
        case s.Add(terms=(one,)):
            return _is_number(one)
        case _:
            return False


Bound = tuple[Term | None, bool]  # the end and whether it is included; None for infinity


def _ends(i: int, sides: list[s.Expr | None], links_: tuple[s.Link, ...], el: Elaborator) -> tuple[Bound, Bound]:
    from derive.meaning.folds import _infinite

    low: Bound = (None, False)
    high: Bound = (None, False)
    for n, link in enumerate(links_):
        up = link.operator in {"<", "leq", "le", "leqslant"}
        closed = link.operator not in {"<", ">"}
        j = n + 1 if n == i else n
        other = sides[j]
        if other is None or (n != i and n + 1 != i):
            continue
        end: Term | None = None if _infinite(other) else el.term(other, {})
        if (n == i) == up:
            high = (end, closed)
        else:
            low = (end, closed)
    return low, high


def _interval(low: Bound, high: Bound) -> Term | None:
    (a, a_closed), (b, b_closed) = low, high
    if a is not None and b is not None:
        return App("closed" if a_closed and b_closed else "open", (a, b))
    if a is not None:
        if a == ZERO:
            return App("nonneg") if a_closed else POSREAL
        return App("above", (a,)) if not a_closed else None
    if b is not None and not b_closed:
        return App("below", (b,))
    return None


# ---- what nobody declared


def _unknown_distributions(out: Declarations) -> None:
    """P and Q of KL[P || Q] without a law: unknown densities p and q over one set."""
    env = out.env
    for e in out.survey.divergences:
        if not probability.is_divergence(e):
            continue
        for side in (*e.args, *e.versus):
            key = key_of(side)
            if key is None or len(key) != 1 or not key.isupper() or key in env.distributions or key in out.matrices:
                continue
            letter = key.lower()
            if letter in env.domains or letter in env.definitions or env.model.variables.keys() & {key, letter}:
                continue
            domain = var("mathcal_X" if "mathcal_X" in out.survey.scalars else "set_x")
            d = Distribution(domain, Var(letter, (var(VALUE),)), False)
            env.distributions[key] = env.distributions[letter] = d
            env.functions.discard(letter)
            env.facts.append(App("density", (fold("lam", domain, "x", Var(letter, (var("x"),))),)))
            env.assumed.append(f"{key} is a distribution of unknown density {letter}")


def _unknown_variables(out: Declarations) -> None:
    """Random variables without a law: an unknown density each, given all the ones before it.

    Any joint density is such a product (chain rule), so nothing is assumed but that densities exist.
    """
    names = _undeclared(out)
    before: list[str] = []
    for key in names:
        domain = var(f"set_{key}")
        density = Var(f"p_{key}", (var(VALUE), *(var(k) for k in before)))
        out.env.model.variables[key] = RandomVariable(key, domain, density, False, None, None, 0, ())
        out.env.domains.pop(key, None)
        before.append(key)
    for n, key in enumerate(names):
        out.env.facts.append(_density_fact(key, names[:n]))
    if names:
        out.env.assumed.append("random variables of unknown law: " + ", ".join(names))


def _density_fact(key: str, parents: list[str]) -> Term:
    name = f"p_{key}"
    body = Var(name, (var(key), *(var(k) for k in parents)))
    t: Term = App("density", (fold("lam", var(f"set_{key}"), key, body),))
    for k in reversed(parents):
        t = fold("all", var(f"set_{k}"), k, t)
    return t


def _undeclared(out: Declarations) -> list[str]:
    """Names that stand where only random variables stand, in order of appearance."""
    env = out.env
    seen: dict[str, None] = {}
    only_given: set[str] = set()
    for e in out.survey.densities:
        key = key_of(e.head)
        if key in {"p", "P", "Pr"} and e.bracket == "(" and not e.versus and not e.parameters:
            keys = [key_of(a) for a in e.args]
            if (e.given or len(e.args) > 1) and all(k is not None for k in keys):
                for k in keys:
                    seen.setdefault(env.resolve(k or ""))
                for g in e.given:
                    only_given.add(env.resolve(key_of(g) or ""))
    if env.distributions:
        seen = {k: None for k in seen if k not in {"x", "X"}}
    known = bool(env.model.variables)
    bounds = {key_of(b) for b in out.survey.upper_bounds}
    for k in out.survey.transforms:
        seen.setdefault(env.resolve(k))
    for x in out.survey.expected:
        for a in x.args:
            for k in _bare_capitals(a):
                if k not in out.survey.applied and k not in bounds:
                    seen.setdefault(k)
    return [k for k in seen if k and _is_free_for_a_variable(k, known, out)]


def _bare_capitals(e: object) -> Iterator[str]:
    """Capital letters that stand for themselves, not in a subscript and not as a function."""
    match e:
        case s.Name():
            key = key_of(e)
            if key is not None and len(key) == 1 and key.isupper():
                yield key
        case s.Subscript() | s.Expectation():
            return
        case s.Apply():
            for part in (*e.args, *e.given):
                yield from _bare_capitals(part)
        case tuple():
            for x in e:
                yield from _bare_capitals(x)
        case _ if hasattr(e, "__dataclass_fields__") and not isinstance(e, s.Span):
            for f in e.__dataclass_fields__:
                if f != "span":
                    yield from _bare_capitals(getattr(e, f))
        case _:
            return


def _is_free_for_a_variable(key: str, known: bool, out: Declarations) -> bool:
    env = out.env
    if env.random_variable(key) is not None or env.definition(key) is not None:
        return False
    if key in env.domains and key not in env.guessed:
        return False
    return key not in env.families and key not in env.indexed and key not in {"A", "B", "E_"}


def _unknown_families(out: Declarations) -> None:
    """Indexed names without a law: real numbers with the range their index has."""
    env = out.env
    for key in sorted(out.survey.indexed):
        if key in env.families:
            continue
        ranges = list(out.survey.ranges.items())
        if len({str(r) for _, r in ranges}) == 1 and ranges:
            index, (low, high) = ranges[0]
            el = Elaborator(env)
            try:
                env.families[key] = Family(index, el.term(low, {}), el.term(high, {}), REAL)
            except NotUnderstood:
                continue
            env.assumed.append(f"{key}_{index} are real numbers")




def _means(out: Declarations) -> None:
    """x-bar of a family x that nobody defined is its mean, as everywhere."""
    env = out.env
    for key, f in env.families.items():
        name = f"bar_{key}"
        if name not in out.survey.scalars or env.definition(name) is not None or name in env.domains:
            continue
        if f.lower != num(1) or not isinstance(f.upper, Var):
            continue
        member_ = s.Subscript(s.Name(key), s.Name(f.index))
        total = s.Big("sum", (s.Name(f.index),), s.Number(Fraction(1)), s.Name(f.upper.name), None, None, member_)
        env.define(name, Definition((), s.Divide(total, s.Name(f.upper.name)), 0))
        env.assumed.append(f"{name} is the mean of the {key}_{f.index}")
