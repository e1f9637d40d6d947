"""The trusted part: terms, rules, axioms and the checker. Imports the standard library only."""
