"""The tree that the reader hands on: what was written, before names are given a meaning.

The reader decides structure (what an operator reaches over, what is an argument); it does not decide
whether `a(b+c)` is a product or an application, whether `x_i` is a family or a label, nor which
letter is a random variable: `derive/meaning` does, which knows the document. Every node carries its
Span; comparisons ignore it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Union


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of offsets into the document's text, and the 1-based line and column of its start."""

    start: int
    end: int
    line: int
    column: int


NOWHERE = Span(0, 0, 0, 0)


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral, exactly: 2, 0.05, and also the infinity sign as `None`."""

    value: Fraction | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Name:
    """A letter or word with its decorations: `\\hat{R}'` is Name("R", marks=("hat",), primes=1).

    `base` is the letter, the command without backslash (alpha, Gamma, ell), or the word of \\mathrm,
    \\text, \\operatorname; `font` is the font command (mathcal, mathbb, mathbf, mathrm, ...) if any.
    """

    base: str
    marks: tuple[str, ...] = ()
    primes: int = 0
    font: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """Words inside a formula that are no name: `\\text{where }`, a brace's label in words."""

    words: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Subscript:
    """base_index, also with several indices (a Tuple) or a label (a Name or Text)."""

    base: Expr
    index: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Label:
    """A superscript that is no power: `V^{\\text{soft}}`, `Q^*`, `s^{(i)}` (label "(i)"), `Q^{\\pi}` is a Power."""

    base: Expr
    label: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Power:
    """base ^ exponent as written; `g^{-1}` of a function and `\\sin^2` are Powers too."""

    base: Expr
    exponent: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Add:
    """Sum of the terms; a subtracted term is a Negative."""

    terms: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Negative:
    """-operand."""

    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Multiply:
    """Product of the factors, whether by a dot, a cross or side by side."""

    factors: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Divide:
    """numerator / denominator, by \\frac, \\over or a slash."""

    numerator: Expr
    denominator: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Factorial:
    """operand!"""

    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binomial:
    """n choose k; `multinomial` when the lower line is a comma list (a Tuple)."""

    n: Expr
    k: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Root:
    """The degree-th root (2 when None)."""

    radicand: Expr
    degree: Expr | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed expression whose brackets could matter: kept only around a factor right after a name."""

    body: Expr
    bracket: str = "("
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Apply:
    """head(args | given; parameters), or head args for \\log x and the like (bracket "").

    Written for every name, subscripted, primed or inverse, directly before a bracket: `a(b+c)` as well
    as `f(x)`. With bracket "[" or "{" too. `versus` holds what stands after `\\|` or `||`, as in KL[p||q].
    Placeholders `\\cdot` and `.` are Hole.
    """

    head: Expr
    args: tuple[Expr, ...]
    given: tuple[Expr, ...] = ()
    parameters: tuple[Expr, ...] = ()
    versus: tuple[Expr, ...] = ()
    bracket: str = "("
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Tuple:
    """A comma list, bracketed or not."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetOf:
    """{a, b, ...}, or {element : condition}."""

    items: tuple[Expr, ...]
    condition: Expr | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Interval:
    """[a, b], (a, b], [a, b): only where the brackets leave no doubt or after \\in."""

    lower: Expr
    upper: Expr
    closed: tuple[bool, bool]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Big:
    """A big operator. `variables` are what it binds: from `i=1`, `x \\in X`, `x`, `dx`; () when none is written.

    `domain` is what stands after \\in, or the law after \\sim; `condition` any other relation below.
    """

    kind: Literal["sum", "product", "integral", "union", "intersection"]
    variables: tuple[Expr, ...]
    lower: Expr | None
    upper: Expr | None
    domain: Expr | None
    condition: Expr | None
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Derivative:
    """d/dx or \\partial/\\partial x of body; `wrt` pairs variables and orders. `\\frac{df(x)}{dx}` too."""

    wrt: tuple[tuple[Expr, int], ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Gradient:
    """\\nabla or \\nabla_\\theta of body."""

    wrt: Expr | None
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Expectation:
    """E, Var, Cov, Std, ... of args given `given`, under what the subscript says.

    operator is the canonical word: "E", "Var", "Cov", "Corr", "Std"; `under` the subscript as written
    (a Relation with operator "sim", a Name, a Tuple, an Apply such as q(z|x)) or None.
    `\\langle f \\rangle_{p(x)}` is an Expectation with operator "E" and under p(x).
    """

    operator: str
    under: Expr | None
    args: tuple[Expr, ...]
    given: tuple[Expr, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Extremum:
    """max, min, sup, inf, argmax, argmin of body over what stands below."""

    kind: Literal["max", "min", "sup", "inf", "argmax", "argmin"]
    under: Expr | None
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Limit:
    """lim of body as variable goes to target; side "+", "-" or None."""

    variable: Expr
    target: Expr
    side: str | None
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """body |_lower^upper, or [body]_lower^upper; lower None for a single point, which is `upper`.

    With `x=a` below, variable is x and lower or upper is a.
    """

    body: Expr
    variable: Expr | None
    lower: Expr | None
    upper: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Absolute:
    """|operand|, or with `norm` ||operand||."""

    operand: Expr
    norm: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Rounding:
    """floor or ceil of operand."""

    kind: Literal["floor", "ceil"]
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Cases:
    """Branches (value, condition); the condition is None, a Text ("otherwise") or an expression."""

    branches: tuple[tuple[Expr, Expr | None], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Brace:
    """A brace over or under body with its label: Text, an expression, or a Relation with no left side (`=0`)."""

    position: Literal["over", "under"]
    body: Expr
    label: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation inside brackets, bounds or conditions: P(X = k), x \\sim p, 0 \\le x \\le 1 (two links).

    `operators[i]` stands between operands[i] and operands[i+1]; an operand is None where none is written.
    Also `X|y, z` that no bracket holds, with operator "mid", and the range of `x_{1:T}`, with operator ":".
    """

    operands: tuple[Expr | None, ...]
    operators: tuple[str, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Logical:
    """and, or, not, in words or signs, of conditions and events."""

    operator: Literal["and", "or", "not"]
    operands: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Hole:
    """A placeholder: the dot of pi(.|s)."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Ellipsis_:
    """\\dots, as an item, a term or a factor."""

    span: Span = _span()


Expr = Union[
    Number, Name, Text, Subscript, Label, Power, Add, Negative, Multiply, Divide, Factorial, Binomial, Root, Group,
    Apply, Tuple, SetOf, Interval, Big, Derivative, Gradient, Expectation, Extremum, Limit, Evaluated, Absolute,
    Rounding, Cases, Brace, Relation, Logical, Hole, Ellipsis_,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: `operator rhs`.

    operator is the command without backslash, or the sign: "=", "propto", "sim", "leq", "geq", "<", ">",
    "approx", "equiv", ":=", "neq", "in", ...; `k` is its 1-based ordinal among the relations of the line on
    which the right side starts; `source` the right side's LaTeX. rhs is None only while the reader
    joins a formula that was broken after a relation.
    """

    operator: str
    rhs: Expr | None
    source: str
    k: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Chain:
    """head REL rhs REL rhs ...: links of one left side. No links: an expression standing alone.

    `continues` when the row had an empty left side and the head is the last right side above;
    the head is then that expression. `remark` is what was written beside it in the same row, in
    words or conditions (`\\text{since } x > 0`, `i = 1, \\ldots, n`, `0 \\le x`), as expressions.
    """

    head: Expr | None
    head_source: str
    links: tuple[Link, ...]
    remarks: tuple[Expr, ...] = ()
    continues: bool = False
    span: Span = _span()

    @property
    def sides(self) -> tuple[Expr | None, ...]:
        """The head and all right sides."""
        return (self.head, *(k.rhs for k in self.links))


@dataclass(frozen=True, slots=True)
class Unread:
    """A formula, or a part that makes it useless, that was refused; `reason` names the construct."""

    source: str
    reason: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: its chains in order, or why it could not be read.

    `before` is the prose between the formula before and this one (in the same paragraph or the one above),
    `after` the prose up to the next formula, both as plain text with inline formulas left in as $...$.
    """

    source: str
    display: bool
    chains: tuple[Chain, ...]
    unread: Unread | None
    before: str = ""
    after: str = ""
    repaired: str | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Document:
    """A read document. `context` is the mapping found in front matter or `% derive:` lines, unchecked."""

    path: str
    text: str
    formulas: tuple[Formula, ...]
    context: dict[str, object]
