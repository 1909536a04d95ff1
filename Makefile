# Every task of the project; `make help` lists them. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp keeps `make demo` and `make test` from installing again when nothing changed.
$(VENV)/.installed: pyproject.toml deploy/requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: install
install: $(VENV)/.installed ## make .venv with the pinned packages and the package itself

# Without the packages that these ask for but the bridge never uses: no client of a network service comes along.
.PHONY: ner
ner: install ## add the language model that masks beside the rules (README, Masking)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r deploy/requirements/ner.txt

.PHONY: demo
demo: install ## run the example campaign on the embedded forum (ARGS=--once ends after the run)
	@$(BIN)/ideabridge demo $(ARGS)

.PHONY: test
test: install ## run all tests, on two processors
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile $(ARGS)

.PHONY: check
check: install ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: bench
bench: install ## measure: seconds, memory and requests, as ratios against a baseline in the same run
	$(BIN)/python -m tests.perf $(ARGS)

.PHONY: chaos
chaos: install ## kill and disturb the bridge at every request and commit (ARGS=--all takes long)
	@$(BIN)/python -m tests.chaos $(ARGS)

.PHONY: soak
soak: install ## ten weeks in some minutes: two workers, PostgreSQL, faults; nothing may be lost
	@$(BIN)/python -m tests.soak $(ARGS)

.PHONY: format
format: install ## rewrite files to the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: words
words: install ## bring the shipped catalogues up to date with the sentences in templates and code
	@for file in templates/languages/*.po; do IDEABRIDGE_TEMPLATES=templates $(BIN)/ideabridge templates translate "$$(basename "$$file" .po)"; done

.PHONY: pin
pin: install ## renew the pinned requirement files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --extra postgres pyproject.toml -o deploy/requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --extra postgres --group dev pyproject.toml -o deploy/requirements/dev.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["ner"], sep="\n")' | uv pip compile --quiet --universal --python-version 3.11 --no-deps --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade - -o deploy/requirements/ner.txt

.PHONY: clean
clean: ## remove the environment and what runs left behind
	rm -rf $(VENV) .ideabridge .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
