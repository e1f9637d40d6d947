"""Displays to chains: rows, continuations, remarks, labels, the ordinals of steps."""

from __future__ import annotations

from derive.document.outline import outline
from derive.document.reader import read_formula, read_text
from derive.document.syntax import Document, Formula


def shown(formula: Formula) -> list[str]:
    """Chains as `head | op rhs | ...`, with dots before a head taken over from above."""
    assert formula.unread is None, formula.unread
    return [
        " | ".join(
            [
                ("..." if chain.continues else outline(chain.head)),
                *(f"{link.operator} {outline(link.rhs)}" for link in chain.links),
            ]
        )
        for chain in formula.chains
    ]


def remarks(formula: Formula) -> list[str]:
    return [outline(remark) for chain in formula.chains for remark in chain.remarks]


def ordinals(document: Document) -> list[tuple[int, int]]:
    return [
        (link.span.line, link.k) for formula in document.formulas for chain in formula.chains for link in chain.links
    ]


def test_rows_with_empty_left_side() -> None:
    """A row with an empty left side continues the last right side above."""
    formula = read_formula(r"\begin{align} a &= b \\ &= c \end{align}")
    assert shown(formula) == ["a | = b", "... | = c"]
    assert outline(formula.chains[1].head) == "b"


def test_wide_spaces_commas_and_arrows_separate_statements() -> None:
    """Statements are separated by wide spaces, commas before a relation, arrows and words."""
    assert shown(read_formula(r"x = 1, \quad y = 2")) == ["x | = 1", "y | = 2"]
    assert shown(read_formula(r"x = 1 \Rightarrow y = 2 \implies z = 3")) == ["x | = 1", "y | = 2", "z | = 3"]
    assert shown(read_formula(r"r \sim q(a) \rightarrow p(r) = 1")) == [
        "r | sim (Apply q [a] ()",
        "(Apply p [r] () | = 1",
    ]
    assert shown(read_formula(r"a = b \text{ and } c = d")) == ["a | = b", "c | = d"]
    assert shown(read_formula(r"\text{where } Z = 1")) == ["Z | = 1"]


def test_lists_stay_lists() -> None:
    """A comma list on one side of a relation is a tuple, not two statements."""
    assert shown(read_formula(r"x_1, \ldots, x_n \sim p")) == [
        "(Tuple [(Subscript x 1) (Ellipsis ) (Subscript x n)]) | sim p"
    ]
    assert shown(read_formula(r"a, b > 0")) == ["(Tuple [a b]) | > 0"]
    assert shown(read_formula(r"i = 1, \ldots, n")) == ["i | = (Tuple [1 (Ellipsis ) n])"]


def test_remarks() -> None:
    """Ranges, domains and words beside a statement are its remarks."""
    formula = read_formula(r"y_i = a x_i, \quad i = 1, \ldots, n")
    assert shown(formula) == ["(Subscript y i) | = (Multiply [a (Subscript x i)])"]
    assert remarks(formula) == ["(Relation [i (Tuple [1 (Ellipsis ) n])] [=])"]
    assert remarks(read_formula(r"f(x) = x^2 \quad 0 \le x \le 1")) == ["(Relation [0 x 1] [leq leq])"]
    assert remarks(read_formula(r"a &= b && \text{by symmetry}")) == ["'by symmetry'"]
    assert remarks(read_formula(r"a = b \quad \text{if } c > 0")) == ["(Relation [c 0] [>])"]
    assert remarks(read_formula(r"y = x \; (x > 0)")) == ["(Relation [x 0] [>])"]
    assert shown(read_formula(r"x > 0, \quad y > 0")) == ["x | > 0", "y | > 0"]
    assert remarks(read_formula(r"x_i \overset{\mathrm{iid}}{\sim} p")) == ["'iid'"]


def test_labels_are_dropped() -> None:
    """Labels before a statement and layout marks are no part of it."""
    for latex in (
        r"(b) \quad x = 1",
        r"\square x = 1",
        r"\boxed{x = 1}",
        r"x = 1 \tag{3} \label{a} \; .",
        r"I: \quad x = 1",
        r"2) \; x = 1",
    ):
        assert shown(read_formula(latex)) == ["x | = 1"]


def test_relations_with_something_over_them() -> None:
    """A note over an equality sign leaves it an equality, except equality in law, by definition, and demands."""
    assert shown(read_formula(r"a \overset{(3)}{=} b")) == ["a | = b"]
    assert shown(read_formula(r"X \stackrel{d}{=} Y")) == ["X | eqdist Y"]
    assert shown(read_formula(r"g \overset{!}{=} 0")) == ["g | must_equal 0"]
    assert shown(read_formula(r"a \overset{\text{def}}{=} b")) == ["a | := b"]


def test_systems_beside_a_formula() -> None:
    """Equations in a cases block beside a formula are statements of their own."""
    formula = read_formula(r"f = g \quad \begin{cases} u := 1 \\ v = 2 \end{cases}")
    assert shown(formula) == ["f | = g", "u | := 1", "v | = 2"]


def test_signatures() -> None:
    """f: A -> B is one statement."""
    assert shown(read_formula(r"g: A \to B")) == ["g | : (Relation [A B] [to])"]


def test_row_that_goes_on() -> None:
    """A row that starts with an operator, or lies inside an open bracket, goes on with the row above."""
    assert shown(read_formula(r"\begin{split} a &= b \\ &+ c \end{split}")) == ["a | = (Add [b c])"]
    assert shown(read_formula(r"\begin{split} a &= b \left( c \right. \\ &+ \left. d \right) \end{split}")) == [
        "a | = (Apply b [(Add [c d])] ()"
    ]
    assert shown(read_formula(r"a = (b \\ + c)")) == ["a | = (Add [b c])"]


def test_displays_that_go_on() -> None:
    """A display that ends in a relation or an operator is continued by the next one."""
    document = read_text("$$a = b =$$\n\n$$c + $$\n\n$$d = e$$\n\n$$= f$$\n")
    assert [shown(formula) for formula in document.formulas] == [
        ["a | = b"],
        ["... | = (Add [c d])"],
        ["... | = e"],
        ["... | = f"],
    ]
    assert ordinals(document) == [(1, 1), (3, 1), (5, 1), (7, 1)]


def test_ordinals() -> None:
    """k counts the steps whose right side starts on a line, inline ones too, inner relations not."""
    document = read_text("Let $x = 1$ and $P(X = k) = q$.\n\n$$\n\\sum_{i=1} a_i =\nb = c\n$$\n")
    assert ordinals(document) == [(1, 1), (1, 2), (5, 1), (5, 2)]


def test_repairs() -> None:
    """A bracket left open is closed at the end of the formula, and the formula says so."""
    formula = read_formula(r"a = \frac{b}{c + (d}")
    assert formula.unread is None and formula.repaired == "bracket left open is closed"
    assert read_formula(r"\boxed{a = b").repaired == "brace left open is closed"
    assert read_formula(r"a = b \right)").repaired == "stray bracket is dropped"


def test_left_side_in_words() -> None:
    """A left side that is not mathematics is kept as words."""
    assert shown(read_formula(r"n \text{ times} = b")) == ["'n \\\\text{ times}' | = b"]


def test_sources_and_spans() -> None:
    """Sides carry their LaTeX and their place."""
    document = read_text("\n  $$f(x) = \\frac{1}{2} x$$\n")
    link = document.formulas[0].chains[0].links[0]
    assert (link.source, link.span.line, link.span.column) == (r"\frac{1}{2} x", 2, 12)
    assert document.formulas[0].chains[0].head_source == "f(x)"
