"""Laws that the document declares: `X ~ law`, `y_i ~ law`, `P: X ~ law`, `p(x) = law(x; ...)`."""

from __future__ import annotations

import re

from derive.document import syntax as s
from derive.meaning.declared import Declarations, Place
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import Distribution, Environment, Family, NotUnderstood
from derive.meaning.model import Plate, RandomVariable
from derive.meaning.named_laws import distribution_of, names_a_law, reading_of
from derive.meaning.names import DENSITY_LETTERS, key_of, other_case
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Num, Term, Var, free
from proofs.language import POSREAL, REAL, var
from proofs.theory.lookup import Reading


def declare_law(place: Place, chain: s.Chain, link: s.Link, left: s.Expr, out: Declarations) -> None:
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
    if done:
        out.declared[place] = "declares a law"


def _one_law(name: s.Expr, chain: s.Chain, link: s.Link, out: Declarations) -> bool:
    env = out.env
    given = _given_names(name)
    scope = _condition_scope(name, out)
    if scope is None:
        return False
    name = conditioned(name)
    plate = plate_of(name, out)
    key = key_of(name.base) if plate is not None and isinstance(name, s.Subscript) else key_of(name)
    if key is None or link.rhs is None:
        return False
    key = env.resolve(key)
    if env.definition(key) is not None or (key in env.model.variables and not _is_anew(key, given, link, out)):
        return False
    el = Elaborator(env, choice=out.choice, open_laws=out.open_laws, prose=out.prose())
    if plate is not None:
        scope[plate.index] = var(plate.index)
    named = isinstance(link.rhs, s.Apply) and not link.rhs.given and not link.rhs.parameters
    try:
        reading = reading_of(el, link.rhs, scope) if named and isinstance(link.rhs, s.Apply) else None
    except NotUnderstood:
        return False
    if reading is None or reading.law.kind == "vector" or key in out.matrices:
        return False
    label = _distribution_label(name, out)
    if label is not None:
        _name_distribution(label, reading, plate, link, out)
        return True
    if not given and _is_cut_off(reading, out):
        return False
    before = env.model.variables.get(key)
    out.given.setdefault(key, given)
    _add_variable(key, reading, plate, link.span.line, out)
    if before is not None:
        _hide_around(key, before, link, out)
    return True


def _hide_around(key: str, before: RandomVariable, link: s.Link, out: Declarations) -> None:
    """Two laws on one line, or a law in passing (`for $X \\sim ...$: ...`) and what follows its paragraph."""
    line = link.span.line
    if before.line == line:
        out.hide(key, line, line, replaced=True)
    if _in_passing(out):
        out.hide(key, _end_of_paragraph(out) + 1, replaced=True)


def _in_passing(out: Declarations) -> bool:
    """Whether words right before the formula give the law for the sentences around it only."""
    return out.formula is not None and not out.formula.display and _PASSING.search(out.formula.before) is not None


def _end_of_paragraph(out: Declarations) -> int:
    """The last line of the paragraph of the formula at hand, a display that goes on with it counted in."""
    at = out.formula.span.end if out.formula is not None else 0
    end = _PARAGRAPH.search(out.text, at)
    return out.text.count("\n", 0, end.start() if end is not None else len(out.text)) + 1


def _is_cut_off(reading: Reading, out: Declarations) -> bool:
    """Whether a parameter is the small letter of a random variable and words make the law conditional on it."""
    names = {k for p in reading.parameters for k in free(p)}
    loose = {k for k in names if k not in out.env.domains or k in out.env.guessed}
    twins = {k for k in loose if other_case(k) in out.env.model.variables}
    return bool(twins) and re.search(r"\b(given(?! by)|condition\w*)\b", out.prose()[-120:], re.I) is not None


def _name_distribution(label: str, reading: Reading, plate: Plate | None, link: s.Link, out: Declarations) -> None:
    env = out.env
    parameter_domains(reading, plate, out)
    d = distribution_of(reading)
    env.distributions[label] = env.distributions[label.lower()] = d
    env.facts.extend(f for f in d.hypotheses if not is_implied(f, env, plate) and f not in env.facts)
    env.assumed.append(f"line {link.span.line}: {label} is the {reading.law.title} law ({_ways(reading)})")


def _given_names(name: s.Expr) -> frozenset[str]:
    """Names after the bar of `X | Y, Z`."""
    match name:
        case s.Relation(operands=(_, bar), operators=("mid",)) if bar is not None:
            items = bar.items if isinstance(bar, s.Tuple) else (bar,)
            return frozenset(k for k in (key_of(_subject(i)) for i in items) if k is not None)
        case _:
            return frozenset()


def _subject(e: s.Expr) -> s.Expr:
    return e.operands[0] if isinstance(e, s.Relation) and e.operands[0] is not None else e


def _condition_scope(name: s.Expr, out: Declarations) -> dict[str, Term] | None:
    """In `X | Y = y ~ law(y)` and `X | Y ~ law(y)` the y of the law is the random variable Y; None for `X | Y = 1`."""
    scope: dict[str, Term] = {}
    match name:
        case s.Relation(operands=(_, bar), operators=("mid",)) if bar is not None:
            for item in bar.items if isinstance(bar, s.Tuple) else (bar,):
                key = key_of(_subject(item))
                value = (
                    key_of(item.operands[1]) if isinstance(item, s.Relation) and item.operands[1] is not None else None
                )
                if isinstance(item, s.Relation) and value is None:
                    return None
                value = value if value is not None else other_case(key) if key is not None else None
                if key is not None and value is not None and value != key and value not in out.env.model.variables:
                    scope[value] = var(out.env.resolve(key))
        case _:
            pass
    return scope


def _is_anew(key: str, given: frozenset[str], link: s.Link, out: Declarations) -> bool:
    """Whether a second `X ~ law` begins another model instead of claiming: same condition, and the text says so."""
    known = out.env.model.variables[key]
    if known.line == 0 or out.given.get(key, frozenset()) != given or out.formula is None:
        return False
    start = out.formula.span.start
    if _in_passing(out):
        return True
    if _CLAIMS.search(out.text[max(0, start - 160) : start].rsplit("\n\n", 1)[-1]):
        return False
    between = "\n".join(out.text.split("\n")[known.line : out.formula.span.line])
    return _HEADING.search(between) is not None or _BEGINS.search(out.text[max(0, start - 120) : start]) is not None


_PASSING = re.compile(r"(^|[.:;]|\n)[\s*_>-]*(for|if|when|with|whenever)( an?| the| some)?( \w+)?[\s$]*$", re.I)
_PARAGRAPH = re.compile(r"\n[ \t]*\n(?!\s*(\$\$|\\\[|\\begin\{))")
_CLAIMS = re.compile(
    r"\b(then|so|thus|hence|therefore|follows?|implies|get|obtain|see|find|again|also|consequently)\b", re.I
)
_BEGINS = re.compile(r"\b(let|suppose|now|assume|consider|take|model|instead|second|another|other|next)\b[^.]*$", re.I)
_HEADING = re.compile(
    r"^\s*(#{1,6}\s|\\(sub)*section|\(?[ivx0-9]+[.)]\s|(\*\*)?\s*(example|exercise|problem|case|model)\b)", re.I | re.M
)


_LABEL = re.compile(r"([A-Z])\s*:\s*(?:\\\\?[;,:! ]|\\quad|&|\s)*$")


def _distribution_label(name: s.Expr, out: Declarations) -> str | None:
    """P in `P: X ~ law`."""
    m = _LABEL.search(out.text[max(0, name.span.start - 30) : name.span.start]) if name.span.start else None
    return m.group(1) if m else None


def _opaque(name: s.Expr, place: Place, link: s.Link, out: Declarations) -> None:
    """X has a law that is not understood, or a second one: nothing about X can be refuted any more."""
    key = key_of(conditioned(name)) or (key_of(name.base) if isinstance(name, s.Subscript) else None)
    if key is None:
        return
    if isinstance(link.rhs, s.Apply) and key_of(link.rhs.head) in DENSITY_LETTERS and len(link.rhs.args) == 1:
        if key_of(link.rhs.args[0]) == key:  # z ~ p(z) says nothing of z
            out.declared[place] = "declares a law"
            return
    key = out.env.resolve(key)
    rv = out.env.model.variables.get(key)
    if rv is None or (rv.line and abs(rv.line - link.span.line) <= 1 and rv.line != link.span.line):
        out.hide(key, 0 if rv is None else link.span.line)
        out.declared[place] = "declares a law"


def conditioned(e: s.Expr) -> s.Expr:
    """Y in `Y | X`, which the reader hands on as an application without head or as a condition."""
    match e:
        case s.Relation(operands=(first, _), operators=("mid",)) if first is not None:
            return first
        case _:
            return e


def plate_of(name: s.Expr, out: Declarations) -> Plate | None:
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
    d = distribution_of(reading)
    parameter_domains(reading, plate, out)
    facts = tuple(f for f in d.hypotheses if not is_implied(f, env, plate))
    _add(key, d, facts, plate, line, law.id, out)
    env.assumed.append(f"line {line}: {key} has the {law.title} law ({_ways(reading)})")


def _add(  # noqa: PLR0913 - what makes a random variable
    key: str,
    d: Distribution,
    facts: tuple[Term, ...],
    plate: Plate | None,
    line: int,
    law: str | None,
    out: Declarations,
) -> None:
    """Puts a random variable with that distribution into the model; as a family when it has a plate."""
    env = out.env
    rv = RandomVariable(key, d.domain, d.density, d.discrete, plate, law, line, facts)
    env.versions.setdefault(key, []).append(rv)
    env.model.variables[key] = rv
    env.domains.pop(key, None)
    if plate is not None:
        env.families[key] = Family(plate.index, plate.lower, plate.upper, d.domain)
        env.indexed.add(key)
    else:
        env.facts.extend(f for f in facts if f not in env.facts)


def _ways(reading: Reading) -> str:
    return "by " + ", ".join(p.meaning for p in reading.parametrisation.parameters) if reading.parametrisation else ""


def parameter_domains(reading: Reading, plate: Plate | None, out: Declarations) -> None:
    """Domains of the symbols that stand as parameters; a positive product makes its unknown factors positive."""
    for p, value in zip(reading.law.parameters, reading.parameters, strict=True):
        if p.over is not None:
            continue
        domain = reading.instance(p.domain)
        if isinstance(value, Var):
            if not value.name.startswith(("bar_", "hat_", "tilde_")):
                _set_domain(value, domain, plate, out)
        elif domain == POSREAL or (isinstance(domain, App) and domain.head == "posreal"):
            for symbol in _monomial(value):
                _set_domain(symbol, POSREAL, plate, out)


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


def is_implied(fact: Term, env: Environment, plate: Plate | None) -> bool:
    """Whether the fact is already the domain of a symbol."""
    match fact:
        case App(head="in", args=(Var(args=()) as v, domain)):
            return env.domains.get(v.name) == domain
        case _:
            return plate is not None and plate.index in free(fact)


# ---- densities that are laws: p(x) = Gam(x; a, b), p(y | t) = Poiss(y; t)


def declare_density(place: Place, left: s.Apply, link: s.Link, out: Declarations) -> bool:
    key = key_of(left.head)
    if key not in DENSITY_LETTERS or link.rhs is None or left.versus:
        return False
    factors = link.rhs.factors if isinstance(link.rhs, s.Multiply) else (link.rhs,)
    laws = [f for f in factors if isinstance(f, s.Apply) and (f.parameters or f.given)]
    alone = factors[0] if len(factors) == 1 else None
    if not laws and isinstance(alone, s.Apply) and not alone.versus and len(left.args) == 1 and names_a_law(alone.head):
        laws = [s.Apply(alone.head, left.args, (), alone.args, span=alone.span)]
    if len(laws) != len(factors) or not laws:
        return _density_anew(place, left, link, out)
    wanted = [a for a in left.args if _variable_key(a, out) is not None]
    given = frozenset(k for k in (key_of(g) for g in left.given) if k is not None)
    fresh_keys = [k for k in (_variable_key(a, out) for a in wanted) if k is not None and _is_open(k, given, link, out)]
    if len(fresh_keys) != len(left.args) or len(wanted) != len(left.args):
        return False
    done = 0
    for f in laws:
        done += _factor_law(f, given, link, out)
    if done:
        out.declared[place] = "declares a law"
    return done > 0


def _density_anew(place: Place, left: s.Apply, link: s.Link, out: Declarations) -> bool:
    """A density by formula for a variable that has a law, in a new model: what follows about it is not understood."""
    key = _variable_key(left.args[0], out) if len(left.args) == 1 and place[2] == 0 else None
    given = frozenset(k for k in (key_of(g) for g in left.given) if k is not None)
    if key is None or key not in out.env.model.variables or not _is_anew(key, given, link, out):
        return False
    if any(isinstance(n, s.Apply) and key_of(n.head) in DENSITY_LETTERS for n in nodes(link.rhs)):
        return False
    start = out.formula.span.start if out.formula is not None else 0
    if not _BEGINS.search(out.text[max(0, start - 120) : start]):
        return False
    out.hide(key, link.span.line, replaced=True)
    out.declared[place] = "declares a density"
    return True


def _is_open(key: str, given: frozenset[str], link: s.Link, out: Declarations) -> bool:
    """Whether the variable has no law yet, or gets one anew here."""
    return key not in out.env.model.variables or _is_anew(key, given, link, out)


def _variable_key(e: s.Expr, out: Declarations) -> str | None:
    plate = plate_of(e, out)
    if plate is not None and isinstance(e, s.Subscript):
        return key_of(e.base)
    key = key_of(e)
    return None if key is None else out.env.resolve(key)


def _factor_law(f: s.Apply, given: frozenset[str], link: s.Link, out: Declarations) -> int:
    if len(f.args) != 1:
        return 0
    key = _variable_key(f.args[0], out)
    if key is None or not _is_open(key, given, link, out):
        return 0
    out.given.setdefault(key, given)
    el = Elaborator(out.env, choice=out.choice, open_laws=out.open_laws, prose=out.prose())
    plate = plate_of(f.args[0], out)
    scope = {plate.index: var(plate.index)} if plate is not None else {}
    try:
        reading = reading_of(el, f, scope, (*f.parameters, *f.given))
    except NotUnderstood:
        return 0
    if reading is None or reading.law.kind == "vector":
        return 0
    _add_variable(key, reading, plate, link.span.line, out)
    if plate is None and not isinstance(f, s.Name):
        out.env.sole["p"] = distribution_of(reading)
        out.env.sole_names.add(key)
    return 1
