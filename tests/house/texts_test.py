"""The house rules that no compiler knows are found broken where they are."""
import os
import pathlib
import tempfile
import unittest

from house import run_tool, write

# Put together here, so that this file keeps the rules itself.
LOOSE = "TO" + "DO"
SILENT = "NO" + "LINT"
ELSEWHERE = "/ho" + "me/somebody/x"

# file | its text | words of the refusal; empty: fine
CASES = [
    ("engine/wiring.cpp", "int x = 1;\n", ""),
    ("engine/wiring.cpp", f"// {LOOSE}: later\n", "engine/wiring.cpp:1: a loose end"),
    ("engine/wiring.cpp", f"// {LOOSE}(#12): later\n", ""),
    ("engine/wiring.cpp", f"int x = 1; // {SILENT}\n", "a silenced check"),
    ("README.md", f"see {ELSEWHERE}\n", "README.md:1: a path of one machine"),
    ("README.md", "see https://example.org" + ELSEWHERE + "\n", ""),
    ("engine/wiring.cpp", "\n" * 300, ""),
    ("engine/wiring.cpp", "\n" * 301, "301 lines, 300 are the limit"),
    ("engine/wiring.hpp", "\n" * 201, "201 lines, 200 are the limit"),
    ("tests/engine/wiring_test.cpp", "\n" * 400, ""),
    ("tests/engine/wiring_test.cpp", "\n" * 401, "401 lines, 400 are the limit"),
    ("engine/string_utils.hpp", "\n", "the name says nothing"),
    ("engine/database.hpp", "\n", ""),
]


class Texts(unittest.TestCase):
    def test_each_rule_is_kept_or_its_breach_named(self):
        for name, text, words in CASES:
            with self.subTest(file=name, words=words), tempfile.TemporaryDirectory() as root:
                write(pathlib.Path(root, name), text)
                before = os.getcwd()
                os.chdir(root)
                self.addCleanup(os.chdir, before)

                done = run_tool("check_texts.py", given=name + "\n")

                os.chdir(before)
                self.assertEqual(done.returncode, 1 if words else 0, done.stderr)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
