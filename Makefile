# Two commands do everything: `make demo` and `make test`. `make sure` is what to run before a commit.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
NODE := $(CURDIR)/$(VENV)/node
SOURCES := $(shell find static forms/cards -name node_modules -prune -o -type f -print)
export PATH := $(NODE):$(PATH)
# Containers often forbid Python to keep what it compiled; every pytest process and server would then compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test sure lint format types imports python-tests tablet-tests browser-tests bench chaos browser clean wheel lock

demo: $(VENV)/ready
	@exec $(BIN)/palier demo --port $(PORT)

# What needs one core each goes two by two.
test: $(VENV)/ready
	@$(MAKE) --no-print-directory --output-sync -j 2 lint types imports
	@$(MAKE) --no-print-directory tablet-tests python-tests browser-tests

sure: format test

# The environment: exactly the versions of requirements.lock, then Palier itself, whose build hook makes the tablet app.
$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Palier demande Python 3.11 ou plus récent. Rien n'a été installé."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Il manque le module venv de Python. Sur Debian : apt install python3-venv. Rien n'a été installé."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.lock
	@$(BIN)/python static/build/link_node.py $(NODE)
	@touch $@

$(VENV)/ready: $(VENV)/installed pyproject.toml $(SOURCES)
	@echo "Construction de l'application de la tablette…"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd static && npm run --silent lint

format: $(VENV)/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/ready
	$(BIN)/mypy
	cd static && npm run --silent types

imports: $(VENV)/ready
	$(BIN)/lint-imports

tablet-tests: $(VENV)/ready
	cd static && npm test --silent

# The browser brings Pango, which sets the activity report.
python-tests: $(VENV)/ready browser
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser"

# The longest file first: the others take the rest meanwhile. Three, because a test often waits for its page or its server.
browser-tests: $(VENV)/ready browser
	$(BIN)/pytest -n 3 --dist loadfile -m browser tests/chaos tests/browser

# An installed Chromium or Chrome, else the system's package.
browser:
	@sh tests/browser/ensure-chromium.sh

bench: $(VENV)/ready browser
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python -m tests.benchmarks

# Faults by the thousand: `make chaos N=1000 CLIENT=browser`, or `SEED=…` for one again.
N ?= 1000
CLIENT ?= browser
chaos: $(VENV)/ready browser
	$(BIN)/python -m tests.chaos $(CLIENT) $(if $(SEED),--seed $(SEED),--number $(N) --first $(or $(FIRST),0))

wheel: $(VENV)/ready
	$(BIN)/uv build --wheel --quiet --out-dir dist

lock:
	$(BIN)/uv pip compile --quiet --upgrade pyproject.toml --group dev --extra postgresql --no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	rm -rf $(VENV) demo dist static/node_modules outreach/web/assets maps/assets
