# Everything that one does with a checkout. `make` alone lists it.
# Needs: Python 3.11 or newer with venv, git, make. Everything else comes from requirements.lock into .venv/.

PYTHON ?= python3
# of the tests: one more than two cores, because many of them wait for child processes
WORKERS ?= 3

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
BIN := .venv/bin
READY := .venv/ready
PYTEST := $(BIN)/python -m pytest -q
# twice quiet: a warning of pip's is nothing that a newcomer could mend; errors are printed
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet

# Test corpora that are not part of the repository: beside the checkout, unless the variable says otherwise.
TREATY_MONITOR_CORPORA ?= $(realpath $(ROOT)/../shared/corpora)
export TREATY_MONITOR_CORPORA

# The tests that the coverage floor is measured with: those of the pure steps, the store and the deliverers.
COVERED := act api asked asking auditing cadence channels clauses compose copies feed_totals calculator digest dossiers due errors exports extract forecast inbound judge mail match model normalize notices pacing parse principled public query register rules sign silence sources store tokens vocabulary waves webhook withheld own patterns state gazetteer names langid frames statements possible web
COVERED_TESTS = $(foreach step,$(COVERED),$(wildcard tests/test_$(step).py tests/test_$(step)_*.py))

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-web run test soak check coverage gate bench forms language train accept lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(lastword $(MAKEFILE_LIST))

setup: $(READY) ## make .venv/ from the lock file (the other targets do it when needed)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not. Name another one: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "'$(PYTHON)' has no venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	@echo "Setting up .venv from requirements.lock: once, about a minute."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## see it work, without internet: feeds, alerts, digest, mail and webhook
	@$(BIN)/treaty-monitor demo

demo-web: $(READY) ## the same, and its web pages stay open until Ctrl-C
	@$(BIN)/treaty-monitor demo --web

run: $(READY) ## start the service for real
	@$(BIN)/treaty-monitor run

test: $(READY) ## all tests, except those that need the corpora, measure time or take more than 20 s
	@$(PYTEST) -n $(WORKERS) -m "not gate and not bench and not soak"

soak: $(READY) ## the tests that take more than 20 s
	@$(PYTEST) -n $(WORKERS) -m soak

check: $(READY) coverage ## style, types, import contracts and the coverage floor
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(PYTEST) tests/test_docs.py

coverage: $(READY)
	@$(PYTEST) -n $(WORKERS) --cov --cov-report= --cov-fail-under=0 -m "not gate and not bench and not browser and not soak" $(COVERED_TESTS)
	@$(BIN)/coverage report

gate: $(READY) ## figures over the corpora, against their floors
	@[ -d "$(TREATY_MONITOR_CORPORA)" ] || \
	  { echo "The gate reads corpora that are not in the repository: set TREATY_MONITOR_CORPORA to their folder." >&2; exit 2; }
	@$(PYTEST) -s -m gate

bench: $(READY) ## measure poll, match, compose, deliver and pages
	@$(PYTEST) -s -m bench

forms: $(READY) ## write the word forms of the vocabulary anew (one language: LANG=xx)
	@$(BIN)/python -m training.forms $(if $(filter command line,$(origin LANG)),$(LANG))

language: $(READY) ## how far a language is, and what is next (LANG=xx; docs/change.md)
	@$(BIN)/python -m training.language $(if $(filter command line,$(origin LANG)),$(LANG))

train: $(READY) ## learn the weights of the model from the labelled stories
	@[ -d "$(TREATY_MONITOR_CORPORA)" ] || \
	  { echo "Training reads corpora that are not in the repository: set TREATY_MONITOR_CORPORA to their folder." >&2; exit 2; }
	@$(BIN)/python -m training.train

accept: $(READY) ## take the mails and payloads as they are now as the expected ones; read the diff before committing it
	@$(PYTEST) -m "not gate and not bench" --accept

lock: ## write the lock files anew (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed to write the lock files: https://docs.astral.sh/uv/" >&2; exit 2; }
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --extra dev --extra sqlite --extra apprise --extra mcp --extra cluster pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --constraint requirements.lock --extra sqlite pyproject.toml -o requirements-run.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --constraint requirements.lock --extra sqlite --extra cluster pyproject.toml -o requirements-cluster.lock

wheel: $(READY) ## build the wheel into dist/
	@$(BIN)/hatchling build -t wheel -d dist

clean: ## remove everything that make has made; data of the service stays
	@rm -rf .venv dist build demo-output .coverage* .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
