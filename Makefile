# Everything starts here: `make run` serves the dashboard, `make test` proves it.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TEST_READY := $(VENV)/.ready-to-test
SPARK_READY := $(VENV)/.ready-for-spark
# Serves S3 to the tests; what it needs does not fit beside the app's libraries.
MOTO := "moto[s3]==5.2.5" flask==3.1.3 flask-cors==6.0.5

.PHONY: check-statistics data check-data golden report twin run test setup check format types unit
.PHONY: benchmarks coverage chromium clean soak spark

# Another folder is shown as a preview, released or not, and so on this machine only.
ifdef SURVEY_DATA
export SURVEY_PREVIEW ?= 1
ADDRESS := --server.address 127.0.0.1
endif

run: $(READY)
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.headless true $(ADDRESS)

test: $(TEST_READY) chromium nginx spark check types unit

setup: $(TEST_READY)

check: $(TEST_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(TEST_READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(TEST_READY)
	$(BIN)/mypy

# Whatever drives a browser has the machine to itself, so that nothing comes late.
unit: $(TEST_READY)
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not deployment"
	$(BIN)/pytest -m "browser or deployment"

# Which lines no test runs. Browsers start servers of their own, whose lines are not seen.
coverage: $(TEST_READY)
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not deployment" \
	  --cov --cov-report=term --cov-report=html:build/coverage

# The browser tests skip without Chromium; on Debian, as root, it is installed for them.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "No Chromium: the browser tests will be skipped."; fi; } || true

# So do the tests of what stands in front of several app processes without nginx.
nginx:
	@PATH=$$PATH:/usr/sbin command -v nginx >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null; \
	    service nginx stop >/dev/null 2>&1 || true; \
	  else echo "No nginx: the tests of deploy/ will be skipped."; fi; } || true

# And those of counting on another engine, where the extra cannot be installed.
spark: $(TEST_READY)
	@[ -e $(SPARK_READY) ] || { \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt \
	    && $(PYTHON) -m venv $(VENV)/moto \
	    && $(VENV)/moto/bin/python -m pip install --quiet --disable-pip-version-check $(MOTO) \
	    && touch $(SPARK_READY); } \
	  || echo "The extra spark cannot be installed: the tests of another engine will be skipped."

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(READY): requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): requirements.txt requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(READY) $@

# The synthetic responses, made and released as real ones are. Their secret is none: nobody is
# behind them, and so anybody can make the same files again.
data: $(READY)
	rm -rf build/sample
	$(BIN)/python -m dashboard sample --to build/sample
	SURVEY_SEED=synthetic-responses-hide-nobody \
	  $(BIN)/python -m dashboard release build/sample --to data --note "$(NOTE)" $(if $(DATE),--date $(DATE))
	cp build/sample/truths.json data/

# All checks of the release that is published.
check-data: $(READY)
	$(BIN)/python -m dashboard check data

# The figure book of the newest year, or of YEAR, and the static twin, for any web server.
report: $(READY)
	$(BIN)/python -m dashboard book $(if $(YEAR),--year $(YEAR)) --to build/report

twin: $(READY)
	$(BIN)/python -m dashboard publish build/twin $(if $(YEAR),--year $(YEAR)) \
	  $(if $(SITE),--site $(SITE)) $(if $(APP),--app $(APP))

clean:
	rm -rf $(VENV) .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache build src/*.egg-info

# The short summaries of all default figures, for whoever changed one on purpose.
golden: $(TEST_READY)
	GOLDEN=write $(BIN)/pytest -q tests/test_golden_figures.py

# What the tests take samples of, whole: every page and control with all pairs of values, three
# thousand addresses, every number in words against its figure, all simulated surveys, 500 views of
# the static site of the shipped survey, every picture; hours, and not part of the tests.
# WALK_SEED=number takes the pages in another order.
soak: $(TEST_READY) chromium
	SOAK=1 $(BIN)/pytest -n auto --dist worksteal tests/walk \
	  tests/figures/test_told_numbers.py tests/release/test_simulated.py tests/engines \
	  tests/press/test_site.py
	SOAK=1 $(BIN)/pytest tests/browser tests/pictures

# What takes how long against what, half an hour; see benchmarks/README.md.
benchmarks: $(TEST_READY) chromium
	$(BIN)/python benchmarks

# The simulation behind docs/statistics-check.md; half an hour, and not part of the tests.
check-statistics: $(TEST_READY)
	$(BIN)/python benchmarks/check_statistics.py
