#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// What can be said on the command line, as plain values: the parser and the
// help read the same tables. The grammar is that of `pulp-admin`: sections
// hold sections and commands, commands take `--flags`.

namespace fanfare {

struct arguments;
struct console;

/// What follows a flag.
enum class takes : std::uint8_t {
  nothing, ///< It is there or it is not.
  value,   ///< Exactly one value; the last one counts.
  values,  ///< One value each time; all count.
  secret,  ///< As `value`; wiped from the process's arguments after parsing.
  url,     ///< As `value`; what stands behind its question mark is wiped like a secret.
};

enum class need : std::uint8_t { optional, required };
enum class shown : std::uint8_t { in_help, nowhere };

struct flag {
  std::string_view name; ///< With its dashes, e.g. "--url".
  std::string_view text; ///< What help says of it.
  takes follows = takes::value;
  need required = need::optional;
};

enum class how_many : std::uint8_t { one, any };

/// A word of a command that is not a flag, e.g. a file name.
struct operand {
  std::string_view name; ///< As help shows it. Empty: the command takes none.
  std::string_view text;
  how_many words = how_many::one;
};

struct command {
  std::string_view name;
  std::string_view description = {};
  std::vector<flag> flags = {};
  /// Carries the command out and returns the exit code of the program.
  std::function<int(const arguments&, console&)> run = {};
  operand optional_operand = {};
  std::string_view note = {}; ///< A paragraph that help shows below the arguments.
  shown visible = shown::in_help;
};

struct section {
  std::string_view name;
  std::string_view description;
  std::vector<section> sections;
  std::vector<command> commands;
  /// Flags that may stand anywhere; only the outermost section has any.
  std::vector<flag> flags = {};
};

} // namespace fanfare
