#pragma once

#include "tests/contract/temp_directory.hpp"
#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fanfare::test {

/// Runs the real program in an empty directory of its own.
class program_test : public testing::Test {
protected:
  /// Runs `fanfare` to its end.
  process_end fanfare(const std::vector<std::string>& words, const std::string& input = {}) const;

  /// Runs a command that must succeed and returns what it wrote on standard output.
  std::string must(const std::vector<std::string>& words, const std::string& input = {}) const;

  /// Makes a listener for `http://myserver.redhat.com` and returns its id.
  std::string created(std::vector<std::string> more) const;

  process_plan plan(const std::vector<std::string>& words, const std::string& input = {}) const;

  void write(const std::string& name, const std::string& text) const;

  /// An empty store, so that commands which make none find one.
  void make_empty_store() const;

  temp_directory directory_;
};

/// Returns tests/cli/golden/`name`.
std::string golden(const std::string& name);

/// Returns `text` with the ids of listeners replaced by ID.
std::string without_ids(const std::string& text);

} // namespace fanfare::test
