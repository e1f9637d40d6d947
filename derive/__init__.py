"""Checks worked derivations, writes numeric code from formulas, exports LaTeX.

`derive.check(…)` takes the path of a document, a formula as LaTeX, or two SymPy expressions (see `derive.api`).
"""

from derive import check as check

__version__ = "0.1.0"
