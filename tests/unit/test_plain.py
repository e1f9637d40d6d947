"""Terms in plain notation."""

import pytest

from proofs.kernel.term import App, Bind, Term, bind
from proofs.language import NAT, POSREAL, REAL, num, var
from proofs.plain import plain, plain_name
from proofs.theory.notation import term

SHOWN = [
    ("a-(b-c)", "a − (b − c)"),
    ("(a-b)-c", "a − b − c"),
    ("-x^2", "−x²"),
    ("(-x)^2", "(−x)²"),
    ("(a/b)/c", "a/(b c)"),
    ("a/(b/c)", "a/(b/c)"),
    ("a/(b*c)", "a/(b c)"),
    ("a/(-b)", "−a/b"),
    ("(-1)^n", "(−1)^n"),
    ("(-1/2)^n", "(−1/2)^n"),
    ("pow(1-p, n)", "(1 − p)^n"),
    ("x^a^b", "x^(a^b)"),
    ("(x^a)^b", "(x^a)^b"),
    ("alpha*b^-1", "α/b"),
    ("x^(1/2)", "√x"),
    ("1/sqrt(x+1)", "1/√(x + 1)"),
    ("gamma(n+1)", "Γ(n + 1)"),
    ("2*3*x", "2 · 3 x"),
    ("x-(-2)", "x + 2"),
    ("-(a+b)", "−(a + b)"),
    ("a*(-b)", "−a b"),
    ("0*x", "0 x"),
    ("x/2", "x/2"),
    ("integral(lambda, posreal, lambda*exp(-lambda*t))", "∫_0^∞ λ e^(−λ t) dλ"),
    ("1/2*integral(x, open(a, b), x)", "1/2 · ∫_a^b x dx"),
    ("integral(x, real, f(x)+1)*c", "c ∫_(−∞)^∞ (f(x) + 1) dx"),
    ("sum(i, 1, n, x(i))", "Σ_{i=1}^n x_i"),
    ("sum(i, 1, n, x(i)) + 1", "Σ_{i=1}^n x_i + 1"),
    ("sum(i, 1, n, x(i)) + i", "(Σ_{i=1}^n x_i) + i"),
    ("sum(i, 1, n, x(i) + 1)", "Σ_{i=1}^n (x_i + 1)"),
    ("sum(i, 1, n, x(i))*sum(j, 1, n, x(j))", "(Σ_{i=1}^n x_i) Σ_{j=1}^n x_j"),
    ("(sum(i, 1, n, x(i)))^2", "(Σ_{i=1}^n x_i)²"),
    ("log(x)^2", "(log(x))²"),
    ("gamma(x)^2", "Γ(x)²"),
    ("exp(x)*e", "exp(x) e"),
    ("if(x < 0, 0, if(x < 1, x, 1))", "{0 if x < 0; x if x < 1; 1 otherwise}"),
    ("alpha in posreal", "α > 0"),
    ("n in nat", "n ∈ {0, 1, 2, …}"),
    ("p in open(0, 1)", "0 < p < 1"),
    ("k in from(r)", "k ∈ {r, r + 1, …}"),
    ("a < b and b <= c", "a < b and b ≤ c"),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_plain(written: str, shown: str) -> None:
    """Signs, fractions, roots and brackets stand where a reader expects them, and no others."""
    assert plain(term(written)) == shown


X = var("x")
OTHERS: list[tuple[Term, str]] = [
    (App("diff", (bind("lam", REAL, "x", term("x^2+b")), X)), "d/dx (x² + b)"),
    (App("diff", (bind("lam", REAL, "x", term("x^2")), num(3))), "d/dx x² at x = 3"),
    (App("lim", (bind("lam", REAL, "x", term("exp(-x)")), App("at_inf"))), "lim_{x→∞} e^(−x)"),
    (App("lim", (bind("lam", REAL, "x", X), App("from_right", (num(0),)))), "lim_{x→0⁺} x"),
    (App("propto", (bind("lam", POSREAL, "x", term("b*x")), bind("lam", POSREAL, "x", X))), "b x ∝ x (in x)"),
    (App("upto", (bind("lam", REAL, "y", var("y")), bind("lam", REAL, "x", X))), "y = y + const (in y)"),
    (bind("all", App("range", (num(1), var("n"))), "i", term("x(i) > 0")), "for all i ∈ {1, …, n}: 0 < x_i"),
    (bind("sum", NAT, "s", term("p(s)")), "Σ_{s=0}^∞ p_s"),
    (bind("int", var("Omega"), "w", term("X(w)")), "∫_Ω X(w) dw"),
    (Bind("int", REAL, X, "x"), "∫_(−∞)^∞ x dx′"),
]


@pytest.mark.parametrize(("written", "shown"), OTHERS)
def test_plain_of_binders(written: Term, shown: str) -> None:
    """Derivatives, limits and relations are spelt out, and no bound name hides a free one."""
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mu_0", "μ₀"),
        ("eta'", "η′"),
        ("hat_beta", "β\u0302"),
        ("bar_x_n", "x\u0304_n"),
        ("mathcal_R", "R"),
        ("Q^soft", "Q^soft"),
        ("x_i,j", "x_{i,j}"),
        ("_", "_"),
        ("a\x1b[31m", "a�[31m"),
    ],
)
def test_names(name: str, shown: str) -> None:
    """Decorations are shown, and control characters never reach the terminal."""
    assert plain_name(name) == shown
