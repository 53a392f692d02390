# Suara. `make` alone lists what can be done.
# Everything lives in .venv/ and var/; nothing outside this folder is changed, except that `make test` may install a
# Chromium where there is none.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

BIN := .venv/bin
BASE := .venv/.base
DEV := .venv/.dev
WORKERS ?= 2
# Compiled modules are kept, whatever the shell says: every start after the first is three times as fast.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LOCK_FORM := --no-emit-project --no-header --no-annotate
# Every package is checked against the hash in a lock. uv is the fast way, pip the one that is always there.
define get
if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --python $(BIN)/python $(1); else $(PIP) install $(1); fi
endef

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-9s %s\n", $$1, $$2 }'

install: $(BASE) ## set up .venv with Suara in it (.venv/bin/suara)

run: $(BASE) ## set up what is missing, then serve with demo data on http://127.0.0.1:8000
	@exec $(BIN)/suara run

test: check ## check, then run the whole suite, browser tests included
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -n $(WORKERS)

check: $(DEV) ## linters, types, import contracts, and: do the migrations make the tables of the code?
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	export SUARA_VAR="$$folder" SUARA_DATABASE_URL= SUARA_OWNER_DATABASE_URL= && \
	$(BIN)/alembic -q upgrade head && $(BIN)/alembic check

bench: $(DEV) ## the benchmarks, as ratios within one run
	@$(BIN)/python -m benchmarks

proof: $(DEV) ## plant faults in every rule (does a test see each?), attack made-up releases (are the targets met?); about an hour
	@$(BIN)/python -m tests.proof.surviving
	@$(BIN)/python -m benchmarks.attack
	@$(BIN)/python -m benchmarks.padding

pictures: $(DEV) ## take the pictures of README and docs anew from the running application
	@mkdir -p docs/pictures && SUARA_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser/test_pictures.py -k "phone or results or strip"

format: $(DEV) ## put the code into the one format, and mend what a linter can mend
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

lock: $(DEV) ## resolve the newest dependencies anew into the two lock files (needs the network)
	@rm -f uv.lock
	@$(BIN)/uv export -q --no-default-groups --group build --all-extras $(LOCK_FORM) -o requirements.lock
	@$(BIN)/uv export -q --all-groups --all-extras $(LOCK_FORM) -o requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

clean: ## remove .venv and all caches; var/ with its data stays
	@rm -rf .venv build dist suara.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find app tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@for python in python3.11 python3.12 python3.13 python3.14 python3 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Setting up .venv with $$($$python --version) ..."; exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Suara needs Python 3.11 or newer with its venv module (Debian, Ubuntu: apt install python3 python3-venv)." >&2; exit 1

# uv is taken from the lock as well; where there is none for this platform, pip does the work.
$(BASE): requirements.lock pyproject.toml | $(BIN)/python
	@if [ ! -x $(BIN)/uv ]; then \
		sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock > .venv/uv.lock && \
		$(PIP) install --only-binary :all: --require-hashes -r .venv/uv.lock 2>/dev/null || echo "No uv here; using pip, which is slower."; \
	fi
	@$(call get,--require-hashes -r requirements.lock)
	@$(call get,--no-deps --no-build-isolation --editable .)
	@touch $@

$(DEV): requirements-dev.lock $(BASE)
	@$(call get,--require-hashes -r requirements-dev.lock)
	@touch $@

.PHONY: help install run test check bench proof pictures format lock clean
