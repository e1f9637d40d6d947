"""Markov decision processes in documents."""
