"""Tables with missing rules: columns from the alignment of text, rows from its lines and from the rules there are."""
