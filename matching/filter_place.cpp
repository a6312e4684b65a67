#include "matching/filter_place.hpp"

#include "messages/quote.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Whether a key can stand in a path without quotes.
bool is_plain(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code > ' ' && code < 0x7F && c != '\'';
  });
}

} // namespace

std::string filter_place::to_text() const {
  if (in_ == nullptr)
    return {};
  auto text = in_->to_text();
  if (key_.data() == nullptr)
    return text + "[" + std::to_string(item_) + "]";
  if (in_->in_ != nullptr)
    text += '.';
  return text + (is_plain(key_) ? std::string{key_} : quoted(key_));
}

error wrong_filter(const filter_place& where, std::string_view why) {
  const auto place = where.to_text();
  return {errc::invalid_listener,
          "filter: " + place + (place.empty() ? "" : ": ") + std::string{why}};
}

} // namespace fanfare
