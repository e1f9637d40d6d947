"""From what is written to what is claimed: names, laws, definitions and random variables of a document."""
