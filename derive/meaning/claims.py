"""What one link of a chain claims, as a proposition of the kernel's language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.document import syntax as s
from derive.meaning.decision.values import speak_of
from derive.meaning.elaborate import Elaborator, Scope, relation_head
from derive.meaning.environment import NotUnderstood
from derive.meaning.functions import BINARY, UNARY
from derive.meaning.model import VALUE, Ref
from derive.meaning.named_laws import distribution_of, law_word, names_a_law, reading_of
from derive.meaning.names import DENSITY_LETTERS, key_of
from derive.meaning.references import given_of, is_transform, named, refers
from derive.meaning.survey import nodes
from proofs.kernel.term import App, Term, Var, bind, free, instantiate
from proofs.language import REAL, var
from proofs.theory.laws import laws_named

PROPORTIONAL = frozenset({"propto", "varpropto"})
_CONSTANTS = frozenset({"C", "const", "const.", "constant"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition with its two sides as they were understood."""

    proposition: Term
    left: Term
    right: Term
    relation: str


def claim(el: Elaborator, head: s.Expr | None, left: s.Expr, operator: str, right: s.Expr, scope: Scope) -> Claim:
    """The claim `left operator right` in a chain that began with head. Raises: NotUnderstood."""
    speak_of(el, (left, right))
    try:
        made = _claim(el, head, left, operator, right, scope)
        held = _held(el, made)
        if held:
            el.env.model.held = held
            made = _claim(el, head, left, operator, right, scope)
    except (ValueError, RecursionError) as e:
        raise NotUnderstood(str(e) or type(e).__name__, left.span) from e
    finally:
        el.env.model.held = frozenset()
    return made


def _held(el: Elaborator, made: Claim) -> frozenset[str]:
    """Parents that one side leaves free though the other integrates over them: the row speaks of fixed values of them.

    E[T] = 1/lambda is said of a given lambda, also where lambda has a prior; p(y) of unknown densities is a marginal.
    """
    model = el.env.model
    names = model.variables.keys()
    left, right = free(made.left) & names, free(made.right) & names
    alone = (left ^ right) - frozenset(k for k in names if model.variables[k].plate is not None)
    others = (left | right) - alone
    lawful = {k for k in alone if model.variables[k].law is not None}
    parents = frozenset(k for k in lawful if any(k in model.parents(c) for c in names))
    return frozenset(k for k in parents if k not in others)


def _claim(el: Elaborator, head: s.Expr | None, left: s.Expr, operator: str, right: s.Expr, scope: Scope) -> Claim:
    if operator in {"sim", "thicksim"}:
        return _law_claim(el, left, right, scope)
    subject = head if head is not None else left
    if operator in PROPORTIONAL:
        return _proportional(el, subject, _side(el, left, subject, scope), _side(el, right, subject, scope), scope)
    if isinstance(right, s.Number) and right.value is not None and right.value.denominator > 1:
        raise NotUnderstood("a rounded decimal is not judged yet", right.span)
    solved = _solved_factor(el, left, right)
    if solved is not None and operator in {"=", "equiv", ":="}:
        rest, names = solved
        return _solved(el, subject, el.term(left, scope), el.term(rest, scope), names, scope)
    shifted = _without_constant(el, right)
    if shifted is not None and operator in {"=", "equiv"}:
        return _up_to(el, subject, el.term(left, scope), el.term(shifted, scope), scope)
    found = relation_head("=" if operator in {":=", "coloneqq", "triangleq", "doteq"} else operator)
    if found is None:
        raise NotUnderstood(f"the relation {operator} is not judged yet", left.span)
    name, flipped = found
    antiderivative = _antiderivative(el, left, right, scope) if operator == "=" else None
    if antiderivative is not None:
        return antiderivative
    a, b = _side(el, left, subject, scope), _side(el, right, subject, scope)
    return Claim(App(name, (b, a) if flipped else (a, b)), a, b, operator)


def _side(el: Elaborator, e: s.Expr, subject: s.Expr, scope: Scope) -> Term:
    """A side of a relation; in a chain about the density of one variable a law alone is its density there."""
    keys = subject_of(el, subject)
    bare = isinstance(e, s.Apply) and not e.given and not e.parameters and not e.versus and not _is_function(e.head)
    if bare and isinstance(e, s.Apply) and len(keys) == 1 and _is_density_head(subject) and names_a_law(e.head):
        reading = reading_of(el, e, scope)
        if reading is not None and reading.law.kind != "vector":
            return instantiate(distribution_of(reading).density, {VALUE: scope.get(keys[0], var(keys[0]))})
    return el.term(e, scope)


def _is_function(head: s.Expr) -> bool:
    r"""Whether a head names a function, as exp or \Gamma does; the word Gamma, in upright letters, names a law."""
    upright = isinstance(head, s.Name) and head.font is not None
    return key_of(head) in UNARY and not (upright and laws_named(law_word(head) or ""))


def is_law(head: s.Expr) -> bool:
    """Whether a head is the word for a law, and not for a function."""
    return names_a_law(head) and bool(laws_named(law_word(head) or "")) and not _is_function(head)


def _is_density_head(e: s.Expr) -> bool:
    """Whether a chain begins with p(x | ...) or f_X(x)."""
    return isinstance(e, s.Apply) and (key_of(e.head) in DENSITY_LETTERS or is_transform(e.head))


def _antiderivative(el: Elaborator, left: s.Expr, right: s.Expr, scope: Scope) -> Claim | None:
    """An integral without bounds whose variable stands free on the other side claims an antiderivative."""
    if not isinstance(left, s.Big) or left.kind != "integral" or len(left.variables) != 1:
        return None
    key = key_of(left.variables[0])
    unbounded = left.lower is None and left.upper is None and left.domain is None
    if key is None or not unbounded or not any(key_of(m) == key for m in _outside_binders(right)):
        return None
    body = bind("lam", el.domain_of(Var(key)) or REAL, key, el.term(right, scope))
    a, b = App("diff", (body, var(key))), el.term(left.body, scope)
    return Claim(App("=", (a, b)), b, a, "=")


def _outside_binders(e: object) -> list[s.Expr]:
    """Names of e that no big operator of e binds or contains."""
    match e:
        case s.Name():
            return [e]
        case s.Expectation():
            return []
        case s.Big():
            return [m for part in (e.lower, e.upper) for m in _outside_binders(part)]
        case tuple():
            return [m for x in e for m in _outside_binders(x)]
        case _ if hasattr(e, "__dataclass_fields__") and not isinstance(e, s.Span):
            return [m for f in e.__dataclass_fields__ if f != "span" for m in _outside_binders(getattr(e, f))]
        case _:
            return []


# ---- laws


def _law_claim(el: Elaborator, left: s.Expr, right: s.Expr, scope: Scope) -> Claim:
    """X | y ~ law claims that the density of X given y is the law's."""
    given: tuple[s.Expr, ...] = ()
    name = left
    match left:
        case s.Relation(operands=(first, bar), operators=("mid",)) if first is not None and bar is not None:
            name, given = first, bar.items if isinstance(bar, s.Tuple) else (bar,)
        case _:
            pass
    n = named(el, name, scope)
    if n is None:
        raise NotUnderstood(f"{key_of(name) or 'the left side'} is no random variable of the model", left.span)
    if not isinstance(right, s.Apply):
        raise NotUnderstood("a law that is not understood", right.span)
    reading = reading_of(el, right, scope)
    if reading is None:
        raise NotUnderstood("a law that is not known", right.span)
    d = distribution_of(reading)
    b = instantiate(d.density, {VALUE: n.value})
    known = given_of(el, given, scope)
    for k in sorted(free(b)):
        if k in el.env.model.variables and k != n.ref.key:
            known[Ref(k)] = var(k)
    a = el.env.model.conditional({n.ref: n.value}, known)
    return Claim(App("=", (a, b)), a, b, "sim")


# ---- proportionality


def subject_of(el: Elaborator, e: s.Expr) -> list[str]:
    """The variables in which a chain that begins with e is read as a function."""
    match e:
        case s.Apply(args=args):
            key = key_of(e.head)
            if key in {"log", "ln", "exp"} and len(args) == 1:
                return subject_of(el, args[0])
            named = [k for k in (_subject_name(a) for a in args) if k is not None]
            keys = [el.env.resolve(k) for k in named] if len(named) == len(args) else []
            if keys and all(k in el.env.families for k in keys):
                return [
                    el.env.resolve(k) for k in (_subject_name(g) for g in e.given) if k is not None and _varies(el, k)
                ]
            return keys
        case s.Multiply(factors=factors):
            return [k for f in factors for k in subject_of(el, f)]
        case s.Divide(numerator=a):
            return subject_of(el, a)
        case s.Group(body=b) | s.Negative(operand=b):
            return subject_of(el, b)
        case _:
            return []


def _varies(el: Elaborator, key: str) -> bool:
    """Whether a name after the bar of a likelihood is a variable: a random variable, not a constant of the model."""
    return el.env.random_variable(el.env.resolve(key)) is not None


def _subject_name(e: s.Expr) -> str | None:
    match e:
        case s.Relation(operands=(left, right), operators=("=",)) if left is not None and right is not None:
            return key_of(right) or key_of(left)
        case _:
            return key_of(e)


def _function(el: Elaborator, key: str, body: Term) -> Term:
    domain = el.domain_of(Var(key)) or REAL
    return bind("lam", domain, key, body)


def _in_each(el: Elaborator, head: str, keys: list[str], a: Term, b: Term) -> Term:
    parts = [App(head, (_function(el, k, a), _function(el, k, b))) for k in keys]
    return parts[0] if len(parts) == 1 else App("and", tuple(parts))


def _subjects(el: Elaborator, head: s.Expr, a: Term, b: Term, scope: Scope) -> list[str]:
    """The variables in which ∝ and "up to a constant" are meant: of those the head names, the ones nothing causes.

    p(theta | x), p(x | theta) and p(x, theta) are all functions of theta when a factor is dropped; with `el.wide`
    the head's own variables are meant instead.
    """
    own = [k for k in subject_of(el, head) if k in free(a) | free(b) and k not in scope]
    if el.wide:
        return own
    mentioned = [k for k in dict.fromkeys((*own, *_after_bar(el, head))) if k in free(a) | free(b) and k not in scope]
    known = [k for k in mentioned if k in el.env.model.variables]
    roots = [k for k in known if not el.env.model.ancestors(frozenset({k})) & (set(known) - {k})]
    if roots and set(roots) != set(own):
        el.ambiguous = True
        return roots
    if not known and len(mentioned) > len(own):
        el.ambiguous = True
    return own


def _after_bar(el: Elaborator, head: s.Expr) -> list[str]:
    match head:
        case s.Apply(head=h, args=(inner,)) if key_of(h) in {"log", "ln", "exp"}:
            return _after_bar(el, inner)
        case s.Apply(given=given):
            return [el.env.resolve(k) for k in (_subject_name(g) for g in given) if k is not None]
        case s.Multiply(factors=factors):
            return [k for f in factors for k in _after_bar(el, f)]
        case _:
            return []


def _proportional(el: Elaborator, head: s.Expr, a: Term, b: Term, scope: Scope) -> Claim:
    keys = _subjects(el, head, a, b, scope)
    if not keys:
        raise NotUnderstood("proportional, but nothing says in which variable", head.span)
    return Claim(_in_each(el, "propto", keys, a, b), a, b, "propto")


def _up_to(el: Elaborator, head: s.Expr, a: Term, b: Term, scope: Scope) -> Claim:
    keys = _subjects(el, head, a, b, scope)
    if not keys:
        raise NotUnderstood("a constant, but nothing says of which variable it is free", head.span)
    return Claim(_in_each(el, "upto", keys, a, b), a, b, "=")


def _solved(el: Elaborator, head: s.Expr, a: Term, b: Term, names: frozenset[str] | None, scope: Scope) -> Claim:
    """left = f(names)·rest for an f brought in on the spot: left ∝ rest in everything f does not name."""
    if names is None:
        return _proportional(el, head, a, b, scope)
    keys = [k for k in sorted(free(a) | free(b)) if k not in names and el.domain_of(Var(k)) is not None]
    subject = [k for k in subject_of(el, head) if k in free(a) | free(b)]
    if any(k in names for k in subject) or not subject:
        raise NotUnderstood("an unknown function of the variable itself", head.span)
    return Claim(_in_each(el, "propto", [k for k in keys if k in subject] or subject, a, b), a, b, "=")


def _solved_factor(el: Elaborator, left: s.Expr, right: s.Expr) -> tuple[s.Expr, frozenset[str] | None] | None:
    """The right side without an unknown factor, and the names on which the factor may depend (None: a constant)."""
    known = {key_of(n.head) for n in nodes(left) if isinstance(n, s.Apply)}
    for n in nodes(right):
        if isinstance(n, s.Apply) and _is_new_function(el, n) and key_of(n.head) not in known:
            rest = _strip(right, n)
            names = frozenset(k for k in (key_of(a) for a in n.args) if k is not None)
            if rest is not None:
                return rest, frozenset(el.env.resolve(k) for k in names)
        if isinstance(n, s.Name) and _is_constant(el, n) and key_of(n) not in {key_of(m) for m in nodes(left)}:
            rest = _strip(right, n)
            if rest is not None and subject_of(el, left):
                return rest, None
    return None


def _is_new_function(el: Elaborator, e: s.Apply) -> bool:
    key = key_of(e.head)
    if key is None or not isinstance(e.head, s.Name) or e.given or e.parameters or e.versus or e.bracket != "(":
        return False
    if key in UNARY or key in BINARY or key in el.env.functions or key in el.env.distributions:
        return False
    if key in el.env.scalars or el.env.definition(key) is not None or (refers(el, e, {}) and key != "f"):
        return False
    if names_a_law(e.head) and laws_named(law_word(e.head) or ""):
        return False
    return key not in DENSITY_LETTERS - {"f", "g"} and all(key_of(a) is not None for a in e.args)


def _is_constant(el: Elaborator, n: s.Name) -> bool:
    key = key_of(n)
    return key in _CONSTANTS and el.env.definition(key) is None and key not in el.env.domains


def _strip(e: s.Expr, factor: s.Expr) -> s.Expr | None:
    """e with the factor replaced by 1, where it stands as a factor of the whole; None elsewhere."""
    if e is factor:
        return s.Number(_ONE.value)
    match e:
        case s.Multiply(factors=factors):
            for i, f in enumerate(factors):
                inner = _strip(f, factor)
                if inner is not None:
                    return s.Multiply((*factors[:i], inner, *factors[i + 1 :]), span=e.span)
        case s.Divide(numerator=a, denominator=b):
            top, bottom = _strip(a, factor), _strip(b, factor)
            if top is not None:
                return s.Divide(top, b, span=e.span)
            if bottom is not None:
                return s.Divide(a, bottom, span=e.span)
        case s.Group(body=b):
            inner = _strip(b, factor)
            return None if inner is None else s.Group(inner, span=e.span)
        case s.Add(terms=(only,)):
            return _strip(only, factor)
        case _:
            pass
    return None


_ONE = s.Number(Fraction(1))


def _without_constant(el: Elaborator, right: s.Expr) -> s.Expr | None:
    """The right side without its `+ const`."""
    if not isinstance(right, s.Add):
        return None
    for i, t in enumerate(right.terms):
        word = t.words.strip(" .").lower() if isinstance(t, s.Text) else None
        if word in {"const", "constant"} or (isinstance(t, s.Name) and _is_constant(el, t) and len(right.terms) > 1):
            rest = (*right.terms[:i], *right.terms[i + 1 :])
            return rest[0] if len(rest) == 1 else s.Add(rest, span=right.span)
    return None
