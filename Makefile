PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: chat test test-fast lint eval setup clean

# Sets up, builds the index on the first question, opens the chat.
chat: $(STAMP)
	$(BIN)/ethics-desk ingest
	$(BIN)/ethics-desk chat

# Sets up and runs every check and test.
test: $(DEV_STAMP) lint
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest

# The tests that need no index: seconds.
test-fast: $(DEV_STAMP)
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -m "not slow"

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Measures the answers on the labelled questions.
eval: $(STAMP)
	$(BIN)/ethics-desk eval

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

# torch is asked for by its exact version first: an unpinned one brings gigabytes.
$(DEV_STAMP): $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
