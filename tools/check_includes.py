#!/usr/bin/env python3
"""Fails if a folder includes what it must not know. ARCHITECTURE.md has the reasons.

Usage: check_includes.py [ROOT]
"""
import pathlib
import re
import sys

PUBLIC = "fanfare"  # "fanfare/…" lies in include/

# folder -> the folders it may include from, besides itself; None: any
MAY_INCLUDE = {
    "include": set(),
    "messages": {"include"},
    "matching": {"include", "messages"},
    "storage": {"include", "messages"},
    "notifiers": {"include", "messages"},
    "actors": {"include", "messages", "matching", "storage", "notifiers"},
    "engine": {"include", "messages", "matching", "storage", "notifiers", "actors"},
    "server": {"include"},
    "cli": {"include", "server"},
    "examples": {"include"},
    "bench": None,
    "tests": None,
}

# how a library's headers begin -> the only folders that may include them
LIBRARIES = {
    "caf/": {"actors", "engine"},
    "sqlite3": {"storage"},
    "hiredis/": {"storage"},
    "curl/": {"notifiers"},
    "proton/": {"notifiers"},
    "openssl/": {"notifiers"},
    "boost/": {"server", "notifiers"},
    "spdlog/": {"cli"},
    "prometheus/": {"server"},
    "toml++/": {"engine"},
    "toml.hpp": {"engine"},
    "simdjson": {"messages", "matching"},
    "unicode/": {"matching"},
    "gtest/": set(),
    "gmock/": set(),
}

# These show only what any C++ program has: no library at all.
STANDARD_ONLY = {"include", "examples"}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)')


def refusal(folder, quote, target):
    """Returns why `folder` must not include `target`, or nothing."""
    if MAY_INCLUDE[folder] is None:
        return None
    if quote == '"' or target.startswith(PUBLIC + "/"):
        first = target.split("/")[0]
        source = "include" if first == PUBLIC else first
        if source == folder or source in MAY_INCLUDE[folder]:
            return None
        if source not in MAY_INCLUDE:
            return f'"{target}" is no path from the root of the project'
        return f"{folder}/ must not know {source}/"
    for library, homes in LIBRARIES.items():
        if target.startswith(library) and folder not in homes:
            where = " and ".join(f"{home}/" for home in sorted(homes)) or "tests/"
            return f"<{target}> belongs in {where}"
    if folder in STANDARD_ONLY and ("." in target or "/" in target):
        return f"<{target}> is not of the standard library"
    return None


def refusals(root):
    for folder in MAY_INCLUDE:
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                found = INCLUDE.match(line)
                why = found and refusal(folder, *found.groups())
                if why:
                    yield f"{path.relative_to(root)}:{number}: {why}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(refusals(root))
    if found:
        print("\n".join(found), file=sys.stderr)
        print(f"{len(found)} include(s) against the arrows of ARCHITECTURE.md", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
