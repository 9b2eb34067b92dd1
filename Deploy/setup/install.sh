#!/usr/bin/env bash
# Installs what a bare Debian 12 with Swift lacks, and nothing that is there already.
#   install.sh build    libraries and compilers that the product builds and runs with
#   install.sh test     the above, and a Python environment for the clients of other languages
#   install.sh bench    the above, and the peers that the benchmarks compare with
set -euo pipefail
cd "$(dirname "$0")/../.."
purpose=${1:-build}
say() { printf '\033[1m== %s\033[0m\n' "$*"; }

packages=(libexpat1-dev libzip-dev libzmq3-dev libprotobuf-c-dev libsodium-dev libsqlite3-dev libxlsxwriter-dev
  protobuf-c-compiler protobuf-compiler python3 python3-protobuf)
if [ "$purpose" != build ]; then packages+=(python3-venv gcc libc6-dev curl); fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' \
    || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then root=(); else root=(sudo); fi
  "${root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
fi

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or newer is needed: see https://www.swift.org/install/linux/" >&2
  exit 69
fi

if [ "$purpose" != build ]; then Tests/Interop/setup.sh; fi
if [ "$purpose" = bench ] && ! .build-python/bin/python -c 'import duckdb' 2>/dev/null; then
  say "installing duckdb for Python"
  .build-python/bin/pip install --quiet --disable-pip-version-check duckdb
fi
