#!/bin/bash
# Makes .build-python, the Python environment of the tests that speak to the mesh from outside.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment=$(cd "$here/../.." && pwd)/.build-python

if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  /usr/bin/python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check \
    -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/"
fi
