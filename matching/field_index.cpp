#include "matching/field_index.hpp"

#include "matching/decimal_number.hpp"

#include <algorithm>
#include <bit>
#include <variant>

namespace fanfare {

namespace {

using kind = field_index::kind;

struct kind_of_predicate {
  kind operator()(const is_absent& /*asked*/) const { return kind::absence; }
  kind operator()(const is_present& /*asked*/) const { return kind::any; }
  kind operator()(const is_none_of& /*asked*/) const { return kind::any; }
  kind operator()(const is_no_number_of& /*asked*/) const { return kind::any; }
  kind operator()(const in_range& /*asked*/) const { return kind::range; }
  kind operator()(const in_network& /*asked*/) const { return kind::range; }
  kind operator()(const has_prefix& asked) const { return affix(asked.text.empty()); }
  kind operator()(const has_suffix& asked) const { return affix(asked.text.empty()); }
  kind operator()(const is_folded& asked) const {
    return asked.text.folded() ? kind::exact : kind::any;
  }
  kind operator()(const has_folded_prefix& asked) const { return affix(asked.text); }
  kind operator()(const has_folded_suffix& asked) const { return affix(asked.text); }
  kind operator()(const fits_wildcard& asked) const {
    return asked.pattern.has_star() ? kind::wildcard : kind::exact;
  }
  template <class Exact>
  kind operator()(const Exact& /*asked*/) const {
    return kind::exact;
  }

private:
  static kind affix(bool empty) { return empty ? kind::any : kind::affix; }
  static kind affix(const folded_text& text) { return affix(text.folded().value_or("").empty()); }
};

/// Whether texts are folded alike only if they differ in case alone.
struct is_sure_predicate {
  bool operator()(const is_folded& asked) const { return asked.text.is_ascii(); }
  bool operator()(const has_folded_prefix& asked) const { return asked.text.is_ascii(); }
  bool operator()(const has_folded_suffix& asked) const { return asked.text.is_ascii(); }
  template <class Other>
  bool operator()(const Other& /*asked*/) const {
    return true;
  }
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The bytes that stand for the first `bits` bits of an address.
std::string block_of(const ip_address& address, unsigned bits) {
  auto bytes = address.bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto kept = bits > i * 8 ? std::min<std::size_t>(8, bits - i * 8) : 0;
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00U >> kept));
  }
  std::string text{bytes.begin(), bytes.end()};
  text += address.v6 ? '6' : '4';
  return text;
}

constexpr unsigned all_bits = 128;

} // namespace

kind field_index::kind_of(const predicate& asked) { return std::visit(kind_of_predicate{}, asked); }

bool field_index::is_sure(const predicate& asked) {
  const auto how = kind_of(asked);
  return how != kind::any && how != kind::absence && std::visit(is_sure_predicate{}, asked);
}

bool field_index::is_complete(const predicate& asked) {
  return is_sure(asked) && !std::holds_alternative<in_range>(asked);
}

std::uint32_t field_index::keyed_texts::find_or_add(std::string_view text, std::uint32_t fresh) {
  const auto at = texts.find_or_add(text);
  if (at == keys.size())
    keys.push_back(fresh);
  return keys[at];
}

void field_index::keyed_texts::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  if (const auto at = texts.find(text); at != text_table::none)
    into.push_back(keys[at]);
}

struct field_index::adding {
  field_index& to;
  std::uint32_t fresh;

  std::uint32_t operator()(const is_text& asked) const {
    return to.texts_.find_or_add(asked.text, fresh);
  }
  std::uint32_t operator()(const is_spelt& asked) const {
    return to.spellings_.find_or_add(asked.number, fresh);
  }
  std::uint32_t operator()(const is_address& asked) const {
    return to.addresses_.find_or_add(block_of(asked.address, all_bits), fresh);
  }
  std::uint32_t operator()(const is_number& asked) const {
    return to.numbers_.find_or_add(std::bit_cast<std::uint64_t>(asked.value), fresh);
  }
  std::uint32_t operator()(const is_literal& asked) const {
    return given(to.literals_[static_cast<std::size_t>(asked.which)]);
  }
  std::uint32_t operator()(const has_prefix& asked) const {
    return asked.text.empty() ? any() : to.prefixes_.find_or_add(asked.text, fresh);
  }
  std::uint32_t operator()(const has_suffix& asked) const {
    return asked.text.empty() ? any() : to.suffixes_.find_or_add(asked.text, fresh);
  }
  std::uint32_t operator()(const is_folded& asked) const {
    const auto text = asked.text.folded();
    return text ? folded_index_for(asked.text).whole.find_or_add(*text, fresh) : any();
  }
  std::uint32_t operator()(const has_folded_prefix& asked) const {
    const auto text = asked.text.folded().value_or("");
    return text.empty() ? any() : folded_index_for(asked.text).prefixes.find_or_add(text, fresh);
  }
  std::uint32_t operator()(const has_folded_suffix& asked) const {
    const auto text = asked.text.folded().value_or("");
    return text.empty() ? any() : folded_index_for(asked.text).suffixes.find_or_add(text, fresh);
  }
  std::uint32_t operator()(const fits_wildcard& asked) const {
    return asked.pattern.has_star() ? to.wildcards_.find_or_add(asked.pattern, fresh)
                                    : to.texts_.find_or_add(asked.pattern.pieces.front(), fresh);
  }
  std::uint32_t operator()(const in_network& asked) const {
    const auto& [address, bits] = asked.block;
    const auto same_size = [&asked](const networks_of_size& one) {
      return one.v6 == asked.block.address.v6 && one.bits == asked.block.bits;
    };
    auto found = std::find_if(to.networks_.begin(), to.networks_.end(), same_size);
    if (found == to.networks_.end())
      found = to.networks_.insert(found, {address.v6, bits, {}});
    return found->blocks.find_or_add(block_of(address, bits), fresh);
  }
  std::uint32_t operator()(const in_range& asked) const {
    to.has_ranges_ = true;
    to.ranges_.add(asked, fresh);
    return fresh;
  }
  std::uint32_t operator()(const is_absent& /*asked*/) const { return given(to.absence_); }
  template <class Any>
  std::uint32_t operator()(const Any& /*asked*/) const {
    return any();
  }

private:
  std::uint32_t any() const { return given(to.any_); }

  std::uint32_t given(std::uint32_t& key) const {
    if (key == text_table::none)
      key = fresh;
    return key;
  }

  folded_index& folded_index_for(const folded_text& text) const {
    auto& which = text.is_ascii() ? to.ascii_ : to.unicode_;
    which.is_used = true;
    return which;
  }
};

std::uint32_t field_index::add(const predicate& asked, std::uint32_t fresh) {
  return std::visit(adding{*this, fresh}, asked);
}

void field_index::find(const event_value& value, memory& about,
                       std::vector<std::uint32_t>& keys) const {
  if (any_ != text_table::none)
    keys.push_back(any_);
  switch (value.kind) {
  case value_kind::text:
    return find_text(value.text, keys);
  case value_kind::number:
    return find_number(value.text, about, keys);
  case value_kind::null:
  case value_kind::yes:
  case value_kind::no:
    if (const auto key = literals_[static_cast<std::size_t>(value.kind)]; key != text_table::none)
      keys.push_back(key);
  }
}

void field_index::find_text(std::string_view text, std::vector<std::uint32_t>& keys) const {
  texts_.find(text, keys);
  prefixes_.find(text, keys);
  suffixes_.find(text, keys);
  if (!wildcards_.empty())
    wildcards_.find(text, keys);
  if (ascii_.is_used || unicode_.is_used)
    find_folded(text, keys);
  if (!networks_.empty() || addresses_.texts.size() > 0)
    find_address(text, keys);
}

void field_index::folded_index::find(std::string_view folded,
                                     std::vector<std::uint32_t>& keys) const {
  whole.find(folded, keys);
  prefixes.find(folded, keys);
  suffixes.find(folded, keys);
}

void field_index::find_folded(std::string_view text, std::vector<std::uint32_t>& keys) const {
  thread_local std::string small;
  if (ascii_.is_used) {
    small.assign(text);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    ascii_.find(small, keys);
  }
  if (unicode_.is_used) {
    fold(text, small);
    unicode_.find(small, keys);
  }
}

void field_index::find_address(std::string_view text, std::vector<std::uint32_t>& keys) const {
  const auto address = parse_address(text);
  if (!address)
    return;
  addresses_.find(block_of(*address, all_bits), keys);
  for (const auto& [v6, bits, blocks] : networks_)
    if (v6 == address->v6)
      blocks.find(block_of(*address, bits), keys);
}

void field_index::find_number(std::string_view text, memory& about,
                              std::vector<std::uint32_t>& keys) const {
  spellings_.find(text, keys);
  if (!has_ranges_ && numbers_.size() == 0)
    return;
  const auto value = exact_double(text);
  if (!value)
    return;
  if (const auto key = numbers_.find(std::bit_cast<std::uint64_t>(*value)); key != key_table::none)
    keys.push_back(key);
  ranges_.find(*value, about.ranges_, keys);
}

} // namespace fanfare
