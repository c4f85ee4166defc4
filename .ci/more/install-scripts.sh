#!/usr/bin/env bash
# An install with the packages' install scripts, and a demo on what it made. The plain `npm ci` of .ci/run is the one without: an npm that knows allowScripts
# in package.json runs none of them, and an older one all.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder" # PostgreSQL may run as another user below it
git ls-files -z | xargs -0 cp --parents --target-directory "$folder"

cd "$folder"
npm ci --dangerously-allow-all-scripts --no-audit --no-fund --prefer-offline
PORT=0 npm start -- --demo
