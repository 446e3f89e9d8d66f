# The portal's commands. `make run` and `make test` need Python 3.11+, make and a package registry, nothing else.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
VAR := $(or $(IOC_VAR_DIR),var)
CATALOGUES := $(wildcard locale/*/vi/LC_MESSAGES/*.po)
# Front-end sources: a change of any of them builds the assets anew.
SOURCES := static/build.mjs $(shell find static/src -type f 2>/dev/null)
DIST := static/dist/.built

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run build assets translations test test-services lint bench constraints clean

help:
	@echo "make run            the whole portal on this machine (PORT, IOC_DEMO_PASSWORD)"
	@echo "make test           every check and test that needs no server"
	@echo "make test-services  the tests against PostgreSQL, Redis and RabbitMQ"
	@echo "make bench          the benchmarks, into bench/results/"
	@echo "make build          what a server needs before its processes start: packages, assets, translations"

run: export IOC_STATIC_COLLECTED := 1
run: build $(VAR)/static/.collected
	@exec $(BIN)/python -m ioc_site.operations.supervisor

build: $(VENV)/.runtime $(DIST) translations

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found: install it, or set PYTHON=/path/to/it" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module of $(PYTHON) is missing: on Debian or Ubuntu, apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.runtime: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing the pinned Python packages…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing the packages for checks and tests…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

assets: $(DIST)

node_modules/.installed: package.json package-lock.json static/with_node.sh | $(VENV)/.runtime
	@echo "Installing the pinned front-end packages…"
	@sh static/with_node.sh npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(SOURCES) node_modules/.installed
	@echo "Building the front end…"
	@sh static/with_node.sh node static/build.mjs
	@touch $@

# Static files under lasting names, compressed, as the web process serves them.
$(VAR)/static/.collected: $(DIST) $(VENV)/.runtime ioc_site/settings/base.py
	@$(MANAGE) collectstatic --no-input --clear -v 0
	@touch $@

translations: $(VENV)/.translations

$(VENV)/.translations: $(CATALOGUES) $(VENV)/.runtime
	@$(MANAGE) compile_catalogues
	@touch $@

lint: $(VENV)/.dev build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run

test: lint
	sh .ci/chromium
	$(BIN)/python -m pytest -n 2 -m "not services and not browser" $(PYTEST_ARGS)
	$(BIN)/python -m pytest -m "browser and not services" $(PYTEST_ARGS)

# What only real services show: PostgreSQL, Redis, RabbitMQ, a worker of its own.
test-services: $(VENV)/.dev build
	$(BIN)/python .ci/services.py
	$(BIN)/python -m pytest -m "services" $(PYTEST_ARGS)

bench: $(VENV)/.dev build
	$(BIN)/python -m bench.run $(BENCH)

constraints: $(VENV)/.dev
	@echo "# Every pin of requirements.txt and requirements-dev.txt with all that they pull in. Made by: make constraints" > constraints.txt
	@$(BIN)/pip-compile -q --no-header --no-annotate --no-emit-options --no-emit-index-url --no-emit-find-links \
		--strip-extras --no-allow-unsafe -o - requirements-dev.txt >> constraints.txt

clean:
	rm -rf static/dist node_modules var/static
