"""Why it is true: the kernel, the theories (what the words mean) and the search for proofs."""
