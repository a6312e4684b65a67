#include "matching/pattern_trie.hpp"

#include "matching/segments.hpp"
#include "messages/event_type.hpp"

#include <algorithm>

namespace fanfare {

namespace {

std::uint64_t edge(std::uint32_t parent, std::uint32_t word) {
  return std::uint64_t{parent} << 32 | word;
}

void drop_twins(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

} // namespace

pattern_trie::pattern_trie() { grow(false); }

std::uint32_t pattern_trie::grow(bool stays) {
  nodes_.push_back({none, none, none, stays});
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t pattern_trie::child(std::uint32_t parent, std::string_view segment) {
  if (segment == "*" || segment == "#") {
    bool any = segment == "#";
    auto known = any ? nodes_[parent].any : nodes_[parent].one;
    if (known != none)
      return known;
    auto made = grow(any);
    (any ? nodes_[parent].any : nodes_[parent].one) = made;
    return made;
  }
  auto word = words_.try_emplace(std::string{segment}, static_cast<std::uint32_t>(words_.size()))
                  .first->second;
  auto [place, is_new] = names_.try_emplace(edge(parent, word), none);
  if (is_new)
    place->second = grow(false);
  return place->second;
}

std::uint32_t pattern_trie::add(std::string_view pattern) {
  std::uint32_t at = 0;
  for (segments rest{pattern == "*" ? "#" : pattern}; !rest.at_end();)
    at = child(at, rest.next());
  if (nodes_[at].pattern == none)
    nodes_[at].pattern = patterns_++;
  return nodes_[at].pattern;
}

/// Notes a node as reached, and those behind it that `#` reaches with no segment.
void pattern_trie::enter(std::uint32_t at, std::vector<std::uint32_t>& reached) const {
  for (; at != none; at = nodes_[at].any)
    reached.push_back(at);
}

void pattern_trie::step(std::uint32_t from, std::uint32_t word,
                        std::vector<std::uint32_t>& reached) const {
  if (nodes_[from].stays)
    enter(from, reached);
  enter(nodes_[from].one, reached);
  if (word == none)
    return;
  if (auto found = names_.find(edge(from, word)); found != names_.end())
    enter(found->second, reached);
}

void pattern_trie::match(std::string_view event_type, std::vector<std::uint32_t>& numbers) const {
  // Kept per thread, so that a lookup allocates nothing once they have grown.
  thread_local std::vector<std::uint32_t> reached;
  thread_local std::vector<std::uint32_t> next;
  reached.clear();
  bool by_name_only = is_engine_type(event_type);
  if (by_name_only)
    reached.push_back(0);
  else
    enter(0, reached);

  for (segments rest{event_type}; !rest.at_end() && !reached.empty(); by_name_only = false) {
    next.clear();
    auto known = words_.find(rest.next());
    auto word = known == words_.end() ? none : known->second;
    for (auto from : reached) {
      if (!by_name_only)
        step(from, word, next);
      else if (auto found = names_.find(edge(from, word)); found != names_.end())
        enter(found->second, next);
    }
    // Two `#` in a pattern reach the same node in several ways. Without this
    // their number would multiply with every segment.
    drop_twins(next);
    reached.swap(next);
  }

  numbers.clear();
  for (auto at : reached)
    if (nodes_[at].pattern != none)
      numbers.push_back(nodes_[at].pattern);
}

} // namespace fanfare
