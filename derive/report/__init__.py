"""What the reader of a report sees: terminal, JSON, LaTeX, and the replay of a report."""
