# Needs python3 (3.11 or newer), make and a compiler; everything else is put into $(VENV).
PYTHON ?= python3
VENV ?= .venv
# Arguments for pytest: make test ARGS="tests/checks -k mfa"
ARGS ?=
# make fuzz: how often each of seven bundles is changed by chance.
CHANGES ?= 3000
# A test marked `sampled` runs this many of its cases, and a table six times as many rows; SEED=... runs the same again.
SAMPLE ?= 2
SEED ?=
WORKERS ?= auto --maxprocesses 4
# Only wheels, so nothing unhashed runs while building; on a platform without them: make scan WHEELS=
WHEELS ?= --only-binary :all: --no-build-isolation

BIN := $(VENV)/bin
DONE := $(VENV)/done
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# What is imported is compiled then; of what is installed that is a small part.
INSTALL = $(PIP) install --require-hashes --no-compile $(WHEELS)
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --only-binary :all: --no-binary bagit
# A file's tests run on one worker, so its servers start once; the slow files come early by name.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# What the image brings beside the least that runs.
EXTRAS := --extra mssql --extra mysql --extra postgres
SCAN ?= $(BIN)/safeguard scan local: --make-key
BENCH ?= $(BIN)/python -m benchmarks
DOCS ?= $(BIN)/python -m docs.pages
IMAGE ?= localhost/safeguard:latest

# Where it is set every process compiles all our modules anew: a quarter of what the tests of the command line cost.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two pips must not work in one environment at once.
.NOTPARALLEL:
.PHONY: help scan test test-all fuzz lint style types arrows scripts format bench docs image lock clean packages

help: ## Say what there is to make.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

scan: $(DONE)/project ## Scan this machine; say where the report and the evidence lie.
	@$(SCAN); code=$$?; [ $$code -le 2 ] || { echo "The scan itself failed (exit $$code)." >&2; exit $$code; }
	@command -v safeguard >/dev/null || echo "safeguard is $(BIN)/safeguard; this puts it on your PATH: . $(BIN)/activate"

test: $(DONE)/test $(DONE)/lint packages $(DONE)/ldap $(DONE)/azurite ## Run the tests; of what takes long, a part by a printed seed.
	$(PYTEST) --sample $(SAMPLE) $(if $(SEED),--seed $(SEED)) $(ARGS)

test-all: $(DONE)/test $(DONE)/lint packages $(DONE)/ldap $(DONE)/azurite ## Run every test, every case.
	$(PYTEST) $(ARGS)

fuzz: $(DONE)/test ## Change bundles by chance, 21 000 times: each change is seen, or outside of what is claimed.
	$(PYTEST) --dist load --timeout 0 -rP --changes $(CHANGES) $(if $(SEED),--seed $(SEED)) tests/evidence/test_blind.py

lint: style types arrows scripts ## Look for mistakes without running anything.

style: $(DONE)/lint
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .

types: $(DONE)/lint $(DONE)/test
	$(BIN)/mypy

arrows: $(DONE)/lint
	$(BIN)/lint-imports

scripts: $(DONE)/lint
	$(BIN)/shellcheck .ci/run deploy/*.sh requirements/*.sh
	$(BIN)/hadolint Dockerfile

format: $(DONE)/lint ## Lay out the code as `make lint` wants it.
	$(BIN)/ruff format .

bench: $(DONE)/test $(DONE)/ldap ## Measure, and print the figures beside what was promised.
	$(BENCH)

docs: $(DONE)/project ## Write the pages in docs/ that are made from the code.
	$(DOCS)

image: ## Build the container image (IMAGE=name).
	sh deploy/image.sh $(IMAGE)

lock: $(DONE)/lock ## Renew the locked requirements; releases younger than a week wait.
	$(LOCK) --group venv -o requirements/venv.txt
	$(LOCK) --group build -o requirements/build.txt
	$(LOCK) --group lock -o requirements/lock.txt
	$(LOCK) pyproject.toml -c requirements/build.txt -o requirements/runtime.txt
	$(LOCK) pyproject.toml $(EXTRAS) -c requirements/build.txt -c requirements/runtime.txt -o requirements/image.txt
	$(LOCK) pyproject.toml $(EXTRAS) requirements/legacy.in -c requirements/build.txt -o requirements/legacy.txt
	$(LOCK) --group lint -c requirements/build.txt -c requirements/runtime.txt -o requirements/lint.txt
	# pip takes a pinned name for one with extras only where these are named too.
	$(LOCK) --no-strip-extras --group test -c requirements/build.txt -c requirements/runtime.txt -c requirements/lint.txt -o requirements/test.txt
	$(LOCK) --no-binary python-ldap --group ldap -c requirements/build.txt -c requirements/test.txt -o requirements/ldap.txt

clean: ## Remove what was made here; evidence and keys stay.
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

packages:
	@sh requirements/debian.sh

$(DONE)/venv:
	@sh requirements/venv.sh $(PYTHON) $(VENV) $(MAKECMDGOALS)
	@mkdir -p $(DONE) && touch $@

$(DONE)/build: requirements/build.txt | $(DONE)/venv
	@echo "installing $< (hashes are checked)"
	@$(INSTALL) -r $<
	@touch $@

$(DONE)/runtime $(DONE)/lint $(DONE)/test $(DONE)/lock: $(DONE)/%: requirements/%.txt $(DONE)/build
	@echo "installing $< (hashes are checked)"
	@$(INSTALL) -r $<
	@touch $@

# Those without a wheel; what they are built with is in build.txt.
$(DONE)/test: private WHEELS += --no-binary bagit
$(DONE)/ldap: private WHEELS += --no-binary python-ldap
$(DONE)/ldap: requirements/ldap.txt $(DONE)/build | packages
	@echo "installing $< (hashes are checked)"
	@$(INSTALL) -r $< && touch $@ || echo "It needs a compiler and headers; tests of directories will say so." >&2

$(DONE)/azurite: requirements/azurite/package-lock.json | $(DONE)/venv
	@echo "installing $< (hashes are checked)"
	@mkdir -p $(VENV)/azurite && cp requirements/azurite/*.json $(VENV)/azurite
	@cd $(VENV)/azurite && npm ci --silent --ignore-scripts --no-audit --no-fund && touch $(abspath $@) \
	|| echo "It needs Node.js 20 and npm; tests of stores in Azure will say so." >&2

$(DONE)/project: pyproject.toml $(DONE)/runtime
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(DONE)/lint $(DONE)/test: | $(DONE)/project
