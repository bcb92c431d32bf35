"""Where everything stands in the output folder of a batch run.

documents/reports/r5.pdf.json    the records of one document, as the command writes them alone
records/part-00042.jsonl         the same, one document a line, a bucket a part
rows/part-00042.parquet          the same as rows, one a value (with --parquet)
outcomes.jsonl                   one line a document: what became of it
errors.jsonl                     those of them without indicators
summary.json                     counts
last-run.json, measured/         what the last runs cost: the only files that differ from run to run
state/                           what lets a run go on where an earlier one stopped
"""

from __future__ import annotations

DOCUMENTS = "documents"
OUTCOMES, ERRORS, SUMMARY, LAST_RUN = "outcomes.jsonl", "errors.jsonl", "summary.json", "last-run.json"
PLAN = "state/plan.json"
DONE = "state/done"
PARTITIONED = "partitioned"
PARTITIONS_COMING, PARTITIONS_GOING = "state/partitions-coming", "state/partitions-going"


def records(bucket: int) -> str:
    """The records of a bucket."""
    return f"records/{_part(bucket)}.jsonl"


def rows(bucket: int) -> str:
    """The rows of a bucket."""
    return f"rows/{_part(bucket)}.parquet"


def outcomes(bucket: int) -> str:
    """The outcomes of a bucket."""
    return f"state/outcomes/{_part(bucket)}.jsonl"


def measured(bucket: int) -> str:
    """What the documents of a bucket cost."""
    return f"measured/{_part(bucket)}.jsonl"


def done(bucket: int, digest: str) -> str:
    """The marker that a bucket is done."""
    return f"{DONE}/{bucket:05d}-{digest[:16]}.json"


def stale(bucket: int, digest: str) -> str:
    """A marker whose bucket is being done anew; it names the documents that may have to go."""
    return f"{DONE}/{bucket:05d}-{digest[:16]}.stale.json"


def is_stale(path: str) -> bool:
    """Whether a marker has been put aside."""
    return path.endswith(".stale.json")


def bucket_of_marker(path: str) -> int:
    """The bucket a marker speaks of."""
    return int(path.rsplit("/", 1)[-1].partition("-")[0])


def _part(bucket: int) -> str:
    return f"part-{bucket:05d}"
