"""Context: what the text leaves unsaid, from front matter, `% derive:` lines or a file given beside the document.

    domains:            {"\\alpha, \\beta": positive, n: natural, p: (0, 1), x: real}
    laws:               ["t_2 \\sim \\mathrm{Exp}(\\lambda)"]
    define:             ["I = \\int_0^\\infty ..."]            or {lines: [90, 96], define: [...]} under `within`
    independent:        ["r, t"]                              random variables without a common parent
    same:               {"\\delta'": "\\vartheta'"}             the first name means the second
    rows:               {96: "\\lambda^{\\delta'} ..."}         the left side of a row that the layout hides
    within:             [{lines: [a, b], domains: ..., define: ...}]

Everything is LaTeX and is read by the reader; nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from derive.document import syntax as s
from derive.document.reader import read_formula
from derive.meaning.elaborate import Elaborator
from derive.meaning.environment import Definition, Environment, NotUnderstood
from derive.meaning.folds import set_term
from derive.meaning.names import key_of
from proofs.kernel.term import App, Refused, Term
from proofs.language import INT, NAT, NONNEG, POSINT, POSREAL, REAL, num

_WORDS: Mapping[str, Term] = {
    "positive": POSREAL, "positive real": POSREAL, "real": REAL, "nonnegative": NONNEG, "integer": INT,
    "natural": POSINT, "positive integer": POSINT, "nonnegative integer": NAT, "unit": App("open", (num(0), num(1))),
    "probability": App("open", (num(0), num(1))),
}  # fmt: skip
_KEYS = frozenset({"domains", "laws", "define", "same", "rows", "within", "lines", "independent", "theory", "title"})


class ContextError(Exception):
    """A context that cannot be used; one line says what and why."""


@dataclass(frozen=True, slots=True)
class Context:
    """A checked context."""

    domains: tuple[tuple[str, Term], ...] = ()
    bounds: tuple[s.Chain, ...] = ()
    laws: tuple[s.Chain, ...] = ()
    definitions: tuple[tuple[str, Definition], ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[int, s.Expr, str], ...] = ()
    assumed: tuple[str, ...] = ()
    independent: tuple[frozenset[str], ...] = ()
    local_domains: tuple[tuple[str, Term, tuple[int, int]], ...] = field(default=())


def load(path: Path) -> dict[str, object]:
    """The mapping in a context file. Raises: ContextError."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise ContextError(f"context {path}: no such file") from e
    except (OSError, UnicodeDecodeError) as e:
        raise ContextError(f"context {path}: {e}") from e
    except (yaml.YAMLError, RecursionError) as e:
        raise ContextError(f"context {path}: not YAML: {' '.join(str(e).split())[:200]}") from e
    if raw is None:
        return {}
    if isinstance(raw, dict) and set(raw) == {"derive"}:
        raw = raw["derive"]
    if not isinstance(raw, dict):
        raise ContextError(f"context {path}: expected a mapping, got {type(raw).__name__}")
    return {str(k): v for k, v in raw.items()}


def parse(raw: Mapping[str, object]) -> Context:
    """A context from its mapping. Raises: ContextError, naming the entry."""
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise ContextError(f"context: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS - {'lines'}))}")
    out = _part(raw, None)
    for part in _list(raw, "within"):
        if not isinstance(part, Mapping):
            raise ContextError("context: each entry of `within` is a mapping with `lines`")
        local = _part({str(k): v for k, v in part.items()}, _lines(part))
        out = _join(out, local)
    return out


def _join(a: Context, b: Context) -> Context:
    return Context(
        a.domains + b.domains, a.bounds + b.bounds, a.laws + b.laws, a.definitions + b.definitions, a.same + b.same,
        a.rows + b.rows, a.assumed + b.assumed, a.independent + b.independent, a.local_domains + b.local_domains,
    )  # fmt: skip


def _part(raw: Mapping[str, object], lines: tuple[int, int] | None) -> Context:
    where = f" (lines {lines[0]}-{lines[1]})" if lines else ""
    domains = [(k, d) for names, word in _mapping(raw, "domains").items() for k, d in _domain(names, word)]
    out = Context(
        same=tuple((_name(a, "same"), _name(str(b), "same")) for a, b in _mapping(raw, "same").items()),
        laws=tuple(_chain(t, "laws") for t in _list(raw, "laws")),
        definitions=tuple(_definition(t, lines) for t in _list(raw, "define")),
        independent=tuple(frozenset(_names(t, "independent")) for t in _list(raw, "independent")),
        rows=tuple(_row(k, v) for k, v in _mapping(raw, "rows").items()),
        assumed=tuple(f"context{where}: {t}" for t in _said(raw)),
    )
    if lines is None:
        return replace(out, domains=tuple(domains))
    return replace(out, local_domains=tuple((k, d, lines) for k, d in domains))


def _said(raw: Mapping[str, object]) -> list[str]:
    out = [f"{names} {word}" for names, word in _mapping(raw, "domains").items()]
    out += [f"{t} are independent" for t in _list(raw, "independent")]
    out += [str(t) for key in ("laws", "define") for t in _list(raw, key)]
    return out + [f"{a} is {b}" for a, b in _mapping(raw, "same").items()]


def _mapping(raw: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = raw.get(key) or {}
    if not isinstance(value, Mapping):
        raise ContextError(f"context: `{key}` must be a mapping")
    return {str(k): v for k, v in value.items()}


def _list(raw: Mapping[str, object], key: str) -> list[object]:
    value = raw.get(key) or []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise ContextError(f"context: `{key}` must be a list")
    return value


def _lines(raw: Mapping[object, object]) -> tuple[int, int]:
    value = raw.get("lines")
    if isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) and n > 0 for n in value):
        return int(value[0]), int(value[1])
    raise ContextError("context: `lines` must be two line numbers")


def _read(text: object, key: str) -> s.Formula:
    if not isinstance(text, str):
        raise ContextError(f"context: `{key}` holds {text!r}, expected LaTeX")
    formula = read_formula(text)
    if formula.unread is not None:
        raise ContextError(f"context: `{key}`: {text}: {formula.unread.reason}")
    return formula


def _expression(text: object, key: str) -> s.Expr:
    chains = _read(text, key).chains
    if len(chains) != 1 or chains[0].head is None or chains[0].links:
        raise ContextError(f"context: `{key}`: {text}: expected one expression")
    return chains[0].head


def _name(text: str, key: str) -> str:
    found = key_of(_expression(text, key))
    if found is None:
        raise ContextError(f"context: `{key}`: {text} is no name")
    return found


def _names(text: object, key: str) -> list[str]:
    head = _expression(text, key)
    keys = [key_of(i) for i in (head.items if isinstance(head, s.Tuple) else (head,))]
    if any(k is None for k in keys):
        raise ContextError(f"context: `{key}`: {text} is no list of names")
    return [k for k in keys if k is not None]


def _chain(text: object, key: str) -> s.Chain:
    chains = _read(text, key).chains
    if len(chains) != 1 or not chains[0].links:
        raise ContextError(f"context: `{key}`: {text}: expected one relation")
    return chains[0]


def _domain(names: str, word: object) -> list[tuple[str, Term]]:
    domain = _WORDS.get(str(word).strip().lower())
    if domain is None:
        domain = _set(str(word))
    return [(k, domain) for k in _names(names, "domains")]


def _set(word: str) -> Term:
    formula = read_formula(f"x \\in {word}")
    try:
        rhs = formula.chains[0].links[0].rhs if formula.unread is None else None
        if rhs is not None:
            return set_term(Elaborator(Environment()), rhs, {})
    except (NotUnderstood, Refused, IndexError):
        pass
    raise ContextError(f"context: `domains`: {word!r} is no set; words are {', '.join(sorted(_WORDS))}")


def _definition(text: object, lines: tuple[int, int] | None) -> tuple[str, Definition]:
    chain = _chain(text, "define")
    head, rhs = chain.head, chain.links[0].rhs
    if head is None or rhs is None or len(chain.links) != 1:
        raise ContextError(f"context: `define`: {text}: expected name = expression")
    if isinstance(head, s.Apply):
        key, params = key_of(head.head), tuple(key_of(a) or "" for a in head.args)
        if key is None or "" in params:
            raise ContextError(f"context: `define`: {text}: expected names as arguments")
        return key, Definition(params, rhs, 0, True, lines)
    key = key_of(head)
    if key is None:
        raise ContextError(f"context: `define`: {text}: the left side is no name")
    return key, Definition((), rhs, 0, True, lines)


def _row(line: str, text: object) -> tuple[int, s.Expr, str]:
    try:
        return int(line), _expression(text, "rows"), str(text)
    except ValueError as e:
        raise ContextError(f"context: `rows`: {line!r} is no line number") from e


def prepare(context: Context, env: Environment) -> None:
    """Puts the context into an environment before the document is read."""
    env.same.update(dict(context.same))
    env.model.apart.extend(frozenset(env.resolve(k) for k in group) for group in context.independent)
    env.domains.update({env.resolve(k): d for k, d in context.domains})
    env.pinned |= {env.resolve(k) for k, _ in (*context.domains, *((k, d) for k, d, _ in context.local_domains))}
    for key, d in context.definitions:
        env.define(env.resolve(key), d)
        if d.params:
            env.functions.add(key)
    env.local_domains = [(env.resolve(k), d, lines) for k, d, lines in context.local_domains]
    env.assumed.extend(context.assumed)


def with_rows(document: s.Document, context: Context) -> s.Document:
    """The document with the left sides that the layout hides."""
    rows = {line: (e, text) for line, e, text in context.rows}
    if not rows:
        return document
    return replace(document, formulas=tuple(_with_head(f, rows) for f in document.formulas))


def _with_head(f: s.Formula, rows: dict[int, tuple[s.Expr, str]]) -> s.Formula:
    if f.span.line not in rows or not f.chains:
        return f
    head, text = rows[f.span.line]
    first = replace(f.chains[0], head=head, head_source=text, continues=False)
    return replace(f, chains=(first, *f.chains[1:]))
