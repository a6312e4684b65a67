#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The paths of the fields that filters ask for, as a tree of their keys: what
/// of an event has to be looked at. Filled first and only read from then on.
/// `a.b` is the member `b` of the member `a` and the member `a.b` as well.
/// Thread safety: const members may be called from several threads at once.
class field_paths {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;
  static constexpr std::uint32_t root = 0;

  struct child {
    std::string key;
    std::uint32_t node;
    bool plain; ///< JSON spells the key as it is, without escapes.
  };
  struct node {
    std::vector<child> children = {};
    std::uint32_t field = none; ///< The number of the path that ends here.
  };

  field_paths() : nodes_(1) {}

  /// Adds a path and returns its number. Numbers count up from 0 in the order
  /// of adding; a path added again keeps its number.
  std::uint32_t add(std::string_view path);

  /// Returns how many different paths there are.
  std::uint32_t size() const { return fields_; }

  const node& at(std::uint32_t place) const { return nodes_[place]; }

  /// Returns the node that the member `key` of what stands at `from` leads to;
  /// none if no path goes there. A key may have dots in it.
  std::uint32_t step(std::uint32_t from, std::string_view key) const;

private:
  std::uint32_t child_of(std::uint32_t from, std::string_view segment) const;

  std::vector<node> nodes_;
  std::uint32_t fields_ = 0;
};

} // namespace fanfare
