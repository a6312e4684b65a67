#pragma once

#include "matching/field_paths.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace fanfare {

/// Field paths that grow while others read them: what has been shared stays as
/// it was, and a new path goes into a copy. A path keeps its number.
/// Thread safety: none.
class growing_paths {
public:
  growing_paths() : growing_paths{std::make_shared<const field_paths>()} {}
  explicit growing_paths(std::shared_ptr<const field_paths> known) : now_{std::move(known)} {}

  /// Adds a path and returns its number.
  std::uint32_t add(std::string_view path) {
    if (const auto known = now_->find(path); known != field_paths::none)
      return known;
    if (!own_) {
      own_ = std::make_shared<field_paths>(*now_);
      now_ = own_;
    }
    return own_->add(path);
  }

  /// Returns all of them, for as many readers as like.
  std::shared_ptr<const field_paths> share() {
    own_.reset();
    return now_;
  }

private:
  std::shared_ptr<const field_paths> now_;
  std::shared_ptr<field_paths> own_; ///< The same, while nobody else has it.
};

} // namespace fanfare
