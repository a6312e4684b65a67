"""Every line of docs/redis-schema.md that begins with $ works as it is printed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from house import ROOT, write

PROGRAMS = pathlib.Path(sys.argv.pop())


def examples():
    text = (ROOT / "docs" / "redis-schema.md").read_text(encoding="utf-8")
    return [line[2:] for line in text.splitlines() if line.startswith("$ ")]


class RedisSchema(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="fanfare-")
        self.addCleanup(place.cleanup)
        self.directory = pathlib.Path(place.name)
        self.socket = self.directory / "redis.sock"
        server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", place.name,
             "--save", ""], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        # The document does not say where the Redis of its reader is. -e makes errors exit codes.
        cli = self.directory / "bin" / "redis-cli"
        write(cli, f'#!/bin/sh\nPATH=$READERS_PATH\nexec redis-cli -e -s {self.socket} "$@"\n', 0o755)
        self.environment = {**os.environ, "READERS_PATH": os.environ["PATH"],
                            "PATH": f"{cli.parent}:{PROGRAMS}:{os.environ['PATH']}",
                            "FANFARE_STORE_URL": f"redis+unix://{self.socket}"}
        for _ in range(500):
            if self.shell("redis-cli PING").returncode == 0:
                break
            time.sleep(0.01)
        self.said("fanfare event listener http create --event-type='*' --url=http://a.example.org")

    def shell(self, line):
        return subprocess.run(["bash", "-c", line], env=self.environment, cwd=self.directory,
                              capture_output=True, text=True, timeout=20, check=False)

    def said(self, line):
        done = self.shell(line)
        self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout

    def test_each_line_works(self):
        lines = examples()
        self.assertGreater(len(lines), 10)
        for line in lines:
            self.said(line)

    def test_a_report_that_is_added_is_published(self):
        self.said(next(line for line in examples() if " XADD " in line))

        self.assertEqual(json.loads(self.said("fanfare stats --json"))["unsettled"], 1)

    def test_a_listener_that_is_set_is_one(self):
        self.said(next(line for line in examples() if " HSET " in line))

        shown = json.loads(self.said("fanfare event listener show --json --listener-id ops-hook"))
        self.assertEqual(shown["event_types"], ["repo.sync.*"])
        self.said("fanfare event listener check")


if __name__ == "__main__":
    unittest.main()
