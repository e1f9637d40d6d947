"""Definitions: equations about names that mean nothing yet, names given by braces, results and keywords."""

from __future__ import annotations

import re
from fractions import Fraction

from derive.document import syntax as s
from derive.meaning.decision.process import family_of
from derive.meaning.declared import DEFINING, Declarations, Place, links
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import Definition, NotUnderstood
from derive.meaning.functions import UNARY
from derive.meaning.laws import conditioned, parameter_domains
from derive.meaning.named_laws import KEYWORDS, distribution_of, law_word, reading_of
from derive.meaning.names import DENSITY_LETTERS, key_of, other_case
from derive.meaning.operators import OPERATORS
from derive.meaning.references import is_transform
from derive.meaning.survey import nodes
from derive.meaning.words import may_define_here
from proofs.theory.laws import laws_named


def find_functions(document: s.Document, out: Declarations) -> None:
    """Names that the document defines as functions: `g(x) = ...` with plain names as arguments."""
    laws = {
        key_of(conditioned(left)) for (_, _, n), _c, link, left in links(document)
        if n == 0 and left is not None and link.operator == "sim"
    }  # fmt: skip
    for (_, _, n), _chain, link, left in links(document):
        if n == 0 and isinstance(left, s.Apply) and link.operator in DEFINING and _is_function_head(left):
            key = key_of(left.head)
            if (
                key is not None
                and not _is_density(key, left, laws)
                and (not _of_variables(left, out) or _defines_letter(left, link))
            ):
                out.env.functions.add(key)
    primed = {k for k in out.env.functions if k.rstrip("'") != k and k.rstrip("'") in out.env.functions}
    out.env.functions -= primed


def _defines_letter(left: s.Apply, link: s.Link) -> bool:
    """H(x) = ... x ...: with its plain argument free on the right a reserved letter is the author's own function."""
    keys = {key_of(a) for a in (*left.args, *left.parameters)}
    lower = all(k is not None and not k[:1].isupper() for k in keys)
    return lower and link.rhs is not None and keys <= names_in(link.rhs) and not is_transform(left.head)


def _is_density(key: str, e: s.Apply, laws: set[str | None]) -> bool:
    """Whether a density letter at the head speaks of a density: always p, and f where its argument has a law."""
    if key != "f":
        return key in DENSITY_LETTERS
    keys = {key_of(a) for a in (*e.args, *e.given)}
    return bool((keys | {other_case(k) for k in keys if k}) & laws)


def _of_variables(e: s.Apply, out: Declarations) -> bool:
    """H(X), h(P, Q), f_X(x): operators on random variables and their densities are no functions to define."""
    if is_transform(e.head) or key_of(e.head) in OPERATORS:
        return True
    names = [key_of(a) or "" for a in e.args]
    return all(len(k) == 1 and k.isupper() for k in names)


def _is_function_head(e: s.Apply) -> bool:
    key = key_of(e.head)
    if key is None or key in UNARY or key == "Gamma" or e.versus or isinstance(e.head, s.Power):
        return False
    args = (*e.args, *e.given, *e.parameters)
    names = [key_of(a) for a in args]
    plain = all(isinstance(a, s.Name | s.Subscript) and not (isinstance(a, s.Name) and a.marks) for a in args)
    return bool(names) and plain and None not in names and len(set(names)) == len(names)


# ---- definitions


def law_keywords(e: s.Expr | None) -> list[s.Expr]:
    if not isinstance(e, s.Apply) or not laws_named(law_word(e.head) or "") or key_of(e.head) in DENSITY_LETTERS:
        return []
    return [a for a in e.args if isinstance(a, s.Relation)]


def define_keyword(a: s.Expr, link: s.Link, out: Declarations) -> None:
    """Gamma(eps' = alpha + eps, ...): a name given on the spot."""
    match a:
        case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
            key = key_of(left)
            if key is not None and key not in KEYWORDS and _may_define(key, out):
                if out.env.definition(key) is None:
                    out.env.define(key, Definition((), right, link.span.line))
        case _:
            pass


def define(place: Place, left: s.Expr, link: s.Link, out: Declarations) -> None:
    rhs = link.rhs
    if not may_define_here(link, out):
        known = out.env.definition(out.env.resolve(key_of(left) or "")) if key_of(left) else None
        if known is not None and not known.given and rhs is not None and type(rhs) is type(known.body):
            out.redefined[place] = out.env.resolve(key_of(left) or "")
        return
    if rhs is not None:
        left, rhs = _solved(left, rhs)
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
    if not _may_define(key, out) or key in names_in(rhs):
        return
    _enter(place, key, Definition((), rhs, link.span.line), out)


def _solved(left: s.Expr, rhs: s.Expr) -> tuple[s.Expr, s.Expr]:
    """name^2 = e, 1/name = e, 1/name^2 = e and name^-1 = e, solved for the name, which is positive."""
    one = s.Number(Fraction(1))
    match left:
        case s.Divide(numerator=s.Number(value=n), denominator=below) if n == 1:
            return _solved(below, s.Divide(one, rhs, span=rhs.span))
        case s.Power(base=s.Name() | s.Subscript() as base, exponent=s.Number(value=v)) if v == 2:
            return base, s.Root(rhs, span=rhs.span)
        case s.Power(base=s.Name() | s.Subscript() as base, exponent=s.Negative(operand=s.Number(value=v))) if v in {
            1,
            2,
        }:
            inverse = s.Divide(one, rhs, span=rhs.span)
            return base, inverse if v == 1 else s.Root(inverse, span=rhs.span)
        case _:
            return left, rhs


def name_result(place: Place, left: s.Expr, link: s.Link, out: Declarations) -> None:
    """`... = R` for an R that means nothing yet names the left side R."""
    if link.rhs is None or not isinstance(link.rhs, s.Name | s.Subscript | s.Label) or key_of(left) is not None:
        return
    key = out.env.resolve(key_of(link.rhs) or "")
    env = out.env
    if not key or place in out.declared or env.definition(key) is not None or key in env.model.variables:
        return
    if out.first_use.get(key) != place or key in names_in(left) or key in out.survey.bound or key in env.families:
        return
    if (key in env.domains and key not in env.guessed) or not isinstance(left, s.Big | s.Expectation):
        return
    out.declared[place] = f"names it {key}"
    if key not in env.domains:
        env.define(key, Definition((), left, link.span.line))


def brace_label(label: s.Expr | None) -> s.Expr | None:
    """The label of a brace; II, III, IV in italics are numerals, no products."""
    match label:
        case s.Multiply(factors=factors) if all(isinstance(f, s.Name) and f.base in {"I", "V", "X"} for f in factors):
            return s.Name("".join(f.base for f in factors if isinstance(f, s.Name)), span=label.span)
        case _:
            return label


def name_braces(e: s.Expr, line: int, out: Declarations) -> None:
    """A brace whose label is a name without meaning names what it spans; a name given twice means nothing."""
    for n in nodes(e):
        label = brace_label(n.label) if isinstance(n, s.Brace) else None
        if not isinstance(n, s.Brace) or not isinstance(label, s.Name | s.Subscript):
            continue
        key = out.env.resolve(key_of(label) or "")
        known = out.env.definition(key) if key else None
        if known is None and key and _may_define(key, out):
            out.env.define(key, Definition((), n.body, line))
            out.named.add(key)
        elif known is not None and key in out.named and known.body != n.body:
            out.env.conflicts.setdefault(key, (known.line, line))


def _function_definition(place: Place, left: s.Apply, link: s.Link, out: Declarations) -> None:
    key = key_of(left.head)
    if key is None or key not in out.env.functions or link.rhs is None or not _is_function_head(left):
        return
    params = tuple(out.env.resolve(key_of(a) or "") for a in (*left.args, *left.given, *left.parameters))
    if key in _applied_in(link.rhs):
        return
    _enter(place, key, Definition(params, link.rhs, link.span.line), out)
    if isinstance(link.rhs, s.Apply) and len(left.args) == 1 and not left.given:
        _name_density(key, params[0], link.rhs, out)


def _name_density(key: str, variable: str, rhs: s.Apply, out: Declarations) -> None:
    """q(x) = law(x; ...) also names the distribution q."""
    if len(rhs.args) != 1 or not rhs.parameters:
        return
    try:
        reading = reading_of(Elaborator(out.env, prose=out.prose()), rhs, {}, rhs.parameters)
    except NotUnderstood:
        return
    if reading is not None and reading.law.kind != "vector":
        parameter_domains(reading, None, out)
        out.env.sole[key] = distribution_of(reading)
        out.env.sole_names.add(variable)


def _enter(place: Place, key: str, d: Definition, out: Declarations) -> None:
    known = out.env.definition(key)
    if known is None:
        out.declared[place] = f"defines {key}"
        out.env.define(key, d)
    elif not known.given and key not in out.named and names_in(d.body) and not _says_more(key, known, d, out):
        out.redefined[place] = key
    out.env.domains.pop(key, None) if key in out.env.guessed else None


def _says_more(key: str, known: Definition, d: Definition, out: Declarations) -> bool:
    """Whether a second equation for a value or a policy is a claim: in one section it does not begin anew."""
    process = out.env.decision
    if process is None or not (family_of(key) or key in process.kernels):
        return False
    between = "\n".join(out.text.split("\n")[known.line : d.line])
    return re.search(r"^\s*(#{1,6}\s|\\(sub)*section)", between, re.M) is None


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


def names_in(e: s.Expr) -> frozenset[str]:
    return frozenset(k for k in (key_of(n) for n in nodes(e) if isinstance(n, s.Name | s.Subscript | s.Label)) if k)


def _applied_in(e: s.Expr) -> frozenset[str]:
    return frozenset(k for k in (key_of(n.head) for n in nodes(e) if isinstance(n, s.Apply)) if k)
