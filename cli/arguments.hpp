#pragma once

#include "cli/grammar.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare {

/// What was said to a command.
struct arguments {
  std::map<std::string, std::vector<std::string>, std::less<>> given; ///< By flag, e.g. "--url".
  std::map<std::string, std::string, std::less<>> anywhere; ///< The flags that may stand anywhere.
  std::optional<std::string> operand;                       ///< The first one.
  std::vector<std::string> operands;                        ///< All of them.

  bool has(std::string_view flag) const { return given.find(flag) != given.end(); }
  /// Returns the flag's last value, or nothing if it was not given.
  std::optional<std::string> value(std::string_view flag) const;
  /// Returns all its values in the order given.
  std::vector<std::string> values(std::string_view flag) const;
};

/// A command to be carried out.
struct invocation {
  const command* what;
  arguments with;
};

/// Help is to be shown for a place in the grammar: for `where`, or, if that is
/// null, for the section `in`.
struct help_wanted {
  const section* in;
  const command* where = nullptr;
  enum class why : std::uint8_t { asked, incomplete } because = why::asked;
};

/// The line cannot be understood. One of `missing` and `sentence` is filled.
struct usage_mistake {
  const section* in;
  const command* where = nullptr;
  std::string sentence = {};
  std::vector<std::string> missing = {}; ///< Required flags that were not given, or empty.
};

struct version_wanted {};

using parsed_line = std::variant<invocation, help_wanted, usage_mistake, version_wanted>;

/// Understands a command line (without the program's own name).
///
/// `--flag=value` and `--flag value` mean the same; `--flag=` is an empty
/// value. A value that begins with two dashes has to be written with `=`, so
/// that a forgotten value is noticed. After `--` nothing is a flag. A flag of
/// the command hides one of the same name that may stand anywhere, if it
/// stands behind the command's name.
///
/// The pointers of the result point into `root`.
parsed_line parse_line(const section& root, const std::vector<std::string>& words);

/// Overwrites, in the memory that the operating system shows to others, the
/// values of the secret flags of `what`, and of its URLs what follows a `?`.
void wipe_secrets(const command& what, std::span<char*> words);

} // namespace fanfare
