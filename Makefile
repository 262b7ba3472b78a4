# Everything that is done with Filmgate from a checkout. `make demo` and `make test` need nothing but Debian 12 and a
# Swift toolchain: each target installs what it lacks and says so.

SWIFT ?= swift
PORT ?= 8080
DATA ?= filmgate-data
# An undeclared import of a sibling module would compile silently without this.
FLAGS = --explicit-target-dependency-import-check error

.PHONY: help build demo serve test lint check chaos bench bench-store fuzz sanitize tools clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort

tools: ## Install what building and running need
	@scripts/install-tools.sh

build: tools ## The program for use: .build/release/filmgate
	$(SWIFT) build -c release --product filmgate $(FLAGS)

demo: build ## Videos in every dialect, left in demo/
	python3 scripts/demo.py .build/release/filmgate

serve: build ## Run the server at PORT with DATA
	.build/release/filmgate serve --port $(PORT) --data $(DATA)

test: tools ## All tests that need no network
	$(SWIFT) build --build-tests $(FLAGS)
	$(SWIFT) test --skip-build --disable-xctest $(FLAGS)

lint: ## Format, layers, file lengths
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift
	python3 scripts/check-layers.py

check: build ## Everything in test, and real clients, crashes and hostile requests against a real server
	$(MAKE) lint test
	scripts/acceptance.sh

chaos: build ## 2,000 tasks through two faulty upstreams while the gateway is killed; about ten minutes
	scripts/python.sh scripts/chaos.py

bench: build ## Rates beside a bare server, the disk, the encoder, a minimal service and LiteLLM; for docs/benchmarks.md
	@scripts/install-tools.sh bench
	.build/release/filmgate bench
	scripts/python.sh scripts/bench_peers.py

bench-store: build ## A store of a million ended tasks beside an empty one; about an hour
	.build/release/filmgate bench store

fuzz: ## Every reader of bytes from outside under libFuzzer, FUZZ_SECONDS (600) each
	scripts/fuzz.sh

sanitize: tools ## The tests under ThreadSanitizer and AddressSanitizer; about an hour and a half
	scripts/sanitize.sh

clean: ## Forget what was built
	rm -rf .build .build-thread .build-address Fuzz/.build demo
