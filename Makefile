# Run `make` alone to see what there is.

PYTHON ?= python3
BIN := .venv/bin
VENDOR := feedback_service/static/vendor
CATALOGUES := $(wildcard feedback_service/translations/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak build format translations screenshots clean

help: ## Show this list
	@echo "make …"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1\t\2/' | expand -t 16

run: build .env ## Set everything up and run the service with example data on port 8000 (or PORT)
	@$(BIN)/flask --app wsgi db upgrade
	@$(BIN)/flask --app wsgi demo load --if-empty
	@$(BIN)/flask --app wsgi demo sign-in
	@exec $(BIN)/gunicorn -c config/gunicorn.py 'wsgi:create_app()'

test: build $(BIN)/.installed-dev ## Set everything up and run every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not soak" $(ARGS)

soak: build $(BIN)/.installed-dev ## Run the long attacks (COMMENTS=file.csv sends real comments as well)
	@COMMENTS=$(COMMENTS) $(BIN)/python -m pytest -m soak -s $(ARGS)

check: build $(BIN)/.installed-dev ## Lint, types and structure
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/structure

bench: build $(BIN)/.installed-dev ## Measure side by side; see benchmarks/README.md
	@$(BIN)/python -m benchmarks

format: $(BIN)/.installed-dev ## Format the code
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format .

translations: $(BIN)/.installed ## Bring the catalogues up to date with the code
	@$(BIN)/pybabel -q extract -F feedback_service/translations/babel.cfg -k _l -c "Translators:" --no-location --sort-output --project=feedback-service --version=0.1 --msgid-bugs-address=" " --copyright-holder="the feedback-service project" -o feedback_service/translations/messages.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i feedback_service/translations/messages.pot -d feedback_service/translations
	@$(BIN)/pybabel -q extract -F feedback_service/translations/texts.cfg -k _t --no-default-keywords --no-location --project=feedback-service --version=0.1 --msgid-bugs-address=" " --copyright-holder="the feedback-service project" -o feedback_service/translations/texts.pot .
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -D texts -w 100 -i feedback_service/translations/texts.pot -d feedback_service/translations

screenshots: build $(BIN)/.installed-dev ## Draw the pictures in docs/ anew
	@$(BIN)/python -m docs.screenshots

build: $(BIN)/.installed $(VENDOR)/.built $(CATALOGUES:.po=.mo) ## Install packages, build the front end, compile the translations

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv .venv

$(BIN)/.installed: requirements.txt $(BIN)/python
	@echo "Installing Python packages …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/.installed-dev: requirements-dev.txt requirements-themes.txt $(BIN)/.installed
	@echo "Installing the packages for tests …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@echo "Installing front-end packages …"
	@NPM_CONFIG_UPDATE_NOTIFIER=false npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(VENDOR)/.built: node_modules/.installed $(wildcard frontend/*) $(BIN)/.installed
	@node frontend/build.mjs
	@$(BIN)/python frontend/poster_fonts.py
	@touch $@

%.mo: %.po $(BIN)/.installed
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

.env: $(BIN)/.installed
	@test -f .env || $(BIN)/python -m config.first_run

clean: ## Remove everything that make built (not .env, not instance/)
	rm -rf .venv node_modules $(VENDOR) feedback_service/translations/*/LC_MESSAGES/*.mo
