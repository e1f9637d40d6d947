"""A draft of a context: what was taken from the text, and each name that nobody explained, to be completed."""

from __future__ import annotations

from derive.document import syntax as s
from derive.meaning import context_file
from derive.meaning.declarations import declare
from derive.meaning.declared import Declarations
from derive.meaning.steps import steps
from proofs.kernel.term import App, Term
from proofs.plain import plain

_DOMAIN_WORDS = {
    "real": "real", "posreal": "positive", "nonneg": "nonnegative", "int": "integer", "nat": "nonnegative integer",
    "posint": "natural",
}  # fmt: skip


def draft(document: s.Document) -> str:
    """YAML with the domains and laws found as comments and the open names as entries to fill in."""
    context = context_file.parse(document.context)
    declarations = declare(document, lambda env: context_file.prepare(context, env), context.laws)
    made = steps(document, declarations)
    lines = ["# What the text says (for information):"]
    lines += [f"#   {a}" for a in declarations.env.assumed] or ["#   nothing about laws"]
    lines += [f"#   {name}: {_word(d)}" for name, d in sorted(declarations.env.domains.items())]
    lines += [
        f"#   {name} is defined in line {_line(declarations, name)}" for name in sorted(declarations.env.definitions)
    ]
    open_names = sorted({c.split(" ", 1)[0] for step in made for c in step.conditions})
    lines += ["", "# Names without a domain: say real, positive, natural, integer, (0, 1), ..."]
    lines += ["domains:", *(f"  {_latex(n)}: real  # TODO" for n in open_names)] if open_names else ["domains: {}"]
    problems = [f"#   line {x.line}: {x.problem}" for x in made if x.problem]
    lines += ["", "# Steps that could not be understood:", *(problems or ["#   none"])]
    lines += [
        "",
        'laws: []    # e.g. "t_2 \\\\sim \\\\mathrm{Exp}(\\\\lambda)"',
        'define: []  # e.g. "Z = \\\\int e^{-x} dx"',
    ]
    lines += ['same: {}    # e.g. "\\\\delta\'": "\\\\vartheta\'"', ""]
    return "\n".join(lines)


def _line(d: Declarations, name: str) -> int:
    return d.env.definitions[name][0].line


def _word(d: Term) -> str:
    return _DOMAIN_WORDS.get(d.head, plain(d)) if isinstance(d, App) else plain(d)


def _latex(name: str) -> str:
    from derive.report.latex import latex_name

    return "'" + latex_name(name).replace("'", "''") + "'"
