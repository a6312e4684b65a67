# What is checked before the tests. Sourced by ./dev.

# The project's files: tracked, or new and not ignored.
project_files() {
  local name
  git -C "$root" ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r name; do
    [[ -f $root/$name ]] && echo "$name"
  done
}

# The commit to compare with: where this branch left main, else the last one.
# Nothing if there is none.
check_base() {
  local base
  base=$(git -C "$root" merge-base HEAD origin/main 2>/dev/null ||
    git -C "$root" merge-base HEAD main 2>/dev/null || true)
  if [[ -z $base || $base == "$(git -C "$root" rev-parse HEAD)" ]]; then
    base=$(git -C "$root" rev-parse --verify --quiet HEAD~1 || true)
  fi
  echo "$base"
}

# changed_files -> the project's C++ files that differ from the base
changed_files() {
  local base
  base=$(check_base)
  if [[ -z $base ]]; then
    project_files '*.cpp' '*.hpp'
    return
  fi
  {
    git -C "$root" diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp'
    git -C "$root" ls-files --others --exclude-standard -- '*.cpp' '*.hpp'
  } | sort -u
}

# sources_of FILE... -> the sources to look at: each one itself; a header is
# looked at through the source of its name, or the first one that includes it.
sources_of() {
  local file included
  for file in "$@"; do
    if [[ $file == *.cpp ]]; then
      echo "$file"
    elif [[ -f $root/${file%.hpp}.cpp ]]; then
      echo "${file%.hpp}.cpp"
    else
      included=${file#include/}
      project_files '*.cpp' | (cd "$root" && xargs -r grep -lF "\"$included\"" || true) | sed -n 1p
    fi
  done | sort -u
}

check_format() {
  (cd "$root" && project_files '*.cpp' '*.hpp' | xargs -r clang-format-14 --dry-run --Werror) ||
    { echo "dev: The layout is not the house's: run clang-format-14 -i on the files above." >&2; return 1; }
}

# check_tidy FILE...
check_tidy() {
  local sources
  mapfile -t sources < <(sources_of "$@" | (cd "$root" && while read -r source; do
    grep -qF "\"$root/$source\"" build/compile_commands.json && echo "$source"
  done))
  [[ ${#sources[@]} -gt 0 ]] || return 0
  say "clang-tidy: ${#sources[@]} source(s)"
  (cd "$root" && printf '%s\n' "${sources[@]}" |
    xargs -n 1 -P "$(jobs_at_once)" clang-tidy-14 -p build --quiet 2> >(grep -v 'warnings\? \(generated\|treated\)' >&2)) ||
    { echo "dev: clang-tidy found what is shown above; .clang-tidy says what it looks for." >&2; return 1; }
}

# check [--all] carries out every check, also after one has failed.
check() {
  local failed=() files
  git -C "$root" rev-parse --git-dir >/dev/null ||
    fail 1 "The checks ask git which files are the project's; $root is not a git checkout."
  set_up_ccache "$root/build"
  configure dev "$root/build"

  say "Layout";   check_format || failed+=(layout)
  say "Includes"; python3 "$root/tools/check_includes.py" "$root" || failed+=(includes)
  say "Texts";    (cd "$root" && project_files | python3 tools/check_texts.py) || failed+=(texts)
  if [[ ${1:-} == --all ]]; then
    mapfile -t files < <(project_files '*.cpp' '*.hpp')
  else
    mapfile -t files < <(changed_files)
  fi
  check_tidy "${files[@]}" || failed+=(clang-tidy)

  [[ ${#failed[@]} -eq 0 ]] || fail 1 "Not clean: ${failed[*]}. What to do is said above, at each."
  say "All checks passed"
}
