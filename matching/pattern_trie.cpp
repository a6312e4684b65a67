#include "matching/pattern_trie.hpp"

#include "matching/segments.hpp"
#include "messages/event_type.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace fanfare {

namespace {

void drop_twins(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

} // namespace

pattern_trie::pattern_trie() : serial_{next_serial()} { grow(false); }

std::uint32_t pattern_trie::grow(bool stays) {
  nodes_.push_back({none, none, none, stays, false});
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
  const auto fresh = static_cast<std::uint32_t>(nodes_.size());
  const auto found = names_.find_or_add(key_of(parent, words_.find_or_add(segment)), fresh);
  nodes_[parent].leads_on = true;
  return found == fresh ? grow(false) : found;
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

void pattern_trie::step_by_wildcard(const std::vector<std::uint32_t>& from,
                                    std::vector<std::uint32_t>& reached) const {
  for (const auto at : from) {
    if (nodes_[at].stays)
      enter(at, reached);
    enter(nodes_[at].one, reached);
  }
}

/// In three rounds, each of which fetches for the next: in a large tree nearly
/// all the time goes by waiting for memory.
void pattern_trie::step_by_name(const std::vector<std::uint32_t>& from, std::uint32_t word,
                                std::vector<std::uint32_t>& reached) const {
  for (const auto at : from)
    if (nodes_[at].leads_on)
      names_.prefetch(key_of(at, word));
  thread_local std::vector<std::uint32_t> found;
  found.clear();
  for (const auto at : from) {
    const auto to = nodes_[at].leads_on ? names_.find(key_of(at, word)) : none;
    if (to == none)
      continue;
    __builtin_prefetch(&nodes_[to]);
    found.push_back(to);
  }
  for (const auto at : found)
    enter(at, reached);
}

void pattern_trie::match(std::string_view event_type, std::vector<std::uint32_t>& numbers) const {
  // Kept per thread, so that a lookup allocates nothing once they have grown.
  thread_local std::vector<std::uint32_t> reached;
  thread_local std::vector<std::uint32_t> next;
  thread_local std::vector<std::uint32_t> words;
  find_words(event_type, words);
  reached.clear();
  bool by_name_only = is_engine_type(event_type);
  if (by_name_only)
    reached.push_back(0);
  else
    enter(0, reached);

  for (const auto word : words) {
    next.clear();
    if (word != none)
      step_by_name(reached, word, next);
    if (!by_name_only)
      step_by_wildcard(reached, next);
    by_name_only = false;
    // Two `#` in a pattern reach the same node in several ways. Without this
    // their number would multiply with every segment.
    if (next.size() > 1)
      drop_twins(next);
    reached.swap(next);
    if (reached.empty())
      break;
  }

  numbers.clear();
  for (auto at : reached)
    if (nodes_[at].pattern != none)
      numbers.push_back(nodes_[at].pattern);
}

void pattern_trie::find_words(std::string_view event_type,
                              std::vector<std::uint32_t>& words) const {
  thread_local std::vector<std::pair<std::string_view, std::uint64_t>> hashed;
  hashed.clear();
  for (segments rest{event_type}; !rest.at_end();) {
    const auto segment = rest.next();
    hashed.emplace_back(segment, hash_of(segment));
    words_.prefetch(hashed.back().second);
  }
  words.clear();
  for (const auto& [segment, hash] : hashed)
    words.push_back(words_.find(segment, hash));
}

} // namespace fanfare
