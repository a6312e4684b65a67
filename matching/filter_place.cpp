#include "matching/filter_place.hpp"

namespace fanfare {

std::string filter_place::to_text() const {
  if (in_ == nullptr)
    return {};
  auto text = in_->to_text();
  if (key_.data() == nullptr)
    return text + "[" + std::to_string(item_) + "]";
  return (text.empty() ? text : text + ".").append(key_);
}

error wrong_filter(const filter_place& where, std::string_view why) {
  const auto place = where.to_text();
  return {errc::invalid_listener,
          "filter: " + place + (place.empty() ? "" : ": ") + std::string{why}};
}

} // namespace fanfare
