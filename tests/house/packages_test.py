"""./dev installs what is missing, through sudo, and helps where it cannot."""
import os
import unittest

from sandbox import Sandbox

THEIRS = "#!/bin/sh\n# the policy of this machine\nexit 0\n"
INSTALL = ("apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "
           "libcaf-dev libgtest-dev")


class Packages(unittest.TestCase):
    def sandbox(self, **how):
        made = Sandbox(**how)
        self.addCleanup(made.close)
        return made

    def lacking(self, **how):
        return self.sandbox(missing=["libcaf-dev", "libgtest-dev"], **how)

    def apt_calls(self, box):
        return [line for line in box.read("calls").splitlines() if "apt-get" in line]

    def test_an_ordinary_user_installs_exactly_what_is_missing_through_sudo(self):
        box = self.lacking()

        done = box.dev("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.apt_calls(box), [
            "sudo apt-get -q update",
            "apt-get -q update (frontend: none)",
            f"sudo env DEBIAN_FRONTEND=noninteractive {INSTALL}",
            f"{INSTALL} (frontend: noninteractive)",
        ])
        self.assertIn("dev: Missing from Debian: libcaf-dev libgtest-dev\n", done.stdout)
        self.assertIn("ninja", box.read("builds"))

    def test_nothing_is_called_when_nothing_is_missing(self):
        box = self.sandbox()

        done = box.dev("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(box.read("calls"), "")
        self.assertNotIn("Missing", done.stdout)

    def test_the_second_time_nothing_is_installed_or_configured(self):
        box = self.lacking()
        box.dev("build")
        calls = box.read("calls")

        done = box.dev("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(box.read("calls"), calls)
        self.assertEqual(box.read("builds").split(), ["cmake", "ninja", "ninja"])

    def test_what_only_the_checks_need_is_not_installed_for_a_build(self):
        box = self.sandbox(missing=["clang-tidy-14"])

        done = box.dev("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(box.read("calls"), "")

    def test_without_sudo_it_names_the_packages_and_the_command(self):
        box = self.lacking(without=["sudo"])

        done = box.dev("build")

        self.assertEqual(done.returncode, 69)
        self.assertIn("there is no sudo here. Missing: libcaf-dev libgtest-dev.", done.stderr)
        self.assertIn("run, as root: apt-get update && apt-get install -y "
                      "--no-install-recommends libcaf-dev libgtest-dev\n", done.stderr)
        self.assertEqual(box.read("builds"), "")

    def test_a_sudo_that_refuses_is_no_sudo(self):
        box = self.lacking()
        box.mark("sudo_refuses")

        done = box.dev("build")

        self.assertEqual(done.returncode, 69)
        self.assertIn("sudo refused to act as root. Missing: libcaf-dev libgtest-dev.", done.stderr)
        self.assertEqual(self.apt_calls(box), [])

    def test_root_needs_no_sudo(self):
        if os.geteuid() != 0:
            return  # Only root can show it; everybody else has shown the rest.
        box = self.lacking(without=["sudo"])

        done = box.dev("build", as_root=True)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.apt_calls(box)), 2)

    def test_another_system_is_told_so_and_goes_on_if_nothing_is_missing(self):
        box = self.sandbox(debian="trixie/sid")

        done = box.dev("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("This is not Debian 12", done.stdout)
        self.assertIn("ninja", box.read("builds"))

    def test_another_system_is_left_alone_when_something_is_missing(self):
        box = self.lacking(debian="13.1")

        done = box.dev("build")

        self.assertEqual(done.returncode, 69)
        self.assertIn("Missing: libcaf-dev libgtest-dev.", done.stderr)
        self.assertEqual(box.read("calls"), "")

    def test_no_service_starts_while_packages_are_installed(self):
        box = self.lacking()

        box.dev("build")

        self.assertIn("exit 101", box.read("policy_while_installing"))
        self.assertFalse(box.policy.exists())

    def test_the_policy_that_was_there_is_put_back(self):
        for trouble in ("", "apt_fails", "apt_kills"):
            with self.subTest(trouble=trouble):
                box = self.lacking()
                box.policy.write_text(THEIRS, encoding="utf-8")
                box.policy.chmod(0o751)
                if trouble:
                    box.mark(trouble)

                done = box.dev("build")

                self.assertEqual(done.returncode, {"": 0, "apt_fails": 69, "apt_kills": 143}[trouble])
                self.assertIn("exit 101", box.read("policy_while_installing"))
                self.assertEqual(box.policy.read_text(encoding="utf-8"), THEIRS)
                self.assertEqual(box.policy.stat().st_mode & 0o777, 0o751)
                self.assertEqual(list(box.policy.parent.iterdir()), [box.policy])

    def test_a_policy_kept_by_a_run_that_was_killed_is_put_back_by_the_next(self):
        box = self.lacking()
        kept = box.policy.with_name("policy-rc.d.kept-by-fanfare-dev")
        kept.write_text(THEIRS, encoding="utf-8")
        box.policy.write_text("#!/bin/sh\n# Written by the dev script of fanfare while it "
                              "installs packages.\nexit 101\n", encoding="utf-8")

        box.dev("build")

        self.assertEqual(box.policy.read_text(encoding="utf-8"), THEIRS)
        self.assertFalse(kept.exists())

    def test_a_failed_installation_says_what_an_administrator_can_do(self):
        box = self.lacking()
        box.mark("apt_fails")

        done = box.dev("build")

        self.assertEqual(done.returncode, 69)
        self.assertIn("apt-get failed", done.stderr)
        self.assertIn("apt-get install -y --no-install-recommends libcaf-dev libgtest-dev",
                      done.stderr)


if __name__ == "__main__":
    unittest.main()
