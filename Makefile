.DEFAULT_GOAL := help
SHARED ?= $(abspath ../shared)
PASSAGES ?= 20000,200000
# Where make eval and make tune keep the stores of the evaluation sets: embedding
# all of them takes a quarter of an hour.
STORES ?= .eval
SETS := rtqa_gold clapnq_dev scifact_test qmsum_test_passages mhr500_facts ramdocs
LINT := go tool -modfile=tools/go.mod golangci-lint

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the program as ./bot
	CGO_ENABLED=0 go build -o bot ./cmd/bot

test: ## Install what the tests need and run all of them, then the short ones with the race detector
	@scripts/install-test-tools
	go vet ./...
	DATELINE_SHARED="$(SHARED)" scripts/with-postgres go test -timeout 30m ./...
	DATELINE_SHARED="$(SHARED)" scripts/with-postgres go test -race -short -timeout 40m ./...

quick: ## Run the tests that need no database, and list what was skipped and how to run it
	DATELINE_SHARED="$(SHARED)" scripts/test-without-postgres

race: ## Run the tests with the race detector ten times over, without the long ones
	DATELINE_SHARED="$(SHARED)" scripts/with-postgres go test -race -short -count=10 ./...

fuzz: ## Run each fuzz target for ten seconds
	@for target in $$(grep -rhoE '^func Fuzz[A-Za-z]+' --include=*_test.go . | sed 's/func //' | sort -u); do \
	  package=$$(grep -rlE "^func $$target\(" --include=*_test.go . | head -n 1 | xargs dirname); \
	  echo "$$package $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime 10s "$$package" || exit 1; \
	done

lint: ## Check the code with golangci-lint, and compose.yaml
	$(LINT) run ./...
	cd tools/compose && go vet . && go run . ../../compose.yaml

bench: ## Measure search and synchronisation, each beside something to compare with
	DATELINE_SHARED="$(SHARED)" scripts/with-postgres go test -run '^$$' -bench . -benchmem ./...

crowd: ## Have 200 people ask the built program at once, beside one: how long they wait, what memory it takes
	DATELINE_SHARED="$(SHARED)" go test -run '^$$' -bench Crowd -benchtime 1x ./internal/seen

DURATION ?= 10m
SEED ?= 0
soak: ## Have people ask the built program for DURATION in bad weather that begins with SEED (0: by chance)
	DATELINE_SHARED="$(SHARED)" go test ./internal/seen -run '^TestSoak$$' -v -timeout 24h -soak=$(DURATION) -gateway-every=20s -seed=$(SEED)

compare: compare-store compare-encoder ## Measure beside what others have made: the next two targets

compare-store: ## The database's store beside bare SQL and langchaingo's, at PASSAGES=20000,200000
	scripts/with-postgres sh -c 'cd bench && go run . -passages $(PASSAGES)'

compare-encoder: ## The encoder's products beside those of libraries
	cd bench && go test -cpu 1 -bench . ./matrix

eval: build ## Measure search and answers on the evaluation sets
	@mkdir -p "$(STORES)"
	@for set in $(SETS); do \
	  ./bot eval --store "$(STORES)/$$set.db" "$(SHARED)/eval/$$set" || exit 1; echo; \
	done
	@./bot eval --corpus "$(SHARED)/corpus" "$(SHARED)/eval/meetings-dev.jsonl"

tune: build ## Find how much meaning should count beside words
	@./bot tune --stores "$(STORES)" $(addprefix "$(SHARED)"/eval/,$(SETS))

.PHONY: help build test quick race fuzz lint bench crowd soak compare compare-store compare-encoder eval tune
