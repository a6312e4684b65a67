#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare::test {

/// A JSON value as it is written: numbers keep their spelling, objects their
/// order and their repeated keys.
struct naive_json {
  enum class kind : std::uint8_t { null, yes, no, number, string, array, object };

  kind what = kind::null;
  std::string text = {}; ///< A string without its escapes, a number as it is spelt.
  std::vector<naive_json> items = {};
  std::vector<std::pair<std::string, naive_json>> members = {};
};

/// Reads the first value of a text. @pre it is JSON.
naive_json read_naively(std::string_view json);

} // namespace fanfare::test
