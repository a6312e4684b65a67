#pragma once

#include <string_view>

namespace fanfare {

/// Walks over the segments of an event type or a pattern: `a..b` has three.
class segments {
public:
  explicit segments(std::string_view dotted) : rest_{dotted} {}

  bool at_end() const { return at_end_; }

  /// Returns the segment it stands at and steps over it. @pre not `at_end()`.
  std::string_view next() {
    auto dot = rest_.find('.');
    auto segment = rest_.substr(0, dot);
    at_end_ = dot == std::string_view::npos;
    rest_.remove_prefix(at_end_ ? rest_.size() : dot + 1);
    return segment;
  }

private:
  std::string_view rest_;
  bool at_end_ = false;
};

} // namespace fanfare
