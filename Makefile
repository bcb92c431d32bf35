# Everything a machine needs besides python3 (with venv) and make is set up by these targets themselves.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
BENCH ?= full
READY := $(VENV)/.ready
FUZZ := out/fuzz-env
SECONDS ?= 600

.PHONY: help demo test lint accuracy test-all bench scale wild fuzz fixtures schema docs lock clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)  ## Extract the sample PDF and show the result
	@mkdir -p out
	@$(BIN)/kpi-extract samples/kushiro-r4.pdf --municipality 釧路市 -o out/kushiro-r4.json
	@$(BIN)/kpi-extract samples/kushiro-r4.pdf --municipality 釧路市 --quiet --format table
	@echo
	@echo "The records are in out/kushiro-r4.json"

test: lint  ## Tests, lint, types, layers, schema, documentation examples, accuracy
	$(BIN)/python -m pytest -q
	$(BIN)/python -m tests.accuracy

accuracy: $(READY)  ## Indicators and fields right over all fixtures in all formats; fails below the floors
	$(BIN)/python -m tests.accuracy

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-all: test  ## The same and what needs LibreOffice and Chromium; fails where one is missing
	$(BIN)/python -m pytest -q tests/producers

bench: $(READY)  ## Speed, memory and cells beside other tools; BENCH=quick in minutes (needs what benchmarks/README.md names)
	$(BIN)/python -m benchmarks $(BENCH)

scale: $(READY)  ## Batch runs: isolation, memory, limits, kills, 50,000 documents; about an hour (SCALE="isolation kills" for some)
	$(BIN)/python -m benchmarks.batch $(SCALE)

wild: $(READY)  ## Foreign files, CORPUS=folder of any kind, through the isolated batch: outcomes, slowest, largest, empty ones
	$(BIN)/python -m benchmarks.wild $(CORPUS)

fuzz:  ## Fuzz readers, values, headings, interpretation; SECONDS=600 altogether, TARGETS="word values" for some
	@if $(FUZZ)/bin/python -c "import atheris, pikepdf" 2>/dev/null || { $(PYTHON) -m venv $(FUZZ) && \
	$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	-r requirements/dev.txt -r requirements/fuzz.txt; }; \
	then PYTHONPATH=src:. $(FUZZ)/bin/python -m tests.fuzzing $(SECONDS) $(TARGETS); \
	else echo "make fuzz: skipped, atheris cannot be installed here (it needs Linux and Python 3.11 to 3.13)."; \
	echo "Mutations without it: python -m tests.fuzzing.mutations TARGET COUNT"; fi

fixtures: $(READY)  ## Rebuild samples and fixtures (needs LibreOffice, Chromium and the IPA fonts)
	$(BIN)/python -m tests.fixtures.kushiro.make
	$(BIN)/python -m tests.fixtures.reports.make

schema: $(READY)  ## Write schemas/report.schema.json from the records
	$(BIN)/kpi-extract schema > schemas/report.schema.json

docs: $(READY)  ## Write docs/cli.md, docs/issues.md and docs/rows.md from the program
	$(BIN)/python -m tests.generated_docs

lock:  ## Lock the dependencies anew (needs uv)
	uv pip compile -q requirements/run.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/run.txt
	uv pip compile -q requirements/dev.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/dev.txt

clean:
	rm -rf $(VENV) out build dist
