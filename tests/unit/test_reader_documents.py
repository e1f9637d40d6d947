"""Documents: where formulas are found, what is skipped, context, macros, prose, files that are refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from derive.document.outline import outline
from derive.document.reader import read, read_text
from derive.document.refusal import DocumentError


def sources(text: str, kind: str = "md") -> list[str]:
    return [formula.source.strip() for formula in read_text(text, kind).formulas]


def test_delimiters() -> None:
    """Every way of writing a formula is found, with its environment."""
    text = "$a$ $$b$$ \\(c\\) \\[d\\]\n\\begin{align*}e\\end{align*} $$\\begin{align}f &= g\\end{align}$$"
    assert sources(text) == ["a", "b", "c", "d", r"\begin{align*}e\end{align*}", r"\begin{align}f &= g\end{align}"]


def test_skipped() -> None:
    """Code, comments, front matter, escaped and lone dollars hold no formula."""
    text = "---\ntitle: $t$\n---\n```\n$a$\n```\n`$b$` <!-- $c$ --> \\$5 and $6 or $7 $d$\n"
    assert sources(text) == ["d"]
    assert sources("% $a$\n\\begin{verbatim}$b$\\end{verbatim} $c$ 5\\% $d$", "tex") == ["c", "d"]


def test_what_tex_does_not_set_is_skipped() -> None:
    r"""Nothing between \\iffalse and its \\else or \\fi, nothing behind \\end{document}; \\iff is no conditional."""
    text = "$a$ \\iffalse $b$ \\ifx\\x\\y $c$ \\else $d$ \\fi $x\\iff y$ \\else $e$ \\fi $f$ \\end{document} $g$"
    assert sources(text, "tex") == ["a", "e", "f"]


def test_block_quotes() -> None:
    """The mark of a block quote is no relation."""
    formula = read_text("> $$\n> a = b\n> $$\n").formulas[0]
    assert [link.operator for link in formula.chains[0].links] == ["="]


def test_display() -> None:
    """A $$ formula is displayed when it stands alone on its lines."""
    formulas = read_text("The $$x$$ in\n\n$$\ny\n$$\n").formulas
    assert [formula.display for formula in formulas] == [False, True]


def test_context() -> None:
    """`derive:` in the front matter or in TeX comments is the context."""
    assert read_text("---\nderive:\n  domains: {x: real}\n---\n$a$").context == {"domains": {"x": "real"}}
    assert read_text("% derive: theory: bayes\n% derive: given: [a]\n$a$", "tex").context == {
        "theory": "bayes",
        "given": ["a"],
    }
    block = "% derive:\n%   theory: bayes\n%   domains:\n%     x: real\n$a$"
    assert read_text(block, "tex").context == {"theory": "bayes", "domains": {"x": "real"}}
    with pytest.raises(DocumentError, match="front matter"):
        read_text("---\nderive: [\n---\n")


def test_macros() -> None:
    """Macros are expanded, and what comes from them points at their use."""
    document = read_text("\\newcommand{\\E}[1]{\\mathbb{E}\\left[#1\\right]} \\def\\half{\\frac12}\n$\\E{X} = \\half$")
    chain = document.formulas[0].chains[0]
    assert outline(chain.head) == "(Expectation E _ [X])"
    assert (chain.head_source, chain.links[0].source) == ("\\E{X}", "\\half")
    assert chain.span.line == 2


def test_macro_bomb() -> None:
    """A macro that explodes or calls itself is refused, soon."""
    text = "\\def\\a{\\b\\b\\b}\\def\\b{\\c\\c\\c}\\def\\c{\\a\\a}" + "$\\a$ " * 200
    start = time.perf_counter()
    document = read_text(text)
    assert time.perf_counter() - start < 3
    assert all(formula.unread is not None for formula in document.formulas)


def test_prose() -> None:
    """Each display knows the words around it, with inline formulas in them."""
    formula = read_text("Let $x$ be [real](u). Then\n\n$$x = 1$$\n\nholds.").formulas[1]
    assert (formula.before, formula.after) == ("Let $x$ be real. Then", "holds.")


def test_notebook(tmp_path: Path) -> None:
    """A notebook is its markdown cells one after another."""
    cells = [{"cell_type": "markdown", "source": ["a\n", "$x = 1$"]}, {"cell_type": "code", "source": "$z$"},
             {"cell_type": "markdown", "source": "$y = 2$"}]  # fmt: skip
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    assert [(formula.source, formula.span.line) for formula in read(path).formulas] == [("x = 1", 2), ("y = 2", 4)]


def test_refused_files(tmp_path: Path) -> None:
    """A missing file, one that is not UTF-8 and one of 10 MB are refused in one line, quickly."""
    latin = tmp_path / "latin.md"
    latin.write_bytes(b"caf\xe9 $x$")
    big = tmp_path / "big.md"
    big.write_bytes(b"$x$ " * 2_500_000)
    start = time.perf_counter()
    for path, word in ((tmp_path / "none.md", "no such file"), (latin, "not UTF-8"), (big, "larger")):
        with pytest.raises(DocumentError, match=word) as caught:
            read(path)
        assert "\n" not in str(caught.value)
    assert time.perf_counter() - start < 1


def test_refusal_has_a_place() -> None:
    """A refused formula names the line and the column of the offending sign."""
    unread = read_text("text\n\n$$\na = b \\otimes c\n$$").formulas[0].unread
    assert unread is not None
    assert (unread.span.line, unread.span.column) == (4, 7)
