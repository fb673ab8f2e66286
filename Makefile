# The words that a newcomer types. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help run nodes test check fmt build torture bench clean

help:
	@echo "make WORD, where WORD is one of"
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## ?(.*)/  \1\t\2/' | expand -t 12

run: ## Build and start Alongside here, with its data in ./data (LISTEN=ADDRESS, DEMO=1 for a small made-up community).
	@scripts/run

nodes: ## Start three nodes, Postgres, Redis and nginx here, to look at and to break (DEMO=1, DATA=FOLDER, PORT=N).
	@scripts/nodes

test: ## Fetch what the tests need, then run all of them; about 35 minutes the first time.
	@scripts/test

check: ## Look for mistakes without running the server: formatting, lints, types, quick tests of the pages.
	@scripts/check

fmt: ## Lay out all Rust code.
	@cargo fmt --all

build: ## Build the program for real use: target/release/alongside.
	@scripts/build

torture: ## Break a server under load and count what was lost: WHAT=kill CYCLES=200 (SEED=n); without WHAT, list the trials.
	@scripts/torture "$(WHAT)" "$(CYCLES)" "$(SEED)"

bench: ## Measure the server's speed: WHAT=goals, or WHAT="run large max-one --on alongside,floor"; without WHAT, list all.
	@scripts/bench $(WHAT)

clean: ## Remove what was built or fetched into this folder; ./data stays.
	@cargo clean
	@rm -rf .venv clients/node_modules clients/*/node_modules clients/*/dist \
		protocol/check/node_modules tests/peers/node_modules \
		benches/peers/node_modules benches/peers/.venv
