# The front door: meson builds the program, npm the screens; the rest are scripts in scripts/.
SHELL := /bin/sh
export PATH := $(CURDIR)/build/node/bin:$(PATH)
JOBS ?= $(shell nproc)
DATA ?= data
LISTEN ?= 127.0.0.1:8080
FUZZ_SECONDS ?= 60
export JOBS FUZZ_SECONDS

.PHONY: build run test check bench instructions fuzz clean help FORCE

build: build/amends ## leaves the program at build/amends

build/amends: build/contract/openapi.json build/ui.built FORCE
	@scripts/check-layers
	@scripts/configure build/release -Dbuildtype=debugoptimized
	@ninja -C build/release $(NINJA_QUIET) -j $(JOBS) amends
	@ln -sf release/amends $@

# With a terminal ninja keeps to one line by itself; without one it would print a line for every file.
NINJA_QUIET := $(shell test -t 1 || echo --quiet)

# One JSON file out of api/: packed into the program and compared with its routes.
build/contract/openapi.json: build/npm.ready $(wildcard api/*.yaml)
	@mkdir -p build/contract
	@scripts/npx redocly bundle api/openapi.yaml --ext json -o $@

# The screens, when something below ui/ changed, came or went.
build/ui.built: build/npm.ready build/ui.list $(wildcard api/*.yaml) $(if $(wildcard ui/dist/index.html),,FORCE)
	@npm run --silent --if-present api:types
	@npm run --silent --if-present build -- --logLevel warn
	@touch $@

build/ui.list: FORCE
	@mkdir -p build
	@find ui package-lock.json -type f -not -path 'ui/dist/*' -not -name '*.gen.ts' -exec cksum {} + | LC_ALL=C sort >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

build/npm.ready: FORCE
	@scripts/deps npm
	@test -e $@ || { mkdir -p build; touch $@; }

run: ## installs what is missing, builds, loads the demo company into a new data folder, serves
	@scripts/deps run
	@$(MAKE) --no-print-directory build
	@DATA="$(DATA)" LISTEN="$(LISTEN)" scripts/run

test: ## every test; ends with "N passed, N failed"  (SUITES="c-sqlite ui" runs some)
	@scripts/deps test
	@$(MAKE) --no-print-directory build
	@scripts/test $(SUITES)

check: ## format, tidy, layers, contract, lock file, sizes, the screens' own checks  (CHECKS="layers" runs some)
	@scripts/deps test
	@$(MAKE) --no-print-directory build
	@scripts/check $(CHECKS)

bench: ## speed, memory and disk beside the goals, and Fossil; about 20 minutes  (SIZES="10000", SIZE=1000000: other sizes)
	@scripts/deps bench
	@$(MAKE) --no-print-directory build
	@bench/run

instructions: build ## instructions of a request, +3 % at most above bench/instructions.baseline; a minute, with valgrind or perf
	@bench/instructions

fuzz: ## each target of tests/fuzz for FUZZ_SECONDS (60)
	@scripts/deps test
	@scripts/fuzz $(TARGETS)

clean: ## removes what was built (not the data folder, not the npm tree)
	@find build -mindepth 1 -maxdepth 1 ! -name node -exec rm -rf {} + 2>/dev/null || true
	@rm -rf ui/dist

help: ## this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
