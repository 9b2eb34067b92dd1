# The front door. `make help` lists what it can do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build demo run test unit mesh process fuzz crosscheck bench proto proto-check format format-check clean

say = @printf '\033[1m== %s\033[0m\n' "$(1)"

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Install what a bare Debian 12 with Swift lacks.
	@Deploy/setup/install.sh build

build: setup ## Build the programs (release).
	$(call say,building release; the first time takes some minutes)
	@swift build -c release

demo: build ## One settlement from end to end on made-up data; leaves nothing running.
	$(call say,demo)
	@.build/release/healthmesh demo

run: build ## Keep a mesh up on this machine until Ctrl-C.
	@.build/release/healthmesh up

test: ## Install, build and run every test.
	@Deploy/setup/install.sh test
	@$(MAKE) --no-print-directory proto-check
	@$(MAKE) --no-print-directory fuzz
	$(call say,building everything and its tests)
	@swift build --build-tests
	@$(MAKE) --no-print-directory unit mesh process
	$(call say,all tests passed)

# The mesh's tests wait for real deadlines; beside hundreds of computing tests they would wait for
# a processor instead, so they have a run of their own.
mesh_tests := ^(MeshTests|MeshConformanceTests|GatewayTests|RuntimeTests)\.

# The settlement's rules compute for minutes in all, and its service's tests each import a catalogue;
# calls of other services beside them would run out of time, so each has a run of its own.
unit: ## The tests of rules, storage and services.
	$(call say,rules of settlement)
	@swift test --skip-build --disable-xctest --filter '^DIPDomainTests\.'
	$(call say,service of settlement)
	@swift test --skip-build --disable-xctest --filter '^DIPServiceTests\.'
	$(call say,rules storage and services)
	@swift test --skip-build --disable-xctest --skip MeshProcessTests --skip '^DIP(Domain|Service)Tests\.' --skip '$(mesh_tests)'

mesh: ## The tests of the mesh: conformance over four transports, security, faults.
	$(call say,the mesh)
	@swift test --skip-build --disable-xctest --filter '$(mesh_tests)'

process: ## The tests that start the five processes.
	$(call say,tests with real processes)
	@swift test --skip-build --disable-xctest --no-parallel --filter MeshProcessTests

fuzz: ## A million hostile inputs for every message, under AddressSanitizer.
	$(call say,hostile input)
	@Tests/Fuzz/run.sh

crosscheck: ## The settlement against a naive one: 100 000 random cases under 20 random policies.
	$(call say,a second and naive settlement)
	@swift build -c release --product dip-crosscheck
	@.build/release/dip-crosscheck Deploy/catalogue/sample

bench: ## Measure against the peers and print the ratios.
	@Deploy/setup/install.sh bench
	@Tests/Benchmarks/run.sh

proto: ## Regenerate everything that comes from the contract in Shared/Proto.
	@Shared/Proto/generate.sh

proto-check: ## Fail when the generated files differ from what the contract says.
	$(call say,generated files are those of the contract)
	@Shared/Proto/generate.sh --check

format: ## Format the sources.
	@swift format -i -r -p Package.swift Services Shared Tests

format-check: ## Fail when a source is not formatted.
	@swift format lint -s -r -p Package.swift Services Shared Tests

clean: ## Remove what was built.
	@rm -rf .build .build-*
