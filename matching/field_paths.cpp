#include "matching/field_paths.hpp"

#include "matching/segments.hpp"

namespace fanfare {

std::uint32_t field_paths::child_of(std::uint32_t from, std::string_view segment) const {
  for (const auto& each : nodes_[from].children)
    if (each.key == segment)
      return each.node;
  return none;
}

std::uint32_t field_paths::add(std::string_view path) {
  auto at = root;
  for (segments rest{path}; !path.empty() && !rest.at_end();) {
    const auto segment = rest.next();
    auto to = child_of(at, segment);
    if (to == none) {
      to = static_cast<std::uint32_t>(nodes_.size());
      const bool plain = segment.find_first_of("\"\\") == std::string_view::npos;
      nodes_[at].children.push_back({std::string{segment}, to, plain});
      nodes_.emplace_back();
    }
    at = to;
  }
  if (nodes_[at].field == none)
    nodes_[at].field = fields_++;
  return nodes_[at].field;
}

std::uint32_t field_paths::step(std::uint32_t from, std::string_view key) const {
  // As in a path, an empty key counts for nothing at the start.
  if (from == root && key.empty())
    return root;
  for (segments rest{key}; from != none && !rest.at_end();)
    from = child_of(from, rest.next());
  return from;
}

} // namespace fanfare
