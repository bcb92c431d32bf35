"""One module per tool, run inside that tool's own environment by `worker.py`.

A module offers functions that take the bytes of a PDF (or, where the tool wants one, its path) and return, page by page,
tables as `benchmarks.scoring.Found` says, or None for tools that return no tables. Imports of the tool stand at the top:
they are start-up, not reading.
"""
