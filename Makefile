.PHONY: build test race vet lint fuzz bench soak demo

build:
	CGO_ENABLED=0 go build -trimpath -o clew .

test:
	go test ./...

race:
	go test -race ./...

vet:
	go vet ./...
	GOOS=darwin go vet ./aio/...
	test -z "$$(gofmt -l .)"

lint:
	go run honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) ./...
STATICCHECK = v0.8.2

# Every fuzzer of the tree, each for FUZZTIME.
FUZZTIME = 60s
fuzz:
	@for pkg in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
	  done; \
	done

bench:
	go test -run '^$$' -bench . -benchmem ./...

# The heavy tests at full size; go test runs them reduced.
soak:
	CLEW_SOAK=1 go test -count=1 -timeout 30m ./...

demo:
	go run . demo
