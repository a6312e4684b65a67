#pragma once

#include "fanfare/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// A place in a filter while it is being read, as what it is in and the step
/// from there. Put into words only if something is wrong there.
/// Lives as long as what is in it is read.
class filter_place {
public:
  filter_place() = default;
  filter_place(const filter_place& in, std::string_view key) : in_{&in}, key_{key} {}
  filter_place(const filter_place& in, std::size_t item) : in_{&in}, item_{item} {}

  /// Writes it for people: `payload.size[0].numeric`; nothing for the whole filter.
  std::string to_text() const;

private:
  const filter_place* in_ = nullptr;
  std::string_view key_;
  std::size_t item_ = 0;
};

/// Returns what is wrong at a place of a filter.
error wrong_filter(const filter_place& where, std::string_view why);

} // namespace fanfare
