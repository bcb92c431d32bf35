"""Rules → grids of cells."""
