"""Terms as LaTeX."""

import pytest

from derive.report.latex import latex, latex_name
from proofs.theory.notation import term

SHOWN = [
    ("a-(b-c)", r"a - \left(b - c\right)"),
    ("-x^2", "-x^{2}"),
    ("(-x)^2", r"\left(-x\right)^{2}"),
    ("(a/b)/c", r"\frac{a}{b c}"),
    ("a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("(-1)^n", r"\left(-1\right)^{n}"),
    ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
    ("(a+b)^(n+1)", r"\left(a + b\right)^{n + 1}"),
    ("alpha*bb^-1", r"\frac{\alpha}{\mathrm{bb}}"),
    ("sqrt(x+1)", r"\sqrt{x + 1}"),
    ("1/2*sum(i, 1, n, x(i))", r"\frac{1}{2} \sum_{i=1}^{n} x_{i}"),
    ("2^n*3", r"2^{n} \cdot 3"),
    ("gamma(n+1)", r"\Gamma\left(n + 1\right)"),
    ("integral(lambda, posreal, lambda*exp(-lambda*t))", r"\int_{0}^{\infty} \lambda e^{-\lambda t} \, d\lambda"),
    ("exp(-x/2)", r"\exp\left(-\frac{x}{2}\right)"),
    ("if(x < 0, 0, 1)", r"\begin{cases} 0 & \text{if } x < 0 \\ 1 & \text{otherwise} \end{cases}"),
    ("x in closed(0, 1)", r"0 \leq x \leq 1"),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_latex(written: str, shown: str) -> None:
    """Signs, fractions, roots and brackets stand where a reader expects them, and no others."""
    assert latex(term(written)) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("alpha", r"\alpha"),
        ("mu_0", r"\mu_{0}"),
        ("eta'", r"\eta'"),
        ("bar_x", r"\bar{x}"),
        ("hat_beta", r"\hat{\beta}"),
        ("hat_R'_t+1", r"\hat{R}'_{t+1}"),
        ("Q_soft", r"Q_{\mathrm{soft}}"),
        ("mathcal_R", r"\mathcal{R}"),
        ("Q^*", "Q^{*}"),
        ("x_i,j", "x_{i,j}"),
        ("rate", r"\mathrm{rate}"),
        (r"\input{x}", r"\text{\textbackslash{}input\{x\}}"),
        ("a_\\input", r"a_{\text{\textbackslash{}}\mathrm{input}}"),
        ("a%b", r"\text{a\%b}"),
        ("_", r"\text{\_}"),
    ],
)
def test_names(name: str, shown: str) -> None:
    """Decorations are commands, words upright, and no name can bring in a command of its own."""
    assert latex_name(name) == shown
