# Installs what is missing from Debian. Sourced by ./dev.
#
# DEV_ROOT stands before /etc and /usr; only tests set it.

readonly packages_file=$root/packaging/packages.txt
readonly policy_file=${DEV_ROOT:-}/usr/sbin/policy-rc.d
readonly kept_policy_file=$policy_file.kept-by-fanfare-dev
readonly policy_mark='# Written by the dev script of fanfare while it installs packages.'

# packages_of GROUP... -> their names, one a line
packages_of() {
  local group name rest
  while read -r group name rest; do
    case " $* " in *" $group "*) echo "$name" ;; esac
  done <"$packages_file"
}

# missing_of PACKAGE... -> those that are not installed, one a line
missing_of() {
  local installed name
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $name"$'\n'* ]] || echo "$name"
  done
}

is_debian_12() {
  local version=''
  [[ -r ${DEV_ROOT:-}/etc/debian_version ]] && read -r version <"${DEV_ROOT:-}/etc/debian_version"
  [[ $version == 12 || $version == 12.* ]] && command -v apt-get >/dev/null
}

# Runs a command as root. Without a terminal nobody could type a password, so
# sudo must not wait for one.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_command() { echo "apt-get update && apt-get install -y --no-install-recommends $*"; }

# Fails, with what somebody else can do about it.
fail_without_packages() {
  local why=$1
  shift
  fail $exit_unavailable "$why Missing: $*." \
    "Ask an administrator of this machine to run, as root: $(install_command "$@")"
}

# While packages are installed, none of them may start a service. A policy that
# was there before is kept aside and put back, after a crash by the next run.
forbid_services() {
  local ours
  ours=$(mktemp)
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$ours"
  if [[ -e $policy_file ]] && ! grep -qxF "$policy_mark" "$policy_file"; then
    as_root mv "$policy_file" "$kept_policy_file" || { rm -f "$ours"; return 1; }
  fi
  as_root install -m 755 "$ours" "$policy_file" || { rm -f "$ours"; return 1; }
  rm -f "$ours"
}

restore_services() {
  if [[ -e $kept_policy_file ]]; then
    as_root mv "$kept_policy_file" "$policy_file"
  elif [[ -e $policy_file ]] && grep -qxF "$policy_mark" "$policy_file"; then
    as_root rm -f "$policy_file"
  fi
}

apt_install() {
  as_root apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "$@"
}

# need_packages GROUP... makes sure that all packages of the groups are there.
need_packages() {
  local all missing
  if ! is_debian_12; then
    say "This is not Debian 12, which is what fanfare is built for; going on with what is here."
    command -v dpkg-query >/dev/null || return 0
  fi
  mapfile -t all < <(packages_of "$@")
  mapfile -t missing < <(missing_of "${all[@]}")
  [[ ${#missing[@]} -gt 0 ]] || return 0

  say "Missing from Debian: ${missing[*]}"
  is_debian_12 || fail_without_packages "They are only installed by themselves on Debian 12." "${missing[@]}"
  if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    fail_without_packages "Packages are installed by root, and there is no sudo here." "${missing[@]}"
  fi

  say "Installing ${#missing[@]} package(s)$([[ $EUID -eq 0 ]] || echo ' through sudo')"
  # A signal ends the script through exit, so that the trap on EXIT runs once.
  trap restore_services EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  forbid_services || fail_without_packages "sudo refused to act as root." "${missing[@]}"
  apt_install "${missing[@]}" >&2 || fail_without_packages "apt-get failed; what it said is above." "${missing[@]}"
  restore_services
  trap - EXIT INT TERM HUP
}
