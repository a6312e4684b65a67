#pragma once

#include "fanfare/options.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare {

/// The bounds of a number, or of durations in milliseconds; both are allowed.
struct option_range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// Where a key's value stands in the options, which is also what type it has.
using option_place =
    std::variant<std::string& (*)(options&), std::uint32_t& (*)(options&),
                 std::size_t& (*)(options&), std::chrono::milliseconds& (*)(options&),
                 std::vector<std::chrono::milliseconds>& (*)(options&),
                 double& (*)(options&), ///< A rate.
                 std::vector<std::string>& (*)(options&), log_level& (*)(options&),
                 log_format& (*)(options&), bool& (*)(options&), smtp_security& (*)(options&)>;

/// What of a value must not be shown.
enum class secrecy : std::uint8_t {
  open,
  secret,       ///< All of it.
  url_password, ///< The password that a URL may carry.
};

/// One key of the configuration. TOML, the environment, what `fanfare config`
/// shows and packaging/fanfare.toml all follow the one table of them. Its
/// default is what `options` are made with.
struct option_key {
  std::string_view section;
  std::string_view name;
  std::string_view description; ///< Stands above the key in packaging/fanfare.toml.
  option_place place;
  option_range range = {}; ///< Of numbers and durations.
  /// Checks a text, or each item of a list. The error need not name the key.
  result<void> (*check)(std::string_view) = nullptr;
  secrecy show = secrecy::open;
};

/// A value as it is written down: durations, rates and choices are text, and so
/// are whole numbers in a list. The empty one stands for a shape that no key takes, such as a date.
using option_value =
    std::variant<std::monostate, bool, std::string, std::int64_t, std::vector<std::string>>;

/// Returns all keys, section by section.
const std::vector<option_key>& option_keys();

/// Returns those of the sections that bound what is kept: a part of the above.
std::span<const option_key> option_keys_of_limits();

/// Returns the names of the sections, each once.
std::vector<std::string_view> option_sections();

/// Returns the keys of one section; none if there is no such section.
std::vector<const option_key*> option_keys(std::string_view section);

/// Puts a value into its place. Fails with `errc::invalid_options`; the text
/// names the value and what is allowed, but not the key: its writer knows
/// where it stands.
result<void> set_option(options& into, const option_key& key, const option_value& value);

/// The same for the text of an environment variable: lists are separated by
/// commas, and an empty text is an empty list.
result<void> set_option_from_text(options& into, const option_key& key, std::string_view text);

/// Writes a value as TOML, e.g. `"15s"`; what is secret of it shows as `********`.
std::string shown_option(const options& of, const option_key& key);

/// Writes a text as TOML does, in quotes.
std::string toml_text(std::string_view text);

/// Returns the variable of the environment that overrides a key.
std::string environment_variable(const option_key& key);

/// Where the keys that somebody set got their values, for people.
using option_origins = std::map<const option_key*, std::string>;

/// As `options_from_toml`, on top of what `into` holds. Notes the origin of each key.
result<void> apply_toml(options& into, option_origins& origins, std::string_view text,
                        std::string_view origin);

} // namespace fanfare
