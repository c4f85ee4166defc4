#!/usr/bin/env bash
# The server's tests that speak SQL, against PostgreSQL 15 instead of the embedded one; without those that say again what others say, to test time or HTTP.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/postgres-15.bash"

start_postgres_15
# Three at a time: they mostly wait, and what tests time is not among them.
OVERTEN_TEST_POSTGRES="$postgres_url" npx --no vitest run --maxWorkers=3 \
  server/test/{api-,delivery,files,generation,health,ingest,log-,recover.test,retention,stats,task,worker.test} \
  --exclude 'server/test/api-{database-away,early-answers,errors,messages,nothing-starts,permissions,queries}.test.ts' \
  --exclude 'server/test/delivery-{concurrency,overload,slow-database,status}.test.ts'
