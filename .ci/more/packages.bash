# Sourced by the steps beside it: packages of the system, however busy it is with others.

as_root=()
[[ "$(id -u)" == 0 ]] || as_root=(sudo -n)

apt_patience_s=120

# Packages by name, and options of apt-get. Waits for another apt: for dpkg's lock apt-get does so by itself when it is asked to, for that of the lists never.
install_packages() {
  local until=$((SECONDS + apt_patience_s)) said
  until said="$("${as_root[@]}" apt-get update -qq 2>&1)"; do
    if [[ "$said" != *"get lock"* ]] || ((SECONDS >= until)); then
      printf '%s\n' "$said"
      return 1
    fi
    sleep 2
  done
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout="$apt_patience_s" install -y -qq "$@" >/dev/null
}
