"""Why a counterexample would not count: the text may know more than was understood."""

from __future__ import annotations

import re
from collections.abc import Set

from derive.document import syntax as s
from derive.meaning.claims import Claim
from derive.meaning.domains import narrowed_by
from derive.meaning.elaborate import Elaborator
from derive.meaning.names import key_of, other_case
from derive.meaning.reading_state import Reader
from derive.meaning.relations import INEQUALITIES as _INEQUALITIES
from derive.meaning.words import is_conditional
from proofs.kernel.term import App, Bind, Term, Var, free, subterms
from proofs.language import REAL
from proofs.statement import Statement
from proofs.theory.laws import LAWS


def caution(  # noqa: PLR0913 - all that could make a counterexample not count
    reader: Reader,
    el: Elaborator,
    made: Claim,
    statement: Statement,
    loose: tuple[str, ...],
    line: int,
    names: frozenset[str],
    *,
    bare: bool,
) -> str | None:
    """Why a counterexample would not count: the text may know more about one of its names than was understood."""
    for at, until, keys in reversed(reader.floating):
        if keys <= statement.symbols() and at <= line <= until:
            return f"line {at} takes {', '.join(sorted(keys))} to be something in particular"
    special = _special_process(reader, el, statement, line)
    if special is not None:
        return special
    if el.env.model.rests_on_words:
        return "it rests on an independence of which the text speaks only in words"
    hidden = hidden_law(reader, el, statement.symbols() | names, line)
    if hidden is not None:
        return hidden
    if made.relation == "sim" and bare:
        return "another law is given to it, and the text does not say whether that is a claim"
    arbitrary = _arbitrary(reader, el, statement, line)
    unknown = sorted(k for k in free(made.proposition) - arbitrary if _is_unknown_function(el, k, made.proposition))
    if unknown and (made.relation in _INEQUALITIES or _PROPERTIES.search(reader.document.text)):
        return f"what the text says of the function {unknown[0]} in words is not understood"
    if made.relation in _INEQUALITIES:
        return None
    left, right = _unfixed(el, made.left, loose), _unfixed(el, made.right, loose)
    one_sided = sorted((left ^ right) - arbitrary)
    if one_sided:
        return f"{one_sided[0]} stands on one side only and nothing says what it is"
    filtering = el.env.filtering
    own = {filtering.hidden, filtering.observed} if filtering is not None else set[str]()
    unexplained = sorted(k for k in (left & right) - arbitrary if _looks_defined_elsewhere(k) and k[:1] not in own)
    if unexplained:
        return f"nothing says what {unexplained[0]} is"
    return None


def hidden_law(reader: Reader, el: Elaborator, names: Set[str], line: int, *, replaced: bool = False) -> str | None:
    """That the law of one of the names is not known, if so; `replaced`: that the law in force is of another model."""
    spoken = {el.env.resolve(k) for k in names}
    d = reader.declarations
    hidden = sorted(
        k for k in d.opaque if {k, f"p_{k}", other_case(k)} & spoken and d.is_hidden(k, line, replaced=replaced)
    )
    return f"the law of {hidden[0]} is not understood, or is given twice" if hidden else None


def _special_process(reader: Reader, el: Elaborator, statement: Statement, line: int) -> str | None:
    """Why a counterexample with any process would not count: the text speaks of one in particular."""
    d = el.env.decision
    if d is None:
        return None
    if len(d.families) > 1:
        return "values of two kinds share one reward, and it was tried with values that need not"
    if d.along:
        return "it was tried along arbitrary paths, which need not be those of the process"
    symbols = statement.symbols()
    for key, since in d.particular.items():
        kernel = d.kernels.get(key)
        names = {key, f"{key}_", kernel.symbol if kernel is not None else key}
        if names & symbols and line >= since and el.env.definition(key) is None:
            return f"line {since} says what {key} is"
    found = _PROCESS.search(reader.document.text)
    if found is not None:
        return f"the text speaks of something {found.group(0).lower()}"
    return None


#: Words for processes and policies that are not any.
_PROCESS = re.compile(
    r"determinist\w*|greedy|stationar\w*|invariant|occupancy|visitation|uniform\w*|binary|terminal|absorbing|"
    r"two actions|(\||[lr]?vert|\\#)\s*\\mathcal\s*\{?[AS]\}?\s*(\||\\[lr]?vert)?\s*=",
    re.I,
)


def _arbitrary(reader: Reader, el: Elaborator, statement: Statement, line: int) -> frozenset[str]:
    """Unknown densities of which the text says nothing: what it claims of them it claims of all."""
    text, env = reader.document.text, el.env
    states = env.decision.densities & statement.symbols() if env.decision is not None else set()
    marginal = frozenset(states) if len(states) == 1 else frozenset[str]()  # two are tied by the dynamics
    near = "\n".join(text.split("\n")[max(0, line - 10) : line + 1])
    if _STRUCTURE.search(text) or _SPECIAL.search(re.sub(r"\$[^$]*\$", " ", near)):
        return marginal
    own = {x for k, rv in env.model.variables.items() if rv.law is None for x in (f"p_{k}", f"set_{k}")}
    own |= {k for k in env.distributions if k in {"q", "Q"}}
    densities = {x for h in statement.hypotheses if _is_density(h) for x in free(h)}
    return frozenset(own & densities) | marginal


def _is_density(h: Term) -> bool:
    while isinstance(h, Bind) and h.kind == "all":
        h = h.body
    return isinstance(h, App) and h.head == "density"


#: Words that make a density another than any, in a whole document or near a row.
_STRUCTURE = re.compile(r"independen|markov|symmetr|uniform|determin|i\.?i\.?d\b|exchangeab|gaussian|normal\b", re.I)
_SPECIAL = re.compile(
    r"\b(tight|equal\w*|choos\w*|chosen|choice|set|setting|optim\w*|exact\w*|when|if|attain\w*|achiev\w*|maximi\w*|"
    r"minimi\w*|posterior|take|taking|special)\b",
    re.I,
)


#: Words that say something of a function.
_PROPERTIES = re.compile(
    r"convex|concave|increasing|decreasing|monoton|invertible|bijecti|linear|\beven\b|\bodd\b|symmetric|periodic|bounded",
    re.I,
)


def _is_unknown_function(el: Elaborator, key: str, t: Term) -> bool:
    applied = any(isinstance(u, Var) and u.name == key and u.args for u in subterms(t))
    known = el.env.decision is not None and key in el.env.decision.known()
    return applied and key not in el.env.families and not key.startswith("p_") and not known


def _looks_defined_elsewhere(key: str) -> bool:
    """A mark or a letter in the subscript is given to what has a definition: hat_beta, s_x, s_xy."""
    head, _, label = key.partition("_")
    return head in {"hat", "bar", "tilde", "overline", "check"} or any(c.isalpha() for c in label)


def words_caution(reader: Reader, place: tuple[int, int, int]) -> str | None:
    return "the words around it make it conditional" if is_conditional(reader.document.formulas[place[0]]) else None


def display_caution(reader: Reader, el: Elaborator, place: tuple[int, int, int], statement: Statement) -> str | None:
    """`x^2 >= x, x >= 1`: what stands behind a claim in its formula, a bare name and a bound, is a condition on it."""
    for chain in reader.document.formulas[place[0]].chains[place[1] + 1 :]:
        if chain.head is None or len(chain.links) != 1 or chain.links[0].rhs is None:
            continue
        (link,) = chain.links
        named = key_of(chain.head) is not None or (link.rhs is not None and key_of(link.rhs) is not None)
        narrowed = narrowed_by(el, chain, link, chain.head) if named else frozenset[str]()
        if narrowed and narrowed <= statement.symbols():
            return f"what stands beside it narrows {sorted(narrowed)[0]} down"
    return None


def is_bare(left: s.Expr, link: s.Link, reader: Reader, place: tuple[int, int, int]) -> bool:
    """Whether `X ~ law` stands there without a condition and without a word that draws a conclusion."""
    if link.operator != "sim" or not isinstance(left, s.Name | s.Subscript):
        return False
    f = reader.document.formulas[place[0]]
    near = reader.document.text[max(0, f.span.start - 160) : link.span.start]
    return _CONCLUDES.search(_SENTENCE.split(near)[-1]) is None


#: Where a sentence ends.
_SENTENCE = re.compile(r"[.!?]\s|\n\n")


_CONCLUDES = re.compile(
    r"\b(then|so|thus|hence|therefore|follows?|implies|get|obtain|see|find|consequently|such that|i\.e)\b"
    r"|\\(Rightarrow|rightarrow|to|implies)\b|[⇒→]",
    re.I,
)


def prose_caution(reader: Reader, place: tuple[int, int, int], statement: Statement) -> str | None:
    """`for a = 1`, `unit variance` in plain words near the formula narrow a symbol down."""
    f = reader.document.formulas[place[0]]
    before = reader.document.text[max(0, f.span.start - 300) : f.span.start].rsplit("\n\n", 2)
    near = re.sub(r"\$[^$]*\$", " ", " ".join(before[-2:])) + " " + re.sub(r"\$[^$]*\$", " ", f.after[:120])
    if _NARROWS.search(near):
        return "the words around it narrow a parameter down"
    sentence = re.sub(r"\\[A-Za-z]+", " ", re.split(r"[.!?]\s|\n\n", near_before(reader, f))[-1])
    model = reader.declarations.env.model
    if _HELD.search(sentence) and any(model.parents(k) for k in model.variables):
        return "the words around it hold a random variable fixed"
    titles = {
        law.title
        for law in LAWS.values()
        if len(law.title) > 3 and re.search(rf"\b{re.escape(law.title)}\b", sentence, re.I)
    }
    in_force = {LAWS[rv.law].title for rv in model.variables.values() if rv.law is not None and rv.law in LAWS}
    if titles and in_force and not titles & in_force:
        return f"the words around it speak of the {sorted(titles)[0]} law"
    symbols = statement.symbols()
    for m in _ASSIGNS.finditer(near):
        if m.group(1) in symbols or _GREEK.get(m.group(1)) in symbols:
            return f"the words around it take {m.group(1)} to be something in particular"
    return None


def near_before(reader: Reader, f: s.Formula) -> str:
    """The words before a formula in its paragraph, other formulas left out."""
    before = reader.document.text[max(0, f.span.start - 200) : f.span.start].rsplit("\n\n", 1)[-1]
    return re.sub(r"\$[^$]*\$", " ", before)


_HELD = re.compile(r"\b(conditional(ly)? on|given(?! by)|for (an? )?(fixed|known)|holding)\b", re.I)
_NARROWS = re.compile(
    r"\b(unit|zero)[- ](mean|variance|rate|scale|shape)|\bstandardi[sz]ed\b|\bstandard (case|form|version)\b", re.I
)
_ASSIGNS = re.compile(
    r"(?<![\w\\])([A-Za-z]|[α-ω]|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|sigma|tau)\s*=\s*[\w\d.]"
)
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma_", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda",
          "μ": "mu",
          "ν": "nu", "σ": "sigma", "τ": "tau", "gamma": "gamma_"}  # fmt: skip


def _unfixed(el: Elaborator, t: Term, loose: tuple[str, ...]) -> frozenset[str]:
    """Symbols, families and functions of t about which nobody said anything."""
    env = el.env
    out = set()
    for k in free(t):
        rv = env.random_variable(k)
        family = env.families.get(k)
        if env.filtering is not None and (k in env.model.variables or k.startswith(("n_", "set_", "p_"))):
            continue
        if env.decision is not None and (k in env.decision.known() or env.decision.sort_of(k) is not None):
            continue
        if k in env.pinned or k in el.local or (rv is not None and rv.law is not None):
            continue
        if family is not None and family.domain is not None and (family.domain != REAL or k in env.model.variables):
            continue
        out.add(k)
    return frozenset(out)
