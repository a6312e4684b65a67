# How ./dev talks: one line a step on stdout, one sentence on stderr when it fails.
# Sourced by ./dev.

say() { printf 'dev: %s\n' "$*"; }

# fail CODE SENTENCE...
fail() {
  local code=$1
  shift
  printf 'dev: %s\n' "$@" >&2
  exit "$code"
}

# The codes of sysexits.h that ./dev uses.
readonly exit_usage=64 exit_unavailable=69
