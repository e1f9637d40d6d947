"""From the bytes of a document to formulas with source positions; knows notation, not meaning."""
