#!/usr/bin/env python3
"""Fails if a file breaks the house rules that no compiler knows.

Usage: check_texts.py < list of files, one a line, from the root of the project
"""
import pathlib
import re
import sys

CODE = {".cpp", ".hpp", ".cmake", ".sh", ".py", ".js"}
TEXT = CODE | {".md", ".txt", ".toml", ".in", ".yml", ""}

MACHINE_PATH = re.compile(r"(?<![\w.:/\]-])/(?:home|root|work|Users)/\w")
# An issue's number must follow, as in TO" "DO(#12).
LOOSE_END = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")
SILENCED = re.compile(r"\bNOLINT")

MOST_LINES = {".hpp": 200, ".cpp": 300}
MOST_LINES_OF_A_TEST = 400

FORBIDDEN_NAME = re.compile(
    r"(?:^|_)(?:utils?|common|misc|core|helpers?|managers?|handlers?|info|data|base)(?:_|$)")


def broken_rules(path):
    """Yields (line or 0, what is wrong)."""
    if path.suffix in {".cpp", ".hpp"} and FORBIDDEN_NAME.search(path.stem):
        yield 0, "the name says nothing: name what is in it"
    if path.suffix not in TEXT:
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        if MACHINE_PATH.search(line):
            yield number, "a path of one machine"
        if path.suffix in CODE and path.name != "check_texts.py":
            if LOOSE_END.search(line):
                yield number, "a loose end without the number of its issue"
            if SILENCED.search(line):
                yield number, "a silenced check: change the code, or .clang-tidy with a reason"
    most = MOST_LINES.get(path.suffix)
    if most and path.parts[0] == "tests":
        most = MOST_LINES_OF_A_TEST
    if most and len(lines) > most:
        yield 0, f"{len(lines)} lines, {most} are the limit: two subjects live in it"


def main():
    failed = False
    for name in sys.stdin.read().splitlines():
        path = pathlib.Path(name)
        if path.parts[0] in {"LICENSE"} or path.suffix not in TEXT:
            continue
        for line, what in broken_rules(path):
            failed = True
            print(f"{name}:{line}: {what}" if line else f"{name}: {what}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
