# Every target works from a fresh clone: the environment in .venv is made on first use and kept in step with the lock files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROJECT_FILES := pyproject.toml
# Compiled bytecode saves a third of a run's CPU: an inherited setting must not switch it off.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run ui test test-kill lint format catalogues bench bench-metrics bench-alerts bench-digests bench-report lock clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: $(VENV)/.runtime ## Load every source, build and check the marts, publish them
	@$(BIN)/voc run

ui: $(VENV)/.runtime ## Open Dagster on 127.0.0.1
	@$(BIN)/voc ui

test: $(VENV)/.dev ## Run the test suite
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-kill: $(VENV)/.dev ## Kill runs at every recorded point and check that one plain run repairs them (long)
	@VOC_KILL_POINTS=all $(BIN)/python -m pytest -m "long or not long" -n 2 --dist load \
		tests/end_to_end/test_kills.py tests/ingestion/test_killed_loads.py $(ARGS)

lint: $(VENV)/.dev ## Style, types, SQL and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt_project/models

format: $(VENV)/.dev ## Rewrite the code in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

catalogues: $(VENV)/.dev ## Bring the catalogues of languages up to date with what is said, and say what is missing
	@$(BIN)/python -m orchestration.language.extract

bench: $(VENV)/.dev ## Measure a run beside one hand-written DuckDB script
	@$(BIN)/python -m benchmarks $(ARGS)

bench-alerts: $(VENV)/.dev ## Measure 200 alert rules over 3 years and 500 segments
	@$(BIN)/python -m benchmarks.alerts $(ARGS)

bench-metrics: $(VENV)/.dev ## Measure the metric layer beside a script that computes the same table
	@$(BIN)/python -m benchmarks.metrics $(ARGS)

bench-digests: $(VENV)/.dev ## Measure 50 digests, each with its picture
	@$(BIN)/python -m benchmarks.digests $(ARGS)

bench-report: $(VENV)/.dev ## Measure the report page with three years of data in a browser
	@$(BIN)/python -m benchmarks.report $(ARGS)

lock: ## Resolve the dependencies again (needs uv)
	@uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header --quiet --output-file requirements.lock
	@uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove the environment; the warehouse in .voc stays
	rm -rf $(VENV)

$(VENV)/.runtime: requirements.lock $(PROJECT_FILES) .ci/environment
	@.ci/environment "$(PYTHON)" $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(PROJECT_FILES) .ci/environment
	@.ci/environment "$(PYTHON)" $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.runtime
