# Needs Python 3.11 or newer with venv, and make. Everything else is set up here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=
CLAIMS ?=
# Where it is set, each of the suite's hundreds of processes compiles anew what it imports.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: bench test test-compose check fuzz audit format docs lock clean help

bench: $(STAMP) ## compare the stacks on this machine: table, verdict, report (ARGS="--help" for options)
	$(BIN)/bench run $(ARGS)

test: $(STAMP) ## run the whole test suite on an embedded PostgreSQL
ifeq ($(ARGS),)
	@$(BIN)/python -m pytest -q -n auto -m "not alone"; beside=$$?; \
		$(BIN)/python -m pytest -q -m alone && exit $$beside
else
	$(BIN)/python -m pytest $(ARGS)
endif

test-compose: $(STAMP) ## test the containers on an engine: build, bring up, check, load, kill, remove
	$(BIN)/python -m pytest --timeout 600 tests/compose $(ARGS)

check: $(STAMP) ## lint, format, types, import contracts, twins, Dockerfiles, manifests: fast
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_twins.py tests/deploy

fuzz: $(STAMP) ## fuzz every stack: 5,000 requests each out of the document, hostile texts, numbers (FUZZ_STACKS=… for some)
	FUZZ_CASES=$${FUZZ_CASES:-5000} FUZZ_STACKS=$${FUZZ_STACKS:-all} \
		$(BIN)/python -m pytest -q --timeout 0 tests/fuzz $(ARGS)

audit: $(STAMP) ## ask whether a locked package has a known vulnerability; needs the network
	$(BIN)/python deploy/audit.py

format: $(STAMP) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP) ## make docs/lessons.md from the lessons, and docs/claims.md from CLAIMS=results/…/claims.json
	$(BIN)/python -m lessons --markdown docs/lessons.md
	$(if $(CLAIMS),$(BIN)/bench claims --from $(CLAIMS) --markdown docs/claims.md)

lock: $(STAMP) ## take the newest versions that pyproject.toml allows into requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
		--no-emit-index-url --no-emit-find-links --all-extras --group dev --no-header \
		--output-file requirements.lock pyproject.toml

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d: name one with make PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS='ignore:Editable installation' \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean: ## remove the virtual environment, caches and results
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache results artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
