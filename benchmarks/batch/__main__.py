"""python -m benchmarks.batch [kills|memory|noop|isolation|workers] …: prints figures, keeps them in out/bench/batch.json."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from benchmarks.batch import experiments

OUT = Path(__file__).parents[2] / "out" / "bench"


def main(names: list[str]) -> None:
    """Run the experiments of these names, all by default."""
    OUT.mkdir(parents=True, exist_ok=True)
    kept = OUT / "batch.json"
    results = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    place = OUT / "batch"
    for name in names or list(experiments.ALL):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        before = os.getloadavg()[0]
        figures = experiments.ALL[name](place)
        results[name] = {**figures, "load before": round(before, 2), "load after": round(os.getloadavg()[0], 2)}
        print(name, json.dumps(results[name], ensure_ascii=False))
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
