"""What the words mean, as data: named laws and their parameters. Adding a law changes nothing else."""
