# Every command of the project; CI runs `make test`. `make` alone prints the list.

MAKEFLAGS += --no-builtin-rules --warn-undefined-variables
# Settings of the surroundings that would put packages, or look for them, somewhere else than in .venv.
unexport PYTHONHOME PYTHONPATH PIP_NO_BINARY PIP_PREFIX PIP_PYTHON PIP_ROOT PIP_TARGET
# With it each of the hundreds of processes that tests start compiles the project anew, a fifth of its start.
unexport PYTHONDONTWRITEBYTECODE
export PIP_REQUIRE_VIRTUALENV := 0
export PIP_USER := 0
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
BASE ?=
DEMO := docs/demo/purchase.py
MINUTES ?= 10
SEED ?=

INSTALLED := .venv/.installed
PROJECT := .venv/.project-installed

# One mutant alone: make mutants ONLY=<its name>
ONLY ?=

.PHONY: help install demo demo-sandbox test lint types check-generated generate docs spec-diff mock
.PHONY: contract contract-long worst-year compat mutants bench format build clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s%s\n", $$1, $$2 }' Makefile

install: $(PROJECT) ## Create or refresh .venv: the pinned requirements and this project
	@:

# What .venv was made from: this folder, this interpreter, these requirements. When one of them is another, or when
# the installation was interrupted, .venv is made anew: pip takes half a package for a whole one. The lock is
# complete, so pip resolves nothing, and what it installs is the same in a year.
$(INSTALLED): FORCE
	@python=$$("$(PYTHON)" -ISc 'import sys; print(sys.base_prefix, sys.implementation.cache_tag); \
		sys.exit(sys.version_info < (3, 11))' 2>/dev/null) || \
		{ echo "$(PYTHON) is not Python 3.11 or newer; name one that is: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	wanted="$(CURDIR) $$python $$(cksum < .ci/requirements.txt)"; \
	if [ "$$wanted" != "$$(cat $@ 2>/dev/null)" ] || ! $(PY) -ISc '' 2>/dev/null; then \
		if [ -e $@ ]; then echo "Creating .venv anew: the folder, the Python or the requirements have changed"; \
		else echo "Creating .venv"; fi; \
		"$(PYTHON)" -m venv --clear .venv && \
		echo "Installing the pinned requirements into it; this takes about half a minute" && \
		$(PIP) install --no-deps --only-binary :all: --require-hashes --requirement .ci/requirements.txt && \
		echo "$$wanted" > $@; \
	fi

$(PROJECT): $(INSTALLED) pyproject.toml
	@echo "Installing this project into it, editable"
	@rm -rf .venv/lib/python*/site-packages/monetize_software-*.dist-info # half of one, from an interruption, stops pip
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

FORCE:

demo: install ## Play a purchase from checkout to cancellation against the mock server
	@$(PY) $(DEMO)

demo-sandbox: install ## Play a year of a customer's life in seconds, every webhook received and verified
	@$(PY) docs/demo/a_year.py

test: lint types check-generated ## Run everything that CI runs
	@echo "Running the tests"
	@$(PY) -m pytest -n 2 -rs --cov

lint: install ## Check style, formatting and who imports whom
	@echo "Checking style, formatting and who imports whom"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo

types: install ## Check types with mypy and pyright
	@echo "Checking types"
	@$(PY) -m mypy
	@$(PY) -m pyright

generate: install ## Write generated/ anew from openapi.yaml
	@$(PY) -m monetize_software_codegen generate

check-generated: install ## Check that generated/ is what openapi.yaml gives
	@echo "Checking the generated client"
	@$(PY) -m monetize_software_codegen check

docs: install ## Write the pages under docs/ that are printed from openapi.yaml
	@$(PY) -m monetize_software_codegen docs

spec-diff: install ## Compare openapi.yaml with BASE=<git revision or file>: what breaks, and the changelog entry
	@$(if $(BASE),,echo "Name what to compare with: make spec-diff BASE=<git revision or file>" >&2; exit 2)
	@$(PY) -m monetize_software_codegen diff "$(BASE)"

mock: install ## Start the mock server; Ctrl-C stops it
	@$(PY) -m monetize_software_mock

contract: install ## Fuzz the mock server from openapi.yaml; SEED=n repeats a run
	@$(PY) -m tests.contract $(if $(SEED),--seed $(SEED))

contract-long: install ## The same with one seed after another; MINUTES=n says for how long
	@$(PY) -m tests.contract --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

worst-year: install ## Live years of a shop that is killed, on every store, for MINUTES=n; SEED=n is the first
	@$(PY) -m tests.receiving --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

compat: install ## Try the built wheel on every Python found, with the oldest and the newest releases; downloads them
	@$(PY) -m tests.compat

mutants: install ## Seed bugs and print which tests catch them; ONLY=<name> for one
	@$(PY) tests/mutants --only "$(ONLY)"

bench: install ## Print the numbers the project is held to
	@$(PY) tests/bench

format: install ## Fix style and formatting in place
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

build: install ## Build the source archive and the wheel into dist/
	@rm -rf dist
	@$(PY) -m build --no-isolation

clean: ## Remove what the other commands left behind; .venv stays
	@rm -rf build dist htmlcov schemathesis-report .coverage .coverage.*
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find overlays generated tests docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
