"""Batch runs measured: real documents, real processes, real kills. `python -m benchmarks.batch NAME …`."""
