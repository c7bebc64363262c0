# make demo: install into .venv and simulate a real treatment. make test: all the checks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench validation calibrate format schema clean

demo: $(VENV)/installed
	$(BIN)/photomend demo

test: $(VENV)/installed-test
	$(BIN)/python -m pytest

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

$(VENV)/installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e ".[test]"
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build *.egg-info
