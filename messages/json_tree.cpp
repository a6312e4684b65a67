#include "messages/json_tree.hpp"

#include "messages/json_escapes.hpp"
#include "messages/json_scan.hpp"
#include "messages/json_text.hpp"

namespace fanfare {

namespace {

using kind = json_node::kind;

/// So many nodes are room for most listeners and filters.
constexpr std::size_t usual_nodes = 32;

kind kind_of(char first) {
  switch (first) {
  case '{':
    return kind::object;
  case '[':
    return kind::array;
  case '"':
    return kind::string;
  case 'n':
    return kind::null;
  case 't':
    return kind::yes;
  case 'f':
    return kind::no;
  default:
    return kind::number;
  }
}

} // namespace

const json_node* json_node::member(std::string_view key) const {
  const json_node* found = nullptr;
  if (what_ == kind::object)
    for (const auto& each : children())
      if (each.key() == key)
        found = &each;
  return found;
}

json_tree::json_tree(std::string_view text) : rest_{text} {
  nodes_.reserve(usual_nodes);
  value({});
}

void json_tree::value(std::string_view key) {
  space();
  const auto place = nodes_.size();
  const auto from = rest_;
  nodes_.push_back({});
  nodes_[place].key_ = key;
  nodes_[place].what_ = kind_of(from.front());
  switch (nodes_[place].what_) {
  case kind::object:
    children('}');
    break;
  case kind::array:
    children(']');
    break;
  case kind::string:
    nodes_[place].text_ = string();
    break;
  default:
    nodes_[place].text_ = take(static_cast<std::size_t>(
        behind_scalar(from.data(), from.data() + from.size()) - from.data()));
  }
  nodes_[place].extent_ = static_cast<std::uint32_t>(nodes_.size() - place);
  nodes_[place].source_ = from.substr(0, from.size() - rest_.size());
}

void json_tree::children(char closing) {
  const auto parent = nodes_.size() - 1;
  for (take(1); !closes(closing); ++nodes_[parent].size_) {
    std::string_view key;
    if (closing == '}') {
      key = string();
      space();
      take(1); // the colon
    }
    value(key);
  }
}

/// Steps to the next child; returns true, and steps over the bracket, if there is none.
bool json_tree::closes(char bracket) {
  space();
  if (rest_.front() == ',') {
    take(1);
    space();
  }
  const bool closed = rest_.front() == bracket;
  if (closed)
    take(1);
  return closed;
}

std::string_view json_tree::string() {
  const auto* begin = rest_.data() + 1;
  const auto [quote, escapes] = find_string_end(begin, rest_.data() + rest_.size());
  const std::string_view text{begin, static_cast<std::size_t>(quote - begin)};
  take(text.size() + 2);
  if (!escapes)
    return text;
  // All strings together are no longer than what they are read from, so what is viewed stays.
  if (unescaped_.empty())
    unescaped_.reserve(text.size() + rest_.size());
  const auto place = unescaped_.size();
  append_unescaped(text, unescaped_);
  return std::string_view{unescaped_}.substr(place);
}

void json_tree::space() {
  while (is_json_space(rest_.front()))
    take(1);
}

std::string_view json_tree::take(std::size_t length) {
  const auto taken = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return taken;
}

} // namespace fanfare
