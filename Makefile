# Two commands do everything: `make run` and `make test`. The rest are faster or longer loops.

export CGO_ENABLED = 0
export GOTOOLCHAIN = local
SHELL = /bin/bash -o pipefail

.PHONY: run build live test check fresh browser prove bench bench-live screenshots generate tools

run: build ## video too, where it can be built
	@$(MAKE) --no-print-directory live || echo "tillit-live could not be built: there is no video, and everything else works"
	bin/tillit demo

build:
	@echo "building bin/tillit"
	go build -trimpath -ldflags='-s -w' -o bin/tillit ./cmd/tillit

# LiveKit is large: the first build takes two to eight minutes and fetches its modules.
live: ## build tillit-live, which carries picture and sound
	@test -x bin/tillit-live || echo "building bin/tillit-live: the first time takes some minutes"
	go build -C live -trimpath -ldflags='-s -w' -o ../bin/tillit-live .

test: tools fresh live ## everything: Go, TypeScript, scenes on both engines, browser, accessibility, house rules
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "these files are not formatted: gofmt -w"; exit 1; }
	npx tsc --noEmit
	go -C tools run ./build tests && node --test bin/tests/*.test.mjs
	go vet ./... && go vet -C live -trimpath ./...
	go test -count=1 -timeout 38m ./...

check: ## the fast loop: no browser, no PostgreSQL
	go vet ./... && go test ./pure/... ./base/... ./app/... ./account/... ./care/... ./measure/... && go test ./e2e -run 'SQLite|Golden'

fresh: ## what is generated is what is committed
	go -C tools tool templ generate -path .. 2>&1 | tail -1
	go -C tools run ./build
	@git diff --exit-code --stat -- '*_templ.go' ui/dist || { echo "generated files were not up to date; commit them"; exit 1; }

generate:
	go -C tools tool templ generate -path ..
	go -C tools run ./build

# Debian's chromium, PostgreSQL and pdftotext, and the npm packages: three for tests, and
# livekit-client, which is bundled into ui/dist. Installed only
# where they are missing; afterwards everything works offline.
tools:
	@command -v chromium >/dev/null && command -v pdftotext >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
		echo "installing chromium, postgresql and poppler-utils from Debian"; \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium postgresql poppler-utils; }
	@cmp -s package-lock.json node_modules/.package-lock.stamp || { \
		echo "installing typescript, axe-core, fhirpath and livekit-client"; \
		npm ci --ignore-scripts --no-audit --no-fund && cp package-lock.json node_modules/.package-lock.stamp; }

prove: tools ## the long proofs: 100 kills, every page in every theme, fuzzing, many seeds
	TILLIT_KILLS=100 TILLIT_PROVE=1 go test -count=1 -timeout 60m ./e2e/...
	go test -run XXX -fuzz FuzzParse -fuzztime 60s -fuzzminimizetime 20x ./pure/fhir
	go test -run XXX -fuzz FuzzRead -fuzztime 60s -fuzzminimizetime 20x ./pure/score
	go test -run XXX -fuzz FuzzReadRows -fuzztime 60s -fuzzminimizetime 20x ./measure
	go test -run XXX -fuzz FuzzCheck -fuzztime 60s -fuzzminimizetime 20x ./pure/fhir
	go test -run XXX -fuzz FuzzPlan -fuzztime 60s -fuzzminimizetime 20x ./pure/stim
	go test -run XXX -fuzz FuzzCourse -fuzztime 60s -fuzzminimizetime 20x ./pure/stim
	go test -run XXX -fuzz FuzzTitles -fuzztime 60s -fuzzminimizetime 20x ./pure/ical
	go test ./pure/score ./pure/fhir ./pure/tool ./pure/eight ./base/seal -rapid.checks=20000
	go -C tools run ./build tests && TILLIT_SEEDS=25 node --test bin/tests/*.test.mjs

bench: ## submissions per second on both engines, next to what the disk allows
	go run ./e2e/bench

bench-live: tools ## a light on two screens: how far apart they are, how soon they begin, stop and rest; 500 such sessions at once
	go test -run XXX -bench 'Light|Links' -benchtime 1x -timeout 30m ./e2e

screenshots: tools ## docs/screenshots, from the demo
	go run ./e2e/screenshots
