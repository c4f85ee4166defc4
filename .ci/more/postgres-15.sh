#!/usr/bin/env bash
# The server's tests that speak SQL, against PostgreSQL 15 instead of the embedded one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/postgres-15.bash"

start_postgres_15
OVERTEN_TEST_POSTGRES="$postgres_url" npx --no vitest run \
  server/test/{api-,delivery,files,generation,health,ingest,log-,recover,retention,stats,task,worker}
