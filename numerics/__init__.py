"""What it is worth: rigorous evaluation, random points and models, counterexamples."""
