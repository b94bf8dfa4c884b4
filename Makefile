# One command each, the same at the desk and in CI. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# `pip` of the system installs into a venv that has none (Debian without python3-venv).
PIP = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check --quiet

COMPILE = $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: help run test lint types unit compiled compiled-unit compiled-tests c-compiler fuzz bench lock clean

help: ## List these commands.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 15

run: $(VENV)/run.stamp ## Start the legacy demo and errgate in front of it; Ctrl-C stops both.
	@$(BIN)/errgate demo --gateway config.yaml

test: lint types unit ## Linters, strict types and all tests.

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

unit: $(VENV)/test.stamp
	$(BIN)/pytest -n 2

compiled: $(VENV)/test.stamp c-compiler ## Build the wheel whose hot modules are compiled into dist/.
	ERRGATE_COMPILE=1 $(BIN)/python -m build --wheel --no-isolation --outdir dist

# The same tests as ever on compiled modules, which one of them makes sure of. Built without optimizations.
compiled-unit: $(VENV)/test.stamp ## The tests of the compiled modules, on compiled modules.
	@if $(MAKE) --no-print-directory c-compiler; then $(MAKE) --no-print-directory compiled-tests; \
		else echo "SKIPPED: nothing was compiled, and nothing compiled was tested"; fi

compiled-tests: build/compiled.stamp
	PYTHONPATH=$(CURDIR)/build/compiled:$(CURDIR) PYTHONSAFEPATH=1 ERRGATE_COMPILED=1 \
		$(BIN)/pytest -n 2 --import-mode=append tests/test_compiled.py tests/errors tests/http tests/observe

build/compiled.stamp: $(VENV)/test.stamp build_hook.py pyproject.toml $(shell find gateway plugins -name '*.py')
	@rm -rf build/compiled build/wheel
	@ERRGATE_COMPILE=1 MYPYC_OPT_LEVEL=0 $(BIN)/python -m build --wheel --no-isolation --outdir build/wheel
	@$(BIN)/python -m zipfile -e build/wheel/*.whl build/compiled
	@touch $@

# As root on Debian, what is missing is installed.
NEED_C = $(BIN)/python -c 'import build_hook; build_hook.need_c_compiler()'
c-compiler: $(VENV)/test.stamp
	@$(NEED_C) 2>/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
		|| (apt-get update -q && apt-get install -q --yes gcc libc6-dev python3-dev) || true
	@$(NEED_C)

FUZZ_SECONDS ?= 300

# A find prints FUZZ_SEED; with that in the environment the run is the same again.
fuzz: $(VENV)/test.stamp ## Break bytes on both sides for FUZZ_SECONDS (300) a test, and tunnels.
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/pytest -n 2 -rP tests/http/test_fuzz.py tests/http/test_fuzz_cuts.py \
		tests/http/test_fuzz_tunnel.py

# Alone: `python -m bench.flat`, `bench.workers`, `bench.engine`.
bench: $(VENV)/test.stamp ## Measure errgate beside other proxies (ARGS="--rounds 1"); writes bench/results.md.
	@$(BIN)/python -m bench $(ARGS)

# Reproducible installs: every package pinned with its hashes.
lock: $(VENV)/test.stamp ## Pin what pyproject.toml allows, anew.
	$(PIP) install "pip-tools>=7.4,<8"
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) --extra test --extra build --extra compile -o requirements-test.lock pyproject.toml

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/run.stamp: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing errgate into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/test.stamp: $(BIN)/python requirements-test.lock pyproject.toml
	@echo "Installing errgate and what its tests need into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

clean: ## Remove what these commands made.
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
