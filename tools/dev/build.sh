# Configures and builds. Sourced by ./dev.

# As many compilers as there are cores, but none that would have to swap: the
# largest source needs about 1.2 GiB. DEV_JOBS=N overrides it.
jobs_at_once() {
  local cores memory_kib by_memory
  cores=$(nproc)
  memory_kib=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  by_memory=$((${memory_kib:-4000000} / 1500000))
  [[ $by_memory -ge 1 ]] || by_memory=1
  echo "${DEV_JOBS:-$((cores < by_memory ? cores : by_memory))}"
}

set_up_ccache() {
  export CCACHE_BASEDIR=$root
  # A fresh clone of CI may use what an earlier clone compiled. Debuggers would
  # then look for sources in that clone, so people get their own.
  if [[ -n ${CI:-} ]]; then export CCACHE_NOHASHDIR=1; fi
  if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then export CCACHE_DIR=$1/.ccache; fi
}

# configure PRESET FOLDER
configure() {
  local preset=$1 folder=$2 stamp=$2/.configured log=$2/dev-configure.log
  mkdir -p "$folder" && [[ -w $folder ]] ||
    fail 1 "$folder is not writable for $(id -un): remove it, or build as the user who made it."
  if [[ -e $folder/build.ninja && $stamp -nt $root/CMakePresets.json ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    return
  fi
  say "Configuring ($preset)"
  if ! (cd "$root" && cmake --fresh --preset "$preset") >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail 1 "cmake could not configure the build; all it said is in $log."
  fi
  touch "$stamp"
}

# Shows every tenth of a long build, and nothing of a short one.
show_progress() {
  local line last=0 tenth
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] && ${BASH_REMATCH[2]} -ge 30 ]]; then
      tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
      if [[ $tenth -gt $last ]]; then
        say "Building: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
        last=$tenth
      fi
    fi
  done
}

# build PRESET FOLDER [TARGET...] brings the targets (all without any) up to date.
build() {
  local preset=$1 folder=$2 log=$2/dev-build.log
  shift 2
  set_up_ccache "$folder"
  configure "$preset" "$folder"
  if ! ninja -C "$folder" -j "$(jobs_at_once)" "$@" 2>&1 | tee "$log" | show_progress; then
    grep -v '^\[[0-9/]*\] Building' "$log" | tail -n 40 >&2 || true
    fail 1 "The build failed; all it said is in $log." \
      "If a compiler was killed, memory was short: try DEV_JOBS=1 ./dev build"
  fi
}
