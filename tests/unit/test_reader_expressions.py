"""Expressions: each LaTeX form and the tree it is read as, shown as an s-expression."""

from __future__ import annotations

import pytest

from derive.document.outline import outline
from derive.document.reader import read_formula

FORMS = [
    (r"p(x|\theta)", "(Apply p [x] [theta] ()"),
    (r"p(x\mid\theta)", "(Apply p [x] [theta] ()"),
    (r"p(x, y \vert z; \theta)", "(Apply p [x y] [z] [theta] ()"),
    (r"p\left(x \middle| y\right)", "(Apply p [x] [y] ()"),
    (r"\pi(\cdot|s)", "(Apply pi [(Hole )] [s] ()"),
    (r"\mathrm{KL}[q\,||\,p]", "(Apply KL@mathrm [q] [p] [)"),
    (r"D_{KL}(q(z) \| p(z|x))", "(Apply (Subscript D KL) [(Apply q [z] ()] [(Apply p [z] [x] ()] ()"),
    (r"P(X = k, Y \le 2)", "(Apply P [(Relation [X k] [=]) (Relation [Y 2] [leq])] ()"),
    (r"\mathcal{N}(x; \mu, \sigma^2)", "(Apply N@mathcal [x] [mu (Power sigma 2)] ()"),
    (r"\mathbb{E}_{x\sim p}[f(x)]", "(Expectation E (Relation [x p] [sim]) [(Apply f [x] ()])"),
    (r"E[X|Y]", "(Expectation E _ [X] [Y])"),
    (r"\mathop{\mathbb E}_{q} g(z)", "(Expectation E q [(Apply g [z] ()])"),
    (r"\mathrm{Cov}(X, Y)", "(Expectation Cov _ [X Y])"),
    (r"Var(X)", "(Expectation Var _ [X])"),
    (r"\left\langle f(x) \right\rangle_{p(x)}", "(Expectation E (Apply p [x] () [(Apply f [x] ()])"),
    (r"\log a \cdot b", "(Multiply [(Apply log [a] ) b])"),
    (r"\log 2\pi\sigma^2", "(Apply log [(Multiply [2 pi (Power sigma 2)])] )"),
    (r"\ln a\, e^{b}", "(Multiply [(Apply ln [a] ) (Power e b)])"),
    (r"\log p(x) q(x)", "(Multiply [(Apply log [(Apply p [x] ()] ) (Apply q [x] ()])"),
    (r"\log \sum_a \exp(Q(s,a)/\alpha)",
     "(Apply log [(Big sum [a] _ _ _ _ (Apply exp [(Divide (Apply Q [s a] () alpha)] ())] )"),
    (r"\sin^2 x", "(Apply (Power sin 2) [x] )"),
    (r"exp(x) + log y", "(Add [(Apply exp [x] () (Apply log [y] )])"),
    (r"s_{t'+1}", "(Subscript s (Add [t' 1]))"),
    (r"\hat{R}_t", "(Subscript hat~R t)"),
    (r"\nabla_\theta J(\theta)", "(Gradient theta (Apply J [theta] ())"),
    (r"\nabla_\theta \log \pi_\theta(a|s) r(s)",
     "(Multiply [(Gradient theta (Apply log [(Apply (Subscript pi theta) [a] [s] ()] )) (Apply r [s] ()])"),
    (r"x_{1:T}", "(Subscript x (Relation [1 T] [:]))"),
    (r"x_{ij}", "(Subscript x (Tuple [i j]))"),
    (r"V^{\text{soft}}(s)", "(Apply (Label V soft) [s] ()"),
    (r"Q^*(s,a)", "(Apply (Label Q *) [s a] ()"),
    (r"s_t^{(i)}", "(Label (Subscript s t) (i))"),
    (r"Q^\pi(s,a)", "(Apply (Power Q pi) [s a] ()"),
    (r"f^{-1}(y)", "(Apply (Power f (Negative 1)) [y] ()"),
    (r"r^{n}(1-r)^m", "(Multiply [(Power r n) (Power (Group (Add [1 (Negative r)]) () m)])"),
    (r"\sum_{i=1}^n x_i + y_i - z",
     "(Add [(Big sum [i] 1 n _ _ (Add [(Subscript x i) (Subscript y i)])) (Negative z)])"),
    (r"\sum_i x_i + \sum_i y_i",
     "(Add [(Big sum [i] _ _ _ _ (Subscript x i)) (Big sum [i] _ _ _ _ (Subscript y i))])"),
    (r"\sum_{x\in\mathcal X} p(x)", "(Big sum [x] _ _ X@mathcal _ (Apply p [x] ())"),
    (r"\sum_{i \neq j} a_i", "(Big sum [i] _ _ _ (Relation [i j] [neq]) (Subscript a i))"),
    (r"\underset{t}{\sum} r_t", "(Big sum [t] _ _ _ _ (Subscript r t))"),
    (r"\sum_{\substack{i=1 \\ i \ne k}}^n a_i", "(Big sum [i] 1 n _ (Relation [i k] [neq]) (Subscript a i))"),
    (r"\int_0^1 f(x) + g(x) \, \mathrm{d}x", "(Big integral [x] 0 1 _ _ (Add [(Apply f [x] () (Apply g [x] ()]))"),
    (r"\int dx\, f(x)", "(Big integral [x] _ _ _ _ (Apply f [x] ())"),
    (r"\int \frac{dx}{x^2}", "(Big integral [x] _ _ _ _ (Divide 1 (Power x 2)))"),
    (r"\int r \int p(r|b) p(b) \, db\, dr",
     "(Big integral [r] _ _ _ _ (Multiply [r "
     "(Big integral [b] _ _ _ _ (Multiply [(Apply p [r] [b] () (Apply p [b] ()]))]))"),
    (r"\int_{x} f(x) dx", "(Big integral [x] _ _ _ _ (Apply f [x] ())"),
    (r"p_{01}", "(Subscript p 01)"),
    (r"\iint f(x,y) \, dx\,dy", "(Big integral [x y] _ _ _ _ (Apply f [x y] ())"),
    (r"\int_a Q(s,a)", "(Big integral [a] _ _ _ _ (Apply Q [s a] ())"),
    (r"\int_{\mathcal X} f(x) dx", "(Big integral [x] _ _ X@mathcal _ (Apply f [x] ())"),
    (r"\frac{d}{dx} x^2", "(Derivative [[x 1]] (Power x 2))"),
    (r"\frac{\mathrm{d}^2 f(x)}{\mathrm{d}x^2}", "(Derivative [[x 2]] (Apply f [x] ())"),
    (r"\frac{\partial^2}{\partial x \partial y} g(x,y)", "(Derivative [[x 1] [y 1]] (Apply g [x y] ())"),
    (r"u(t) v(t) \Big|_0^\infty", "(Evaluated (Multiply [(Apply u [t] () (Apply v [t] ()]) _ 0 oo)"),
    (r"\left[ F(x) \right]_a^b", "(Evaluated (Apply F [x] () _ a b)"),
    (r"\left. g(x) \right|_{x=0}", "(Evaluated (Apply g [x] () x _ 0)"),
    (r"\mu \left[ x \right]_0^1", "(Multiply [mu (Evaluated x _ 0 1)])"),
    (r"{n \choose k} p^k", "(Multiply [(Binomial n k) (Power p k)])"),
    (r"\frac12 {a \over b}", "(Multiply [(Divide 1 2) (Divide a b)])"),
    (r"|x - y|", "(Absolute (Add [x (Negative y)]) False)"),
    (r"E[|X||Y]", None),
    (r"\left\lVert x \right\rVert", "(Absolute x True)"),
    (r"\lfloor x \rfloor", "(Rounding floor x)"),
    (r"\arg\max_q -D(q)", "(Extremum argmax q (Negative (Apply D [q] ()))"),
    (r"\operatorname*{argmax}_x f(x)", "(Extremum argmax x (Apply f [x] ())"),
    (r"\lim_{x \to 0^+} x^x", "(Limit x 0 + (Power x x))"),
    (r"\left\lbrace 1, \ldots, n \right\rbrace", "(SetOf [1 (Ellipsis ) n] _)"),
    (r"\inf\{x : F(x) \ge u\}", "(Extremum inf _ (SetOf [x] (Relation [(Apply F [x] () u] [geq])))"),
    (r"\sum_a f(a) + a_0", "(Add [(Big sum [a] _ _ _ _ (Apply f [a] ()) (Subscript a 0)])"),
    (r"\{x : x > 0\}", "(SetOf [x] (Relation [x 0] [>]))"),
    (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
     "(Cases [[1 (Relation [x 0] [>])] [0 'otherwise']])"),
    (r"\left\{ \begin{array}{rl} a \; , & \text{if} \; x \in A \\ b \end{array} \right.",
     "(Cases [[a (Relation [x A] [in])] [b _]])"),
    (r"\underbrace{a + b}_{=0} + \overbrace{c}^{\text{noise}}",
     "(Add [(Brace under (Add [a b]) (Relation [_ 0] [=])) (Brace over c noise@text)])"),
    (r"a(b+c)", "(Apply a [(Add [b c])] ()"),
    (r"1/2 x", "(Multiply [(Divide 1 2) x])"),
    (r"0.05 \cdot 30\%", "(Multiply [1/20 (Divide 30 100)])"),
    (r"\mathrm{erf}^{-1}(x)", "(Apply (Power erf (Negative 1)) [x] ()"),
    (r"f'(x) g''(x)", "(Multiply [(Apply f' [x] () (Apply g'' [x] ()])"),
    (r"\prod_{i<j} (x_j - x_i)",
     "(Big product [i] _ _ _ (Relation [i j] [<]) (Add [(Subscript x j) (Negative (Subscript x i))]))"),
    (r"9^{9^{9^9}}", "(Power 9 (Power 9 (Power 9 9)))"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "tree"), [form for form in FORMS if form[1] is not None])
def test_form(latex: str, tree: str) -> None:
    """Each form of the notation is read as the tree that a mathematician sees in it."""
    formula = read_formula(latex)
    assert formula.unread is None, formula.unread
    assert [outline(chain.head) for chain in formula.chains] == [tree]


REFUSED = [
    (r"A^\top B", "transpose"), (r"x^{\mathrm{T}} y", "transpose"), (r"\mathrm{tr}(A)", "trace"),
    (r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "matrix"), (r"A \otimes B", "Kronecker"),
    (r"\left[ \begin{matrix} a \\ b \end{matrix} \right]", "matrix"), (r"a / b c", "ambiguous"),
    (r"x \pm y", "plus-minus"), (r"\foo x", "unknown command"), (r"x2", "ambiguous"), (r"x^12", "braces"),
    (r"\int f(x) \, \mathrm{d}(x^2)", "integration with respect"), (r"\int f(x) \mu(dx)", "differential"),
    (r"\overline{X + Y}", "over an expression"), (r"a = b + ", "ends"), (r"f(x]", "shape"), (r"n!!", "double"),
    (r"u = x^2, \quad du = 2x\,dx", "differential outside"), (r"x^{(k+1)}", "power or an index"),
    (r"\theta^T x", "transpose"), (r"(y - z)^T w", "transpose"), (r"n = 10,000", "comma"), (r"x \% 2", "percent"),
    (r"\langle x, y \rangle", "inner product"), (r"x^a^b", "two superscripts"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "reason"), REFUSED)
def test_refusal(latex: str, reason: str) -> None:
    """What cannot be read whole is refused by the name of the construct, at its place."""
    formula = read_formula(latex)
    assert formula.unread is not None, formula.chains
    assert reason in formula.unread.reason
    assert not formula.chains


@pytest.mark.parametrize("latex", ["(" * 10_000, "{" * 9000,
                                   "-" * 9000, r"\frac{" * 3000, "x^{" * 4000, r"\log " * 3000,
                                   "|" * 9001, "1" * 5000, "a" * 30_000, r"\left(" * 2000])  # fmt: skip
def test_nests_and_lengths(latex: str) -> None:
    """A deep nest, a long numeral and a long formula are refused quickly, with a reason."""
    formula = read_formula(latex)
    assert formula.unread is not None and formula.unread.reason
