"""Sheets of any spreadsheet format → tables and paragraphs: what is left to do once the cells are read."""
