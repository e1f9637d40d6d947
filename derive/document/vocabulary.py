"""The words of TeX that the reader knows, in tables: what is a relation, a letter, a font, an operator."""

from __future__ import annotations

from collections.abc import Mapping

RELATIONS: Mapping[str, str] = {
    "=": "=", ":=": ":=", "=:": "=:", "<": "<", ">": ">", "leq": "leq", "le": "leq", "leqslant": "leq", "geq": "geq",
    "ge": "geq", "geqslant": "geq", "lt": "<", "gt": ">", "neq": "neq", "ne": "neq", "approx": "approx",
    "simeq": "simeq", "cong": "cong", "sim": "sim", "propto": "propto", "varpropto": "propto", "equiv": "equiv",
    "in": "in", "ni": "ni", "notin": "notin", "subset": "subset", "subseteq": "subseteq", "supset": "supset",
    "supseteq": "supseteq", "ll": "ll", "gg": "gg", "triangleq": ":=", "coloneqq": ":=", "coloneq": ":=",
    "vcentcolon": ":", "doteq": ":=", "lesssim": "lesssim", "gtrsim": "gtrsim", "preceq": "preceq",
    "succeq": "succeq", "prec": "prec", "succ": "succ", "perp": "perp", "to": "to", "rightarrow": "to",
    "longrightarrow": "to", "mapsto": "mapsto", "leftarrow": "leftarrow", "eqdist": "eqdist",
    "must_equal": "must_equal", "asymp": "asymp",
}  # fmt: skip

ARROWS = frozenset({
    "Rightarrow", "implies", "iff", "Leftrightarrow", "Longrightarrow", "Longleftrightarrow", "therefore", "because",
    "Leftarrow", "impliedby", "leadsto", "rightsquigarrow", "leftrightarrow", "Longleftarrow",
})  # fmt: skip

CONDITION_RELATIONS = frozenset({"in", "notin", "leq", "geq", "<", ">", "neq", "subseteq", "subset", "ll", "gg"})

LETTERS = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "varkappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "omicron",
        "pi",
        "varpi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Alpha",
        "Beta",
        "Gamma",
        "Delta",
        "Epsilon",
        "Zeta",
        "Eta",
        "Theta",
        "Iota",
        "Kappa",
        "Lambda",
        "Mu",
        "Nu",
        "Xi",
        "Omicron",
        "Pi",
        "Rho",
        "Sigma",
        "Tau",
        "Upsilon",
        "Phi",
        "Chi",
        "Psi",
        "Omega",
        "varGamma",
        "varDelta",
        "varTheta",
        "varLambda",
        "varXi",
        "varPi",
        "varSigma",
        "varPhi",
        "varPsi",
        "varOmega",
        "ell",
        "hbar",
        "imath",
        "jmath",
        "emptyset",
        "varnothing",
        "wp",
        "aleph",
        "bullet",
        "Re",
        "Im",
        "digamma",
        "eth",
        "complement",
    ]
)

FONTS: Mapping[str, str] = {
    "mathcal": "mathcal", "mathbb": "mathbb", "mathbf": "mathbf", "boldsymbol": "mathbf", "bm": "mathbf",
    "pmb": "mathbf", "mathrm": "mathrm", "mathsf": "mathsf", "mathit": "mathit", "mathfrak": "mathfrak",
    "mathscr": "mathcal", "mathtt": "mathtt", "mathnormal": "mathit", "operatorname": "operatorname",
    "mathds": "mathbb", "mathbbm": "mathbb", "symbf": "mathbf", "symup": "mathrm", "rm": "mathrm", "bf": "mathbf",
    "cal": "mathcal",
}  # fmt: skip
TEXTS = frozenset({"text", "textrm", "textit", "textbf", "textsf", "textnormal", "mbox", "hbox", "textsc", "texttt",
                   "textup", "intertext", "shortintertext"})  # fmt: skip
MARKS: Mapping[str, str] = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "vec": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute",
    "grave": "grave", "underline": "underline", "mathring": "ring", "overrightarrow": "vec",
}  # fmt: skip
FUNCTIONS = frozenset(
    [
        "log",
        "ln",
        "exp",
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "arcsin",
        "arccos",
        "arctan",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "lg",
        "arccot",
        "atan",
        "asin",
        "acos",
        "artanh",
        "arsinh",
        "arcosh",
        "logit",
        "softmax",
        "sigmoid",
        "erf",
        "erfc",
        "sgn",
        "sign",
    ]
)
RUNS = frozenset(
    [
        "exp",
        "log",
        "ln",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "Var",
        "var",
        "Cov",
        "cov",
        "Corr",
        "corr",
        "Std",
        "std",
        "max",
        "min",
        "sup",
        "inf",
        "argmax",
        "argmin",
        "lim",
        "Pr",
        "Prob",
        "erf",
        "erfc",
        "KL",
        "Gamma",
        "Beta",
        "Gam",
        "Exp",
        "Bern",
        "Bin",
        "Poiss",
        "Pois",
        "Unif",
        "Normal",
        "Lomax",
        "Ber",
        "Geo",
        "Cat",
        "Dir",
        "Mult",
        "Student",
        "Laplace",
        "Uniform",
        "Poisson",
        "Binomial",
        "Bernoulli",
        "Geometric",
        "InvGamma",
        "IG",
        "Ga",
        "Dirichlet",
        "Cauchy",
        "Pareto",
        "Weibull",
        "ELBO",
        "sgn",
        "sign",
        "const",
    ]
)
SUBSCRIPT_WORDS = frozenset(["KL", "JS", "TV", "ML", "MAP", "MLE", "MSE", "RL", "MC", "TD", "LR"])
EXPECTATIONS: Mapping[str, str] = {
    "E": "E", "Var": "Var", "var": "Var", "Cov": "Cov", "cov": "Cov", "Corr": "Corr", "corr": "Corr", "Std": "Std",
    "std": "Std", "VAR": "Var", "COV": "Cov", "Expectation": "E",
}  # fmt: skip
EXTREMA = frozenset({"max", "min", "sup", "inf", "argmax", "argmin", "arg max", "arg min"})
BIGS: Mapping[str, str] = {"sum": "sum", "prod": "product", "bigcup": "union", "bigcap": "intersection"}
INTEGRALS: Mapping[str, int] = {"int": 1, "iint": 2, "iiint": 3, "idotsint": 1, "oint": 1}
ELLIPSES = frozenset({"dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso"})
TIMES = frozenset({"cdot", "times", "ast", "*", "centerdot"})

ROW_ENVIRONMENTS = frozenset({
    "align", "align*", "aligned", "split", "gathered", "gather", "gather*", "multline", "multline*", "multlined",
    "eqnarray", "eqnarray*", "equation", "equation*", "alignat", "alignat*", "alignedat", "flalign", "flalign*",
    "subequations", "displaymath", "math", "IEEEeqnarray", "IEEEeqnarray*", "dmath", "dmath*",
})  # fmt: skip
DISPLAY_ENVIRONMENTS = (
    "equation", "align", "gather", "multline", "eqnarray", "alignat", "flalign", "displaymath", "IEEEeqnarray", "dmath",
)  # fmt: skip
TABLES = frozenset({"array", "matrix", "smallmatrix"})
MATRICES = frozenset({"pmatrix", "bmatrix", "vmatrix", "Vmatrix", "Bmatrix", "pmatrix*", "bmatrix*"})
CASES = frozenset({"cases", "dcases", "rcases", "cases*", "dcases*"})

MATRIX_WORDS: Mapping[str, str] = {
    "tr": "trace", "Tr": "trace", "trace": "trace", "det": "determinant", "vec": "vectorisation", "diag": "diagonal",
    "rank": "rank", "rk": "rank",
}  # fmt: skip
REFUSED: Mapping[str, str] = {
    "otimes": "matrix algebra is not read yet: Kronecker product",
    "odot": "matrix algebra is not read yet: elementwise product",
    "oplus": "direct sum is not read", "circ": "composition is not read", "pm": "plus-minus sign is not read",
    "mp": "minus-plus sign is not read", "det": "matrix algebra is not read yet: determinant",
    "setminus": "set difference is not read", "star": "binary star is not read", "top": "stray transpose sign",
    "exists": "existential quantifier is not read", "bigotimes": "matrix algebra is not read yet: Kronecker product",
    "bigoplus": "direct sum is not read", "coprod": "coproduct is not read", "ointctrclockwise": "contour integral",
    "mathbin": "mathbin is not read", "genfrac": "genfrac is not read", "mod": "modulo is not read",
    "bmod": "modulo is not read", "pmod": "modulo is not read",
}  # fmt: skip

# Words between statements: what follows stands by itself, or is a remark on what stood before.
JOINING_WORDS = frozenset(
    [
        "and",
        "where",
        "with",
        "so",
        "thus",
        "hence",
        "then",
        "therefore",
        "but",
        "also",
        "gives",
        "yields",
        "i.e.",
        "ie",
        "or",
        "that",
        "is",
        "which",
        "implies",
        "consequently",
        "i.e",
        "equivalently",
        "namely",
        "we",
        "have",
        "let",
        "now",
        "finally",
        "accordingly",
    ]
)
UNICODE: Mapping[str, str] = {
    "−": "-", "·": "cdot", "×": "times", "≤": "leq", "≥": "geq", "≠": "neq", "∞": "infty", "→": "rightarrow",
    "⇒": "Rightarrow", "⇔": "iff", "∈": "in", "∼": "sim", "∝": "propto", "≈": "approx", "∑": "sum", "∏": "prod",
    "∫": "int", "∇": "nabla", "∂": "partial", "…": "ldots", "⋅": "cdot", "′": "'", "≡": "equiv", "∀": "forall",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "ϕ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "ϵ": "epsilon", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell", "∣": "mid", "‖": "Vert", "∥": "parallel",
}  # fmt: skip
