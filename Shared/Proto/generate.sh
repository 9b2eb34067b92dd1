#!/bin/bash
# Writes everything that comes from the contract: C code and Swift values, stubs, tables, the
# descriptor set, test support and the OpenAPI document. Files that do not change keep their time.
# An area whose .proto files have errors keeps what it had; the others are written.
#
#   generate.sh           writes
#   generate.sh --check   fails, and names the files, when something would change
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
proto=$root/Shared/Proto
generator=$proto/generator
export PYTHONPATH=$generator PYTHONDONTWRITEBYTECODE=1
mode=${1:-}

for tool in protoc protoc-c /usr/bin/python3; do
  command -v "$tool" >/dev/null || {
    echo "make proto: $tool is missing (apt-get install protobuf-compiler" \
      "protobuf-c-compiler python3-protobuf)" >&2
    exit 1
  }
done

# One run at a time in a work tree.
exec 9<"$generator/protoc-gen-healthmesh"
flock 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Writes the files of area $1 under $2; fails without output for them when the contract is wrong.
generate_area() {
  local area=$1 out=$2
  local files=()
  while IFS= read -r file; do files+=("$file"); done \
    < <(cd "$proto" && find "healthmesh/$area" -name '*.proto' | LC_ALL=C sort)
  mkdir -p "$out/c"
  (cd "$proto" && protoc -I. \
    --plugin=protoc-gen-healthmesh="$generator/protoc-gen-healthmesh" \
    --healthmesh_out="$out" --descriptor_set_out="$out/area.desc" "${files[@]}") &&
    (cd "$proto" && protoc-c -I. --c_out="$out/c" "${files[@]}") || return 1
  mkdir -p "$out/Shared/CMessages/include" "$out/Shared/CMessages/descriptor_sets"
  /usr/bin/python3 -m healthmesh_codegen.descriptor_bytes "$area" "$out/area.desc" \
    "$out/Shared/CMessages/descriptor_sets/$area.c"
  (cd "$out/c" && find . -name '*.c' -exec cp --parents {} "$out/Shared/CMessages/" \; &&
    find . -name '*.h' -exec cp --parents {} "$out/Shared/CMessages/include/" \;)
  rm -rf "$out/c" "$out/area.desc"
}

# Places that belong to area $1 alone, below the root $2; what is not generated any more goes.
area_files() {
  local area=$1 from=$2
  (cd "$from" && {
    find "Shared/CMessages/healthmesh/$area" "Shared/CMessages/include/healthmesh/$area" \
      "Shared/CMessages/descriptor_sets/$area.c" -type f 2>/dev/null || true
    grep -rlsF "from Shared/Proto/healthmesh/$area/" \
      Shared/Messages/Generated Shared/Contract/Generated Tests/MessagesTests/Generated || true
  } | LC_ALL=C sort)
}

# Makes the places of area $1 in $3 equal to those in $2.
install_area() {
  local area=$1 from=$2 to=$3 file
  while IFS= read -r file; do
    [ -e "$from/$file" ] || rm -f "${to:?}/$file"
  done < <(area_files "$area" "$to")
  while IFS= read -r file; do
    install_file "$from/$file" "$to/$file"
  done < <(cd "$from" && find . -type f | LC_ALL=C sort)
}

install_file() {
  cmp -s "$1" "$2" && return
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new" && mv "$2.new" "$2"
}

areas=$(cd "$proto/healthmesh" && for d in */; do echo "${d%/}"; done | LC_ALL=C sort)

target=$root
if [ "$mode" = --check ]; then
  target=$work/tree
  mkdir -p "$target"
  (cd "$root" && cp --parents -r Shared/CMessages Shared/Proto "$target")
  for place in Shared/Messages/Generated Shared/Contract/Generated Deploy/openapi \
    Tests/MessagesTests/Generated; do
    (cd "$root" && [ ! -e $place ] || cp --parents -r "$place" "$target")
  done
fi

generated=()
for area in $areas; do
  find "$proto/healthmesh/$area" -name '*.proto' | grep -q . || continue
  if generate_area "$area" "$work/$area"; then
    install_area "$area" "$work/$area" "$target"
    generated+=("$area")
  else
    failed=1
    echo "make proto: area $area has errors; its generated files stay as they were" >&2
    [ -d "$target/Shared/CMessages/healthmesh/$area" ] && generated+=("$area")
  fi
done

/usr/bin/python3 -m healthmesh_codegen.assemble "$target" "${generated[@]}"

if [ "$failed" = 0 ]; then
  (cd "$proto" && find healthmesh -name '*.proto' | LC_ALL=C sort |
    xargs protoc -I. --include_source_info --descriptor_set_out="$work/all.desc")
  /usr/bin/python3 -m healthmesh_codegen.openapi \
    "$work/all.desc" "$work/healthmesh.json" "$work/openapi.c"
  install_file "$work/healthmesh.json" "$target/Deploy/openapi/healthmesh.json"
  install_file "$work/openapi.c" "$target/Shared/CMessages/openapi.c"
fi

if [ "$mode" = --check ]; then
  for place in Shared/CMessages Shared/Messages/Generated Shared/Contract/Generated \
    Deploy/openapi Tests/MessagesTests/Generated; do
    diff -rq "$root/$place" "$target/$place" >&2 || failed=1
  done
  [ "$failed" = 0 ] || echo "make proto-check: run \`make proto\` and commit the result" >&2
fi
exit "$failed"
