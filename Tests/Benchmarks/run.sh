#!/usr/bin/env bash
# Builds the programs and their peers in release and prints every figure as one table.
#   run.sh [--only mesh,memory,simulation,grouping,catalogue,measuring,line,registry] [--rounds N] [--quick]
# The peers are built once: grpc-swift-2 takes about ten minutes of a processor.
# Fails when a program fails or a checksum differs, never because something was slow.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$PWD/.build-bench
say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }
mkdir -p "$scratch"

say "building the programs and benchmarks (release)"
swift build -c release >&2
swift build -c release --package-path Tests/Benchmarks --scratch-path "$scratch/swift" >&2
say "building the peers (release)"
swift build -c release --package-path Tests/Benchmarks/GRPCPeer \
  --scratch-path "$scratch/grpc" >&2
gcc -O2 -o "$scratch/c-echo" -I Shared/CMessages/include Tests/Benchmarks/Mesh/CEcho/echo.c \
  Shared/CMessages/healthmesh/mesh/v1/header.pb-c.c -lzmq -lprotobuf-c

say "measuring ($(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg))"
exec .build-python/bin/python Tests/Benchmarks/run.py --programs "$PWD/.build/release" \
  --benchmarks "$scratch/swift/release" --c-echo "$scratch/c-echo" \
  --grpc "$scratch/grpc/release/grpc-echo" --scratch "$scratch/data" "$@"
