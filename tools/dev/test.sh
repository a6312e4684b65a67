# Runs the tests. Sourced by ./dev.

# run_tests FOLDER [ctest arguments...] A test that was skipped has shown
# nothing, so it counts as failed. The last line printed is ctest's verdict.
run_tests() {
  local folder=$1 log=$1/dev-test.log code=0
  shift
  ctest --test-dir "$folder" -j "$(jobs_at_once)" --output-on-failure --no-tests=error "$@" 2>&1 |
    tee "$log" || code=$?
  if grep -q '^The following tests did not run:' "$log"; then
    code=1
    echo "dev: Tests were skipped (listed above); here that is a failure." >&2
  fi
  [[ $code -eq 0 ]] || echo "dev: Tests failed; all they said is in $log." >&2
  grep -E '^[0-9]+% tests passed' "$log" | tail -n 1 || true
  return "$code"
}
