"""python -m benchmarks.batch NAME …, of experiments.ALL: prints figures, keeps them in out/bench/batch.json."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from benchmarks.batch import experiments
from benchmarks.machine import describe

OUT = Path(__file__).parents[2] / "out" / "bench"


def main(names: list[str]) -> None:
    """Run the experiments of these names, all by default."""
    # Where modules are not kept compiled, as they are after an installation, each child compiles them anew: 0.2 s.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in names or list(experiments.ALL):
        place = OUT / "batch" / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        before = os.getloadavg()[0]
        figures = experiments.ALL[name](place)
        loads = {"load before": round(before, 2), "load after": round(os.getloadavg()[0], 2)}
        _keep(name, {**figures, **loads})
        shutil.rmtree(place, ignore_errors=True)


def _keep(name: str, figures: experiments.Figures) -> None:
    """Print the figures, and keep them beside those of other experiments."""
    print(name, json.dumps(figures, ensure_ascii=False), flush=True)
    kept = OUT / "batch.json"
    results = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    results[name] = {**figures, "machine": describe()}
    kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
