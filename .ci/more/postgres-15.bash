# Sourced by the steps beside it: a throw-away PostgreSQL 15, the oldest that Overten runs on, on a port of its own.
# start_postgres_15 sets `folder` (removed at exit, and what runs in it stopped), `port` and `postgres_url`.

source "$(dirname "${BASH_SOURCE[0]}")/packages.bash"

postgres_bin=/usr/lib/postgresql/15/bin

# PostgreSQL and pgbouncer refuse to run as root.
as_user=()
[[ "$(id -u)" != 0 ]] || as_user=(runuser -u postgres --)

install_package() { # the package, and a program that it brings
  [[ -x "$2" ]] && return
  echo "$1 is missing: installing it."
  install_packages --no-install-recommends "$1"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

stop_postgres_15() {
  stop_pooler
  (cd / && "${as_user[@]}" "$postgres_bin/pg_ctl" stop --pgdata "$folder/data" --mode immediate >/dev/null 2>&1) || true
  rm -rf "$folder"
}

stop_pooler() {
  [[ -f "$folder/pgbouncer.pid" ]] || return 0
  kill "$(cat "$folder/pgbouncer.pid")" 2>/dev/null || true
  rm -f "$folder/pgbouncer.pid"
}

start_postgres_15() {
  install_package postgresql-15 "$postgres_bin/postgres"
  local base=/tmp
  [[ -w /dev/shm ]] && base=/dev/shm
  folder="$("${as_user[@]}" mktemp -d "$base/overten-postgres-15-XXXXXX")"
  trap stop_postgres_15 EXIT
  port="$(free_port)"
  # From /, for the current folder may be closed to that user.
  (
    cd /
    "${as_user[@]}" "$postgres_bin/initdb" --pgdata "$folder/data" --username overten --auth trust --encoding UTF8 \
      --locale C >/dev/null
    "${as_user[@]}" "$postgres_bin/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/postgres.log" \
      --options "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=200"
  )
  postgres_url="postgres://overten@127.0.0.1:$port/postgres"
  "$postgres_bin/psql" "$postgres_url" --no-psqlrc --tuples-only --no-align --command 'select version()'
}
