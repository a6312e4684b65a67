#pragma once

#include "fanfare/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

struct console;

/// Returns the value itself. Fails with `errc::invalid_report` if it is not UTF-8.
result<std::string> plain_text(std::string_view flag, std::string_view said);

/// Returns what a flag's value stands for: `@FILE` the file's content, `-`
/// what standard input holds, anything else itself. One line break at the end
/// of a file or of standard input is dropped.
/// Fails with `errc::invalid_report`, naming the flag, if the file cannot be
/// read or the text is not UTF-8.
result<std::string> given_text(std::string_view flag, std::string_view said, console& from);

/// As `given_text`, for secrets: `env:NAME` and `file:PATH` stay as they are.
/// They are references, looked up by the node that uses the secret.
result<std::string> given_secret(std::string_view flag, std::string_view said, console& from);

/// Reads a file, or standard input if `path` is `-`, and stops behind
/// `at_most` bytes. Fails with `errc::invalid_report`, naming the file.
result<std::string> read_source(const std::string& path, std::size_t at_most, console& from);

} // namespace fanfare
