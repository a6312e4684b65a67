# Looks for leaks and bad memory in the amqp notifier, which uses a C library. Sourced by ./dev.

readonly valgrind_programs=(amqp rabbitmq)

# valgrind [PROGRAM] [ARGUMENTS] runs the tests of the program, both without one, under
# valgrind; arguments go to GoogleTest. A finding fails, as a failed test does.
valgrind_tests() {
  local program programs=("${valgrind_programs[@]}") failed=()
  if [[ $# -gt 0 && $1 != --* ]]; then
    [[ " ${valgrind_programs[*]} " == *" $1 "* ]] ||
      fail $exit_usage "valgrind takes one of '${valgrind_programs[*]}', or runs both; not '$1'."
    programs=("$1")
    shift
  fi
  need_packages build
  build dev "$root/build" fanfare "${programs[@]/%/_tests}"
  for program in "${programs[@]}"; do
    say "valgrind: ${program}_tests"
    under_valgrind "$root/build/bin/${program}_tests" "$@" || failed+=("$program")
  done
  [[ ${#failed[@]} -eq 0 ]] || fail 1 "Not clean: ${failed[*]}. What was found is said above."
  say "Nothing was found"
}

# under_valgrind PROGRAM [ARGUMENTS] CTest runs it like this too (tests/notifiers/CMakeLists.txt).
under_valgrind() {
  valgrind --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
    --errors-for-leak-kinds=definite --suppressions="$root/tests/support/proton.supp" "$@"
}
