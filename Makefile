# The commands of the project. `make run` and `make test` need Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
ALL_CORES := -n auto --dist loadgroup --no-loadscope-reorder
# Compiled modules are kept, whatever the surroundings say: the tests start some hundred processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-database lint soak bench bench-small bench-extraction bench-relevance bench-exactness bench-batches bench-duplicates bench-pages load screenshots screenshots-readme messages clean

run: $(VENV)/.run
	@$(BIN)/python -m deploy.run_local --port $(PORT)

test: $(VENV)/.dev
	$(PYTEST) $(ALL_CORES) -m "not soak"

# The tests that touch the database, on the one that DATABASE_URL names.
test-database: $(VENV)/.dev
	$(PYTEST) $(ALL_CORES) -m "not soak and not browser" --database-only

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

soak: $(VENV)/.dev
	$(PYTEST) -m soak

# Corpora of up to 100,000 reports beside tantivy, Whoosh, Haystack and SQLite; some forty minutes, and 5 GB below
# var/bench, which a second run finds again.
bench: $(VENV)/.dev
	@$(BIN)/python -m bench.engine

bench-small: $(VENV)/.dev
	@$(BIN)/python -m bench.engine --small

bench-extraction: $(VENV)/.dev
	@$(BIN)/python -m bench.extraction

# Two collections of questions with judged answers, beside Whoosh, tantivy and SQLite; some five minutes.
bench-relevance: $(VENV)/.dev
	@$(BIN)/python -m bench.relevance

# Ten thousand real reports taken in, then 5,000 random strings looked up in five disguises; some ten minutes.
# Reports near to others stay drafts in it, as they do wherever they are taken in with --publish.
bench-exactness: export ARCHIVE_STATE_DIR := var/bench/state
bench-exactness: $(VENV)/.dev
	@$(BIN)/python -m bench.corpus
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py ingest --publish var/bench/news-10k.jsonl
	@$(BIN)/python -m bench.exactness

# Ten thousand real reports through the batch path, twice, once killed half way; some fifteen minutes.
bench-batches: $(VENV)/.dev
	@$(BIN)/python -m bench.batches

# Reprints made by rule among 10,000 real reports, then an archive of 100,000 searched for duplicates; some ten minutes.
bench-duplicates: export ARCHIVE_STATE_DIR := var/bench/duplicates
bench-duplicates: $(VENV)/.dev
	@rm -rf var/bench/duplicates
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python -m bench.duplicates

# Pages as pictures, below var/showcase/real/screenshots; with real reports where ../shared is present. An archive of
# yours as it stands: ARCHIVE_STATE_DIR=var .venv/bin/python -m bench.screenshots
screenshots: export ARCHIVE_STATE_DIR := var/showcase/real
screenshots: $(VENV)/.dev
	@$(BIN)/python -m bench.showcase
	@$(BIN)/python -m bench.screenshots

# The pictures of the README, of the samples alone.
screenshots-readme: export ARCHIVE_STATE_DIR := var/showcase/samples
screenshots-readme: $(VENV)/.dev
	@$(BIN)/python -m bench.showcase --samples
	@$(BIN)/python -m bench.screenshots --readme

# How heavy pages are at 370 places by 20 years, and how soon they stand on a slow line; some five minutes.
bench-pages: $(VENV)/.dev
	@$(BIN)/python -m bench.loading

# How many pages a second two workers give at 20,000 reports; by wrk where it is installed (apt-get install wrk).
load: $(VENV)/.dev
	@$(BIN)/python -m bench.load

messages: $(VENV)/.dev
	$(BIN)/python manage.py makemessages -l en --no-obsolete --no-wrap --add-location file \
		--ignore .venv --ignore var --ignore tests --ignore bench
	@sed -i.old -e '/^"POT-Creation-Date/d' locale/en/LC_MESSAGES/django.po && rm -f locale/en/LC_MESSAGES/django.po.old
	$(BIN)/python manage.py compilemessages --ignore .venv --ignore var

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A venv that came to nothing (Debian without python3-venv) goes again: the next call would take it for whole.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with PYTHON=, as in: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the archive needs …"
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the archive and its tests need …"
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run
