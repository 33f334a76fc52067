# The manual of this project: `make` lists what it can do. The two commands that matter set
# everything up by themselves:  make run  and  make test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEN := 2026-09-07T08:00:00Z

.DEFAULT_GOAL := help
.PHONY: help run test check torture bench reference requirements clean needs

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/run.done ## make the environment, then the example's letter and posts
	@$(BIN)/newsletter run --config examples --now $(WHEN)

test: $(VENV)/test.done services ## make the environment, then run everything that must pass
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(MAKE) --no-print-directory check

check: ## what `make test` runs, in an environment that stands
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 -m "not torture"

torture: $(VENV)/test.done services ## slow tests: kills, clock changes, full disks
	$(BIN)/python -m pytest -n 2 -m torture

bench: $(VENV)/test.done ## start-up, an idle tick, a draft from 10,000 entries, 300 feeds, pictures, a year
	@missed=0; for one in bench/bench_*.py; do $(BIN)/python $$one || missed=1; done; exit $$missed

reference: $(VENV)/test.done ## make docs/reference from the code
	@$(BIN)/python tools/make_reference.py

requirements: $(VENV)/test.done ## pin the newest allowed versions again
	@tools/pin-requirements $(BIN)/python

clean: ## remove the environment and what the example made
	rm -rf $(VENV) examples/outbox examples/drafts examples/pictures examples/newsletter.db*

# ── set-up ────────────────────────────────────────────────────────────────────────────────

.PHONY: services
services:
	@tools/install-test-services

needs:
	@tools/check-needs $(PYTHON)

$(BIN)/python: | needs
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt pyproject.toml | $(BIN)/python
	@test -e $(VENV)/test.done || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/test.done: requirements/test.txt pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@ $(VENV)/run.done
