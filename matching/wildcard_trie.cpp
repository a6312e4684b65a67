#include "matching/wildcard_trie.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// A piece that is longer is looked for by so many bytes.
constexpr std::size_t most_head_bytes = 64;
/// More places than that are not kept room for: a text with so many is rare.
constexpr std::size_t usual_places = 1'024;

} // namespace

std::uint32_t wildcard_trie::pieces::find_or_add(std::string_view text) {
  const auto place = std::lower_bound(lengths.begin(), lengths.end(), text.size());
  if (place == lengths.end() || *place != text.size())
    lengths.insert(place, text.size());
  if (!text.empty())
    first_bytes[static_cast<unsigned char>(text.front())] = true;
  return texts.find_or_add(text);
}

std::uint32_t wildcard_trie::root(std::string_view first) {
  const auto piece = firsts_.find_or_add(first);
  if (piece == roots_.size()) {
    roots_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    nodes_.push_back({piece});
  }
  return roots_[piece];
}

std::uint32_t wildcard_trie::middle_piece_of(std::string_view text) {
  const auto number = middle_numbers_.find_or_add(text);
  if (number == middles_.size()) {
    const auto head = heads_.find_or_add(text.substr(0, most_head_bytes));
    if (head == by_head_.size())
      by_head_.emplace_back();
    by_head_[head].push_back(number);
    middles_.push_back({head, std::string{text}});
  }
  return number;
}

std::uint32_t wildcard_trie::child(std::uint32_t parent, std::string_view middle) {
  const auto piece = middle_piece_of(middle);
  const auto fresh = static_cast<std::uint32_t>(nodes_.size());
  const auto found = edges_.find_or_add(key_of(parent, piece), fresh);
  if (found == fresh) {
    nodes_.push_back({piece, nodes_[parent].child});
    nodes_[parent].child = fresh;
    ++nodes_[parent].children;
  }
  return found;
}

std::uint32_t wildcard_trie::find_or_add(const wildcard_pattern& pattern, std::uint32_t fresh) {
  const auto& all = pattern.pieces;
  auto at = root(all.front());
  for (std::size_t i = 1; i + 1 < all.size(); ++i)
    at = child(at, all[i]);
  nodes_[at].ends = true;
  return endings_.find_or_add(key_of(at, lasts_.find_or_add(all.back())), fresh);
}

/// One lookup: first where pieces stand in the text, then the way through the
/// tree. Its memory is kept per thread.
class wildcard_trie::search {
public:
  void run(const wildcard_trie& in, std::string_view text, std::vector<std::uint32_t>& into) {
    text_ = text;
    find_heads(in);
    find_lasts(in, text);
    reached_.clear();
    for (const auto length : in.firsts_.lengths) {
      if (length > text.size())
        break;
      const auto piece = in.firsts_.texts.find(text.substr(0, length));
      if (piece != text_table::none)
        reached_.push_back({in.roots_[piece], length});
    }
    while (!reached_.empty()) {
      const auto [node, at] = reached_.back();
      reached_.pop_back();
      if (in.nodes_[node].children > 0)
        lead_on(in, node, at);
      if (in.nodes_[node].ends)
        end(in, node, text.size() - at, into);
    }
  }

private:
  struct last_piece {
    std::uint32_t piece;
    std::size_t length;
  };
  struct place {
    std::uint32_t node;
    std::size_t at; ///< What of the text is left begins here.
  };

  void find_heads(const wildcard_trie& in) {
    for (const auto head : present_heads_) {
      if (begins_[head].capacity() > usual_places)
        begins_[head] = {};
      begins_[head].clear();
    }
    present_heads_.clear();
    present_.clear();
    if (begins_.size() < in.by_head_.size())
      begins_.resize(in.by_head_.size());
    for (std::size_t at = 0; at < text_.size(); ++at)
      if (in.heads_.first_bytes[static_cast<unsigned char>(text_[at])])
        find_heads_at(in, at);
    for (const auto head : present_heads_)
      present_.insert(present_.end(), in.by_head_[head].begin(), in.by_head_[head].end());
  }

  void find_heads_at(const wildcard_trie& in, std::size_t at) {
    for (const auto length : in.heads_.lengths) {
      if (at + length > text_.size())
        return;
      const auto head = in.heads_.texts.find(text_.substr(at, length));
      if (head == text_table::none)
        continue;
      if (begins_[head].empty())
        present_heads_.push_back(head);
      begins_[head].push_back(at);
    }
  }

  void find_lasts(const wildcard_trie& in, std::string_view text) {
    lasts_.clear();
    for (const auto length : in.lasts_.lengths) {
      if (length > text.size())
        break;
      const auto piece = in.lasts_.texts.find(text.substr(text.size() - length));
      if (piece != text_table::none)
        lasts_.push_back({piece, length});
    }
  }

  /// Goes on to the nodes whose piece stands behind `at`, by way of the children
  /// or of the pieces that are in the text, whichever are fewer.
  void lead_on(const wildcard_trie& in, std::uint32_t node, std::size_t at) {
    const auto& from = in.nodes_[node];
    if (from.children <= present_.size()) {
      for (auto child = from.child; child != none; child = in.nodes_[child].sibling)
        go_on(in, child, at);
      return;
    }
    for (const auto piece : present_)
      if (const auto child = in.edges_.find(key_of(node, piece)); child != key_table::none)
        go_on(in, child, at);
  }

  /// Goes on to a node, behind the first place from `at` on where its piece stands.
  void go_on(const wildcard_trie& in, std::uint32_t node, std::size_t at) {
    const auto& [head, all] = in.middles_[in.nodes_[node].piece];
    const auto& begins = begins_[head];
    const auto first = std::lower_bound(begins.begin(), begins.end(), at);
    if (first == begins.end())
      return;
    const auto found = all.size() > most_head_bytes ? place_of(all, text_, *first) : *first;
    if (found != std::string_view::npos)
      reached_.push_back({node, found + all.size()});
  }

  void end(const wildcard_trie& in, std::uint32_t node, std::size_t left,
           std::vector<std::uint32_t>& into) const {
    for (const auto& [piece, length] : lasts_) {
      if (length > left)
        return;
      const auto number = in.endings_.find(key_of(node, piece));
      if (number != key_table::none)
        into.push_back(number);
    }
  }

  std::string_view text_;
  std::vector<std::vector<std::size_t>> begins_; ///< By head: where it stands, ascending.
  std::vector<std::uint32_t> present_heads_;     ///< Those that stand anywhere.
  std::vector<std::uint32_t> present_;           ///< The middle pieces with one of these heads.
  std::vector<last_piece> lasts_;                ///< Ascending by length.
  std::vector<place> reached_;
};

void wildcard_trie::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  thread_local search kept;
  kept.run(*this, text, into);
}

} // namespace fanfare
