"""Finds proofs; what it finds counts only once the kernel has replayed it."""
