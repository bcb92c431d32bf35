"""What a script learns from the exit code."""

ALL_READ = 0
NOTHING_EXTRACTED = 1
USAGE = 2
SOME_FAILED = 3
NEEDS_REVIEW = 4
INTERRUPTED = 130
