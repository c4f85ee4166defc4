#!/usr/bin/env bash
# The dashboard in a real browser: Chromium is installed where it is missing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/packages.bash"

if [[ -z "${OVERTEN_TEST_CHROMIUM:-}" ]] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  echo "There is no Chromium: installing it."
  install_packages chromium
fi

npm run --silent test:e2e
