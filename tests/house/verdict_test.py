"""./dev test says what ctest said, and lets no test be skipped."""
import unittest

from house import write
from sandbox import Sandbox

# As ctest 3.25 writes it.
PASSED = """1/1 Test #1: a.test ...........................   Passed    0.01 sec

100% tests passed, 0 tests failed out of 1

Total Test time (real) =   0.02 sec
"""
SKIPPED = """1/1 Test #1: a.test ...........................***Skipped   0.01 sec

100% tests passed, 0 tests failed out of 1

Total Test time (real) =   0.02 sec

The following tests did not run:
\t  1 - a.test (Skipped)
"""


class Verdict(unittest.TestCase):
    def run_with(self, ctest_says):
        box = Sandbox()
        self.addCleanup(box.close)
        write(box.root / "ctest_says", ctest_says)
        return box.dev("test")

    def test_the_last_line_is_the_closing_line_of_ctest(self):
        done = self.run_with(PASSED)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], "100% tests passed, 0 tests failed out of 1")

    def test_a_skipped_test_is_a_failure(self):
        done = self.run_with(SKIPPED)

        self.assertEqual(done.returncode, 1)
        self.assertIn("Tests were skipped", done.stderr)


if __name__ == "__main__":
    unittest.main()
