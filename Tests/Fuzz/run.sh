#!/bin/bash
# Decodes at least a million hostile inputs under AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   run.sh [inputs] [seed]
#
# A failure prints the seed of its input: `run.sh 1 <seed>` repeats it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
source=$root/Shared/CMessages
inputs=${1:-1000000}
seed=${2:-20251122}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every message of the contract.
{
  echo 'static const ProtobufCMessageDescriptor *const messages[] = {'
  grep -rhoE '^extern const ProtobufCMessageDescriptor [a-z0-9_]+;' "$source/include" |
    sed -E 's/.* ([a-z0-9_]+);/  \&\1,/' | LC_ALL=C sort
  echo '};'
} >"$work/tables.inc"

compiler=${CC:-gcc}
"$compiler" -std=gnu11 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Wno-unused-parameter \
  -fsanitize=address,undefined -fno-sanitize-recover=all \
  -I"$source/include" -I"$work" "$here/fuzz.c" "$source"/*.c \
  $(find "$source" -mindepth 2 -name '*.c' | LC_ALL=C sort) \
  -lprotobuf-c -lpthread -o "$work/fuzz"

ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 "$work/fuzz" "$inputs" "$seed"
