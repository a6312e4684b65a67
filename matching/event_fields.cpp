#include "matching/event_fields.hpp"

#include "messages/json_escapes.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_scan.hpp"
#include "messages/json_text.hpp"

namespace fanfare {

/// One walk through an event, from byte to byte: what no path leads to is
/// skipped without a look at what is in it. Whatever is wrong ends the walk.
class event_fields::reading {
public:
  /// @param distinct_keys a key that was found does not come again.
  reading(event_fields& into, const field_paths& paths, event_text from)
      : into_{into}, paths_{paths}, at_{from.json.data()}, end_{at_ + from.json.size()},
        distinct_keys_{from.distinct_keys} {}

  bool top() {
    skip_space();
    return take('{') && object(field_paths::root, nowhere, afterwards::nothing);
  }

private:
  /// Whether anything behind a value will be looked at.
  enum class afterwards : std::uint8_t { nothing, more };

  bool object(std::uint32_t node, std::uint32_t place, afterwards then) {
    auto left = paths_.at(node).count;
    skip_space();
    if (take('}'))
      return true;
    do {
      std::uint32_t to = field_paths::none;
      if (!follow_key(node, to))
        return false;
      if (to == field_paths::none) {
        if (!skip_value())
          return false;
        continue;
      }
      const bool last = --left == 0 && distinct_keys_;
      if (!value(to, place, last ? then : afterwards::more))
        return false;
      if (last)
        return leave(bracket::curly, then);
    } while (next_item());
    return take('}');
  }

  /// Goes on behind a key and its colon. @param to where the key leads.
  bool follow_key(std::uint32_t from, std::uint32_t& to) {
    return take('"') && (follow_plain_key(from, to) || follow_any_key(from, to)) && take_colon();
  }

  bool follow_plain_key(std::uint32_t from, std::uint32_t& to) {
    for (const auto& child : paths_.at(from).children)
      if (child.stands_at(at_, end_)) {
        at_ += child.key().size() + 1;
        // As in a path, an empty key counts for nothing at the start.
        to = from == field_paths::root && child.key().empty() ? from : child.node();
        return true;
      }
    return false;
  }

  bool follow_any_key(std::uint32_t from, std::uint32_t& to) {
    const auto [quote, escapes] = find_string_end(at_, end_);
    if (quote == end_)
      return false;
    std::string_view key{at_, static_cast<std::size_t>(quote - at_)};
    at_ = quote + 1;
    if (escapes && !unescape(key))
      return false;
    const auto& node = paths_.at(from);
    if (!distinct_keys_)
      to = paths_.step(from, key); // it may be empty, or have dots
    else if (escapes || node.count > node.children.size())
      to = paths_.child_of(from, key);
    return true;
  }

  bool take_colon() {
    skip_space();
    if (!take(':'))
      return false;
    skip_space();
    return true;
  }

  bool value(std::uint32_t node, std::uint32_t place, afterwards then) {
    if (at_ == end_)
      return false;
    switch (*at_) {
    case '{':
      ++at_;
      // The root has a child that is not counted: an empty key leads back to it.
      return paths_.at(node).count == 0 && node != field_paths::root ? leave(bracket::curly, then)
                                                                     : nested(node, place, then);
    case '[':
      ++at_;
      return array(node, place);
    case '"':
      return string(node, place);
    case 't':
      return word("true", value_kind::yes, node, place);
    case 'f':
      return word("false", value_kind::no, node, place);
    case 'n':
      return word("null", value_kind::null, node, place);
    default:
      return number(node, place);
    }
  }

  bool nested(std::uint32_t node, std::uint32_t place, afterwards then) {
    if (++depth_ > max_json_depth)
      return false;
    const bool read = object(node, place, then);
    --depth_;
    return read;
  }

  bool array(std::uint32_t node, std::uint32_t outer) {
    if (++depth_ > max_json_depth)
      return false;
    const auto which = into_.arrays();
    into_.array_ends_.push_back(0);
    skip_space();
    if (!take(']')) {
      do {
        const auto place = static_cast<std::uint32_t>(into_.places_.size());
        into_.places_.push_back({outer, which});
        if (!value(node, place, afterwards::more))
          return false;
      } while (next_item());
      if (!take(']'))
        return false;
    }
    into_.array_ends_[which] = static_cast<std::uint32_t>(into_.places_.size());
    --depth_;
    return true;
  }

  bool string(std::uint32_t node, std::uint32_t place) {
    const auto* begin = ++at_;
    const auto [quote, escapes] = find_string_end(begin, end_);
    if (quote == end_)
      return false;
    at_ = quote + 1;
    if (paths_.at(node).field == field_paths::none)
      return true;
    std::string_view text{begin, static_cast<std::size_t>(quote - begin)};
    return (!escapes || unescape(text)) && add(node, {value_kind::text, text}, place);
  }

  bool word(std::string_view expected, value_kind kind, std::uint32_t node, std::uint32_t place) {
    const auto text = scalar();
    return text == expected && add(node, {kind, expected}, place);
  }

  bool number(std::uint32_t node, std::uint32_t place) {
    const auto text = scalar();
    if (paths_.at(node).field == field_paths::none)
      return !text.empty();
    return number_length(text) == text.size() && !text.empty() &&
           add(node, {value_kind::number, text}, place);
  }

  std::string_view scalar() {
    const auto* begin = at_;
    at_ = behind_scalar(at_, end_);
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }

  bool skip_value() {
    if (at_ == end_)
      return false;
    switch (*at_) {
    case '{':
      ++at_;
      return leave(bracket::curly, afterwards::more);
    case '[':
      ++at_;
      return leave(bracket::square, afterwards::more);
    case '"':
      at_ = find_string_end(at_ + 1, end_).quote;
      return take('"');
    default:
      return !scalar().empty();
    }
  }

  /// Goes on behind the array or object that the walk stands in, if anybody will look there.
  bool leave(bracket kind, afterwards then) {
    if (then == afterwards::nothing)
      return true;
    const auto* behind = behind_closing(kind, at_, end_);
    if (behind == nullptr)
      return false;
    at_ = behind;
    return true;
  }

  /// Goes on to the next item of an array or object; false: none follows.
  bool next_item() {
    skip_space();
    if (!take(','))
      return false;
    skip_space();
    return true;
  }

  bool take(char c) {
    if (at_ == end_ || *at_ != c)
      return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (at_ != end_ && is_json_space(*at_))
      ++at_;
  }

  /// Makes a view one of what its escapes stand for.
  bool unescape(std::string_view& text) {
    auto& to = into_.unescaped_;
    // All strings of an event together are no longer than it, so what is viewed stays.
    if (to.empty())
      to.reserve(static_cast<std::size_t>(end_ - at_) + text.size());
    const auto begin = to.size();
    if (!append_unescaped(text, to))
      return false;
    text = std::string_view{to}.substr(begin);
    return true;
  }

  bool add(std::uint32_t node, event_value what, std::uint32_t place) {
    const auto field = paths_.at(node).field;
    if (field == field_paths::none)
      return true;
    auto& values = into_.values_[field];
    if (values.empty())
      into_.touched_.push_back(field);
    values.push_back({what, place});
    return true;
  }

  event_fields& into_;
  const field_paths& paths_;
  const char* at_;
  const char* end_;
  bool distinct_keys_;
  std::size_t depth_ = 1;
};

void event_fields::clear() {
  for (const auto field : touched_)
    values_[field].clear();
  touched_.clear();
}

bool event_fields::read(event_text event, const field_paths& paths) {
  clear();
  places_.assign(1, {nowhere, field_paths::none});
  array_ends_.clear();
  unescaped_.clear();
  if (values_.size() < paths.size())
    values_.resize(paths.size());
  if (reading{*this, paths, event}.top())
    return true;
  clear();
  return false;
}

std::optional<std::uint32_t> event_fields::next_agreeing(std::uint32_t one,
                                                         std::uint32_t other) const {
  for (auto a = one; a != nowhere; a = places_[a].outer)
    for (auto b = other; b != nowhere; b = places_[b].outer)
      if (places_[a].array == places_[b].array && a != b)
        return a < b ? b : array_ends_[places_[a].array];
  return std::nullopt;
}

} // namespace fanfare
