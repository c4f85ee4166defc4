#!/usr/bin/env bash
# The dashboard in a real browser: Chromium is installed where it is missing.
set -euo pipefail

if [[ -z "${OVERTEN_TEST_CHROMIUM:-}" ]] && ! command -v chromium chromium-browser google-chrome >/dev/null; then
  echo "There is no Chromium: installing it."
  as_root=()
  [[ "$(id -u)" == 0 ]] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq chromium
fi

npm run --silent test:e2e
