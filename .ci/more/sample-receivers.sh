#!/usr/bin/env bash
# The documentation's Python receivers (docs/samples) and the code that the dashboard gives with a new webhook against captured deliveries, with FastAPI and
# the standardwebhooks package where Python can install them; otherwise the test uses Python's standard library and this says so.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/packages.bash"

# Exact versions, so that a run next year tests the same thing.
packages=(fastapi==0.165.0 standardwebhooks==1.1.0)

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

if ! python3 -m venv "$folder/venv" 2>/dev/null; then
  echo "Python or its venv module is missing: installing it."
  install_packages python3 python3-venv
  python3 -m venv "$folder/venv"
fi

python="$folder/venv/bin/python"
if "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}"; then
  "$python" -c 'import fastapi, standardwebhooks'
else
  echo "NOT with FastAPI: pip could not install ${packages[*]}. The receiver runs on the standard library instead."
fi

OVERTEN_TEST_PYTHON="$python" npx --no vitest run tests/receivers
