# Regenerates everything that comes from the contract in Shared/Proto.
.PHONY: proto proto-check
proto:
	@Shared/Proto/generate.sh

# Fails when the generated files differ from what the contract says.
proto-check:
	@Shared/Proto/generate.sh --check
