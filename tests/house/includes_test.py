"""The arrows between the folders hold, and an include against them is found."""
import pathlib
import tempfile
import unittest

from house import ROOT, run_tool, write

# file | what it includes | words of the refusal; empty: allowed
CASES = [
    ("messages/x.hpp", '"fanfare/event.hpp"', ""),
    ("messages/x.cpp", '"messages/x.hpp"', ""),
    ("messages/x.cpp", '"matching/x.hpp"', "messages/ must not know matching/"),
    ("messages/x.cpp", "<simdjson.h>", ""),
    ("matching/x.cpp", "<simdjson.h>", ""),
    ("matching/x.cpp", '"storage/store.hpp"', "matching/ must not know storage/"),
    ("storage/x.cpp", "<sqlite3.h>", ""),
    ("storage/x.cpp", '"matching/x.hpp"', "storage/ must not know matching/"),
    ("storage/x.cpp", "<simdjson.h>", "matching/ and messages/"),
    ("notifiers/x.cpp", "<curl/curl.h>", ""),
    ("notifiers/x.cpp", "<openssl/ssl.h>", ""),
    ("notifiers/x.cpp", "<boost/beast/http.hpp>", ""),
    ("notifiers/x.cpp", "<caf/all.hpp>", "actors/ and engine/"),
    ("actors/x.cpp", "<caf/all.hpp>", ""),
    ("actors/x.cpp", '"notifiers/x.hpp"', ""),
    ("actors/x.cpp", "<sqlite3.h>", "belongs in storage/"),
    ("actors/x.cpp", '"engine/x.hpp"', "actors/ must not know engine/"),
    ("engine/x.cpp", "<toml++/toml.h>", ""),
    ("engine/x.cpp", '"actors/x.hpp"', ""),
    ("engine/x.cpp", "<curl/curl.h>", "belongs in notifiers/"),
    ("server/x.cpp", '"fanfare/engine.hpp"', ""),
    ("server/x.cpp", "<boost/asio/io_context.hpp>", ""),
    ("server/x.cpp", '"messages/x.hpp"', "server/ must not know messages/"),
    ("cli/x.cpp", '"server/http_server.hpp"', ""),
    ("cli/x.cpp", '"engine/x.hpp"', "cli/ must not know engine/"),
    ("cli/x.cpp", "<toml++/toml.h>", "belongs in engine/"),
    ("engine/x.cpp", "<spdlog/spdlog.h>", "belongs in cli/"),
    ("engine/x.cpp", '"x.hpp"', "no path from the root"),
    ("engine/x.cpp", '"../storage/store.hpp"', "no path from the root"),
    ("include/fanfare/x.hpp", "<vector>", ""),
    ("include/fanfare/x.hpp", '"fanfare/event.hpp"', ""),
    ("include/fanfare/x.hpp", "<nlohmann/json.hpp>", "not of the standard library"),
    ("include/fanfare/x.hpp", "<sys/socket.h>", "not of the standard library"),
    ("include/fanfare/x.hpp", '"messages/x.hpp"', "include/ must not know messages/"),
    ("examples/x.cpp", "<fanfare/fanfare.hpp>", ""),
    ("examples/x.cpp", '"engine/x.hpp"', "examples/ must not know engine/"),
    ("tests/x.cpp", '"engine/x.hpp"', ""),
    ("bench/x.cpp", "<curl/curl.h>", ""),
    ("actors/x.cpp", "<gtest/gtest.h>", "belongs in tests/"),
]


class Includes(unittest.TestCase):
    def test_the_project_keeps_the_arrows(self):
        done = run_tool("check_includes.py", ROOT)

        self.assertEqual(done.returncode, 0, done.stderr)

    def test_each_include_is_judged_by_its_folder(self):
        for name, included, words in CASES:
            with self.subTest(file=name, included=included), tempfile.TemporaryDirectory() as root:
                write(pathlib.Path(root, name), f"#pragma once\n\n#include {included}\n")

                done = run_tool("check_includes.py", root)

                self.assertEqual(done.returncode, 1 if words else 0, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertEqual(f"{name}:3: " in done.stderr, bool(words))


if __name__ == "__main__":
    unittest.main()
