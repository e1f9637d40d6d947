"""Checks worked derivations, writes numeric code from formulas, exports LaTeX."""
