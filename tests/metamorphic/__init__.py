"""What must not matter: a document is changed in a way that leaves its meaning alone, and the records stay the same."""
