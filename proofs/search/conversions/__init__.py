"""Conversions by subject. Each module exports `CONVERSIONS`, an immutable table name -> conversion, and where it proves
propositions (`integrable`, `tends`, ...) `PROVERS`, a table head -> prover; `table.py` puts them together.
"""
