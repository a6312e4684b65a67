# Throws bytes at what reads strangers' bytes. Sourced by ./dev.

readonly fuzz_targets=(fuzz_filter_compiler fuzz_match)
readonly fuzz_seconds=60

# fuzz [SECONDS] runs each target for so long, one after the other. What they
# have learnt stays in build-fuzz/corpus for the next time.
fuzz() {
  local seconds=${1:-$fuzz_seconds} folder=$root/build-fuzz target
  [[ $seconds =~ ^[1-9][0-9]*$ ]] ||
    fail $exit_usage "fuzz takes for how many seconds each target runs, as in ./dev fuzz 300; not '$seconds'."
  need_packages build fuzz
  build fuzz "$folder" "${fuzz_targets[@]}" write_seeds
  "$folder/bin/write_seeds" "$folder/seeds"
  for target in "${fuzz_targets[@]}"; do
    fuzz_target "$folder" "$target" "$seconds"
  done
  say "Nothing was found in $seconds s each"
}

# fuzz_target FOLDER TARGET SECONDS
fuzz_target() {
  local folder=$1 target=$2 seconds=$3 log=$1/$2.log
  mkdir -p "$folder/corpus/$target"
  say "$target: $seconds s"
  if ! "$folder/bin/$target" -max_total_time="$seconds" -max_len=2048 -timeout=10 -rss_limit_mb=2048 \
    -dict="$root/tests/fuzz/filter.dict" -print_final_stats=1 -artifact_prefix="$folder/found-" \
    "$folder/corpus/$target" "$folder/seeds/$target" "$root/tests/fuzz/found/$target" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail 1 "$target found something; all it said is in $log." \
      "Once it is mended, put the file that it wrote into tests/fuzz/found/$target."
  fi
  grep '^stat::number_of_executed_units' "$log" >&2 || true
}
