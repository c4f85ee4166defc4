#!/usr/bin/env bash
# Nodes behind pgbouncer in transaction mode, with few connections, in front of PostgreSQL 15: once as installed, where it refuses session
# options, and once where it drops them unheard. Test databases are made on the direct connection; what a test starts goes through pgbouncer.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/postgres-15.bash"

pgbouncer=/usr/sbin/pgbouncer

start_pooler() { # more lines of its settings
  pooler_port="$(free_port)"
  cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = trust
auth_file = $folder/users.txt
pool_mode = transaction
default_pool_size = 5
max_client_conn = 1000
server_login_retry = 1
logfile = $folder/pgbouncer.log
pidfile = $folder/pgbouncer.pid
$1
INI
  (cd / && "${as_user[@]}" "$pgbouncer" --quiet --daemon "$folder/pgbouncer.ini")
  pooler_url="postgres://overten@127.0.0.1:$pooler_port/postgres"
  for _ in {1..50}; do
    "$postgres_bin/psql" "$pooler_url" --no-psqlrc --quiet --command 'select 1' >/dev/null 2>&1 && return
    sleep 0.1
  done
  echo "pgbouncer did not answer within 5 s. It said:"
  cat "$folder/pgbouncer.log"
  exit 1
}

run_tests() {
  OVERTEN_TEST_POSTGRES="$postgres_url" OVERTEN_TEST_POOLER="$pooler_url" \
    npx --no vitest run --config tests/pooler/vitest.config.ts "$@"
}

install_package pgbouncer "$pgbouncer"
start_postgres_15
echo '"overten" ""' >"$folder/users.txt"
"$pgbouncer" --version | head -n 1

echo "Session options are refused:"
start_pooler ""
run_tests tests/pooler \
  server/test/{api-organizations,api-system,api-traffic,delivery.test,delivery-idempotency,delivery-schedule,files,generation-idem,log-stream,recover.test,task-events,tasks,worker.test}
stop_pooler

echo "Session options are dropped:"
start_pooler "ignore_startup_parameters = options"
run_tests tests/pooler
