"""The scripts are valid bash, and ./dev answers what it is asked."""
import subprocess
import unittest

from house import ROOT

SCRIPTS = [ROOT / "dev", ROOT / ".ci" / "run", *sorted((ROOT / "tools" / "dev").glob("*.sh"))]


def dev(*arguments):
    return subprocess.run([str(ROOT / "dev"), *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=50, check=False)


class Scripts(unittest.TestCase):
    def test_every_script_is_valid_bash(self):
        self.assertGreater(len(SCRIPTS), 4)
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True,
                                      timeout=20, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_without_a_command_it_shows_its_usage_and_exits_64(self):
        done = dev()

        self.assertEqual(done.returncode, 64)
        self.assertTrue(done.stderr.startswith("Usage: ./dev COMMAND"), done.stderr)

    def test_an_unknown_command_is_named_and_exits_64(self):
        done = dev("tset")

        self.assertEqual(done.returncode, 64)
        self.assertIn("Usage: ./dev COMMAND", done.stderr)
        self.assertIn("There is no command 'tset'", done.stderr)

    def test_fuzz_wants_a_number_of_seconds(self):
        for word in ("soon", "0", "-1"):
            done = dev("fuzz", word)

            self.assertEqual(done.returncode, 64)
            self.assertIn(f"not '{word}'", done.stderr)

    def test_valgrind_wants_a_program_that_it_knows(self):
        done = dev("valgrind", "email")

        self.assertEqual(done.returncode, 64)
        self.assertIn("'amqp rabbitmq'", done.stderr)
        self.assertIn("not 'email'", done.stderr)

    def test_help_goes_to_stdout_and_names_every_command(self):
        done = dev("--help")

        self.assertEqual(done.returncode, 0)
        for command in ("demo", "test", "serve", "bench", "fuzz", "valgrind", "check", "build"):
            self.assertRegex(done.stdout, rf"(?m)^  {command} ")

    def test_ci_runs_the_checks_and_the_tests_and_nothing_else(self):
        lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

        called = [line for line in lines if line.startswith("./")]

        self.assertEqual(called, ["./dev check", "./dev test"])


if __name__ == "__main__":
    unittest.main()
