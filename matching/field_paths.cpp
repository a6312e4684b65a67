#include "matching/field_paths.hpp"

#include "matching/segments.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Up to here, comparing with each is faster than hashing.
constexpr std::size_t few = 8;

} // namespace

field_paths::child::child(std::string_view key, std::uint32_t to)
    : key_{key}, node_{to}, plain_{key.find_first_of("\"\\") == std::string_view::npos} {
  const auto length = std::min(key.size(), sizeof head_);
  std::memcpy(&head_, key.data(), length);
  std::memset(&mask_, 0xFF, length);
}

std::uint32_t field_paths::child_of(std::uint32_t from, std::string_view segment) const {
  const auto& at = nodes_[from];
  for (const auto& each : at.children)
    if (each.key() == segment)
      return each.node();
  if (at.count == at.children.size())
    return none;
  const auto word = words_.find(segment);
  return word == text_table::none ? none : more_.find(key_of(from, word));
}

std::uint32_t field_paths::add(std::string_view path) {
  auto at = root;
  for (segments rest{path}; !path.empty() && !rest.at_end();) {
    const auto segment = rest.next();
    auto to = child_of(at, segment);
    if (to == none) {
      to = static_cast<std::uint32_t>(nodes_.size());
      if (nodes_[at].count++ < few) {
        nodes_[at].children.emplace_back(segment, to);
      } else {
        more_.find_or_add(key_of(at, words_.find_or_add(segment)), to);
      }
      nodes_.emplace_back();
    }
    at = to;
  }
  if (nodes_[at].field == none)
    nodes_[at].field = fields_++;
  return nodes_[at].field;
}

std::uint32_t field_paths::find(std::string_view path) const {
  const auto at = path.empty() ? root : step(root, path);
  return at == none ? none : nodes_[at].field;
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
