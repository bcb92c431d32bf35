"""Fuzz targets with atheris, guided by what each input makes run; what is found stays in out/fuzz/TARGET.

Run as `python -m tests.fuzzing SECONDS [TARGET…]`, which gives each target its share of the seconds and its own process,
or as `python -m tests.fuzzing --one TARGET SECONDS`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from tests.fuzzing.targets import TARGETS

OUT = Path("out") / "fuzz"
SLOWEST = 60
"""Seconds for one input."""
MEMORY = 3000
"""MiB."""


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target; does not return. The process ends with another code than 0 where something was found."""
    import atheris

    # What the readers import when they are first used has to be watched from the start.
    with redirect_stderr(StringIO()), atheris.instrument_imports(include=["kpi_extract"], enable_loader_override=False):
        for module in [name for name in sys.modules if name.partition(".")[0] == "kpi_extract" or name in _HARNESS]:
            del sys.modules[module]
        import tests.fuzzing.targets as watched
    target = watched.TARGETS[name]
    corpus = OUT / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={target.most}",
        f"-artifact_prefix={OUT / name}/",
        "-print_final_stats=1",
        "-verbosity=0",
    ]

    def run(data: bytes) -> None:
        target.run(data)  # what the fuzzer is given back has a meaning of its own

    atheris.Setup([sys.argv[0], *options, str(corpus)], run)
    atheris.Fuzz()


_HARNESS = (
    "tests.fuzzing.targets",
    "tests.interpretation.building",
    "tests.readers.building",
    "tests.readers.pdf_drawing",
)


def main(arguments: Sequence[str]) -> int:
    """Fuzz each target for its share of the time; 1 where something was found."""
    seconds, names = int(arguments[0]), list(arguments[1:]) or list(TARGETS)
    failed = []
    for name in names:
        share = max(1, seconds // len(names))
        print(f"== {name}: {share} s", flush=True)
        command = [sys.executable, "-m", "tests.fuzzing", "--one", name, str(share)]
        try:
            code = subprocess.run(command, check=False, timeout=share + 5 * SLOWEST).returncode
        except subprocess.TimeoutExpired:
            code = 1
        if code:
            failed.append(name)
    print(f"found something: {', '.join(failed)}; see {OUT}" if failed else "nothing found")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        fuzz(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
