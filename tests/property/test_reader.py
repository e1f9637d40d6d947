"""The reader on arbitrary text, and on trees printed to LaTeX and read back."""

from __future__ import annotations

import contextlib
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive.document.reader import read_formula, read_text
from derive.document.refusal import DocumentError
from derive.document.syntax import (
    Absolute,
    Add,
    Apply,
    Big,
    Binomial,
    Divide,
    Document,
    Expectation,
    Expr,
    Factorial,
    Group,
    Multiply,
    Name,
    Negative,
    Number,
    Power,
    Relation,
    Root,
    Span,
    Subscript,
)

QUIET = settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

FRAGMENTS = [
    "a",
    "b",
    "x",
    "n",
    "i",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\{",
    "\\}",
    "_",
    "^",
    "'",
    "|",
    "\\|",
    "\\mid",
    "\\vert",
    "=",
    "+",
    "-",
    "<",
    ",",
    ";",
    ":",
    ".",
    "!",
    "*",
    "/",
    "&",
    "\\\\",
    "$",
    "$$",
    "%",
    "~",
    "0",
    "12",
    "3.5",
    "\\frac",
    "\\sum",
    "\\int",
    "\\prod",
    "\\log",
    "\\exp",
    "\\ln",
    "dx",
    "d",
    "\\mathrm{d}",
    "\\partial",
    "\\nabla",
    "\\alpha",
    "\\pi",
    "\\Gamma",
    "\\left(",
    "\\right)",
    "\\left.",
    "\\right|",
    "\\left[",
    "\\right]",
    "\\left\\{",
    "\\right.",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{array}{rl}",
    "\\end{array}",
    "\\begin{align}",
    "\\end{align}",
    "\\begin{split}",
    "\\end{split}",
    "\\text{if}",
    "\\text{and}",
    "\\text{where",
    "}",
    "\\mathbb{E}",
    "E",
    "\\mathrm{Var}",
    "\\quad",
    "\\qquad",
    "\\Rightarrow",
    "\\rightarrow",
    "\\implies",
    "\\sim",
    "\\propto",
    "\\leq",
    "\\in",
    "\\mathbb{R}",
    "\\ldots",
    "\\cdot",
    "\\times",
    "\\underbrace",
    "\\overbrace",
    "\\overset",
    "\\underset",
    "\\substack",
    "\\sqrt",
    "\\binom",
    "\\choose",
    "\\over",
    "\\hat",
    "\\bar",
    "\\max",
    "\\arg",
    "\\lim",
    "\\to",
    "\\infty",
    "\\boxed",
    "\\tag",
    "\\label",
    "\\middle|",
    "\\big",
    "\\Big|",
    "\\mathcal{N}",
    "\\langle",
    "\\rangle",
    "\\lfloor",
    "\\rfloor",
    "\\forall",
    "\\not",
    "\\pm",
    "\\%",
    "\\_",
    "\\operatorname",
    "\\mathrm",
    "\\def",
    "\\newcommand",
    "\\iint",
    "`",
    "```",
    "<!--",
    "-->",
    "---",
    "\n",
    "\n\n",
]


def assert_spans(document: Document) -> None:
    """Every span of the formulas lies in the text, and its line and column are those of its start."""
    for formula in document.formulas:
        spans = [formula.span, *([formula.unread.span] if formula.unread else [])]
        for chain in formula.chains:
            spans.append(chain.span)
            spans.extend(link.span for link in chain.links)
            spans.extend(part.span for link in chain.links if link.rhs is not None for part in [link.rhs])
        for span in spans:
            check_span(document.text, span)


def check_span(text: str, span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(text)
    if span.line:
        before = text[: span.start]
        assert span.line == before.count("\n") + 1
        assert span.column == span.start - (before.rfind("\n") + 1) + 1


@QUIET
@given(st.text(max_size=300), st.sampled_from(["md", "tex"]))
def test_arbitrary_text(text: str, kind: str) -> None:
    """Any text is read or refused as a document, never crashes."""
    with contextlib.suppress(DocumentError):
        assert_spans(read_text(text, kind))


@QUIET
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40), st.booleans(), st.sampled_from(["md", "tex"]))
def test_scrambled_formulas(parts: list[str], tight: bool, kind: str) -> None:
    """Scrambled TeX is read or refused with a place inside the text."""
    body = ("" if tight else " ").join(parts)
    for text in (f"${body}$", f"$$\n{body}\n$$", f"\\begin{{align}}{body}\\end{{align}}", body):
        with contextlib.suppress(DocumentError):
            assert_spans(read_text(text, kind))
    formula = read_formula(body)
    assert formula.unread is None or formula.unread.reason


@QUIET
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=2, max_size=12), st.integers(2, 400))
def test_repetition(parts: list[str], count: int) -> None:
    """A repeated pattern is read or refused, without deep recursion."""
    read_formula(("".join(parts) * count)[:6000])


letters = st.sampled_from(
    [
        *(Name(letter) for letter in ("x", "y", "z", "alpha", "beta")),
        Name("y", primes=1),
        Name("x", marks=("hat",)),
        Subscript(Name("x"), Name("i")),
        Subscript(Name("z"), Number(Fraction(2))),
    ]
)
numbers = st.integers(0, 99).map(lambda value: Number(Fraction(value)))


def compound(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda both: Add(both)),
        pair.map(lambda both: Add((both[0], Negative(both[1])))),
        pair.filter(lambda both: not any(isinstance(one, Multiply) for one in both)).map(lambda both: Multiply(both)),
        pair.map(lambda both: Divide(*both)),
        pair.map(lambda both: Power(*both)),
        pair.map(lambda both: Binomial(*both)),
        inner.map(Root),
        inner.map(Absolute),
        inner.map(Factorial),
        inner.map(lambda one: Apply(Name("exp"), (one,))),
        st.tuples(inner, inner, inner).map(lambda three: Apply(Name("f"), three[:2], given=three[2:])),
        inner.map(lambda one: Expectation("E", Relation((Name("x"), Name("q")), ("sim",)), (one,))),
        pair.map(lambda both: Big("sum", (Name("k"),), Number(Fraction(1)), Name("n"), None, None, both[0])),
        pair.map(lambda both: Big("integral", (Name("t"),), Number(Fraction(0)), Number(None), None, None, both[0])),
    )


trees = st.recursive(st.one_of(letters, numbers), compound, max_leaves=8)


def latex(node: Expr) -> str:  # noqa: C901  one branch for each kind of node
    """The node as LaTeX with brackets wherever they could be needed."""
    match node:
        case Number(value=value):
            return "\\infty" if value is None else str(value)
        case Name(base=base, marks=marks, primes=primes):
            word = base if len(base) == 1 else f"\\{base} "
            for mark in marks:
                word = f"\\{mark}{{{word}}}"
            return word + "'" * primes
        case Subscript(base=base, index=index):
            return f"{latex(base)}_{{{latex(index)}}}"
        case Add(terms=terms):
            return " + ".join(bracketed(term) if isinstance(term, (Add, Negative)) else latex(term) for term in terms)
        case Negative(operand=operand):
            return f"-{bracketed(operand)}"
        case Multiply(factors=factors):
            return " \\cdot ".join(bracketed(factor) for factor in factors)
        case Divide(numerator=above, denominator=below):
            return f"\\frac{{{latex(above)}}}{{{latex(below)}}}"
        case Power(base=base, exponent=exponent):
            return f"{bracketed(base)}^{{{latex(exponent)}}}"
        case Binomial(n=n, k=k):
            return f"\\binom{{{latex(n)}}}{{{latex(k)}}}"
        case Root(radicand=radicand):
            return f"\\sqrt{{{latex(radicand)}}}"
        case Absolute(operand=operand):
            return f"\\left|{latex(operand)}\\right|"
        case Factorial(operand=operand):
            return f"{bracketed(operand)}!"
        case Apply(head=Name(base="exp"), args=args):
            return f"\\exp\\left({latex(args[0])}\\right)"
        case Apply(args=args, given=given):
            return f"f({', '.join(map(latex, args))} \\mid {', '.join(map(latex, given))})"
        case Expectation(args=args):
            return f"\\mathbb{{E}}_{{x \\sim q}}\\left[{latex(args[0])}\\right]"
        case Big(kind="sum", body=body):
            return f"\\left(\\sum_{{k=1}}^{{n}} {bracketed(body)}\\right)"
        case Big(body=body):
            return f"\\left(\\int_{{0}}^{{\\infty}} {latex(body)} \\, dt\\right)"
        case _:
            raise AssertionError(node)


def bracketed(node: Expr) -> str:
    plain = isinstance(node, (Name, Subscript, Number, Absolute))
    return latex(node) if plain else f"\\left({latex(node)}\\right)"


@QUIET
@given(trees)
def test_round_trip(tree: Expr) -> None:
    """A tree printed with full brackets is read back as the same tree, save brackets kept around a base."""
    formula = read_formula(f"y = {latex(tree)}")
    assert formula.unread is None, formula.unread
    assert len(formula.chains) == 1
    assert ungrouped(formula.chains[0].links[0].rhs) == tree


@QUIET
@given(trees, st.integers(2, 9))
def test_a_bracketed_application_keeps_its_bracket(tree: Expr, n: int) -> None:
    """(exp(t))^n is the power of a bracket, so that it cannot be taken for an index of the function."""
    formula = read_formula(f"y = \\left(\\exp\\left({latex(tree)}\\right)\\right)^{{{n}}}")
    power = formula.chains[0].links[0].rhs
    assert isinstance(power, Power)
    assert isinstance(power.base, Group)


def ungrouped(node: Any) -> Any:
    """The tree without the brackets that the reader keeps where a function is raised."""
    if isinstance(node, Group):
        return ungrouped(node.body)
    if isinstance(node, tuple):
        return tuple(map(ungrouped, node))
    if is_dataclass(node) and not isinstance(node, (type, Span)):
        return replace(node, **{f.name: ungrouped(getattr(node, f.name)) for f in fields(node) if f.init})
    return node
