#include "matching/wildcard_trie.hpp"

#include <algorithm>

namespace fanfare {

namespace {

std::uint64_t edge(std::uint32_t node, std::uint32_t piece) {
  return std::uint64_t{node} << 32U | piece;
}

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
    nodes_.push_back({piece, static_cast<std::uint32_t>(first.size())});
  }
  return roots_[piece];
}

std::uint32_t wildcard_trie::child(std::uint32_t parent, std::string_view middle) {
  const auto piece = middles_.find_or_add(middle);
  const auto fresh = static_cast<std::uint32_t>(nodes_.size());
  const auto found = edges_.find_or_add(edge(parent, piece), fresh);
  if (found == fresh) {
    nodes_.push_back({piece, static_cast<std::uint32_t>(middle.size()), nodes_[parent].child});
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
  return endings_.find_or_add(edge(at, lasts_.find_or_add(all.back())), fresh);
}

/// One lookup: first where pieces stand in the text, then the way through the
/// tree. Its memory is kept per thread.
class wildcard_trie::search {
public:
  void run(const wildcard_trie& in, std::string_view text, std::vector<std::uint32_t>& into) {
    find_middles(in, text);
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

  void find_middles(const wildcard_trie& in, std::string_view text) {
    for (const auto piece : present_)
      begins_[piece].clear();
    present_.clear();
    if (begins_.size() < in.middles_.texts.size())
      begins_.resize(in.middles_.texts.size());
    for (std::size_t at = 0; at < text.size(); ++at)
      if (in.middles_.first_bytes[static_cast<unsigned char>(text[at])])
        find_middles_at(in, text, at);
  }

  void find_middles_at(const wildcard_trie& in, std::string_view text, std::size_t at) {
    for (const auto length : in.middles_.lengths) {
      if (at + length > text.size())
        return;
      const auto piece = in.middles_.texts.find(text.substr(at, length));
      if (piece == text_table::none)
        continue;
      if (begins_[piece].empty())
        present_.push_back(piece);
      begins_[piece].push_back(at);
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
      if (const auto child = in.edges_.find(edge(node, piece)); child != key_table::none)
        go_on(in, child, at);
  }

  /// Goes on to a node, behind the first place from `at` on where its piece stands.
  void go_on(const wildcard_trie& in, std::uint32_t node, std::size_t at) {
    const auto& to = in.nodes_[node];
    const auto& begins = begins_[to.piece];
    const auto first = std::lower_bound(begins.begin(), begins.end(), at);
    if (first != begins.end())
      reached_.push_back({node, *first + to.length});
  }

  void end(const wildcard_trie& in, std::uint32_t node, std::size_t left,
           std::vector<std::uint32_t>& into) const {
    for (const auto& [piece, length] : lasts_) {
      if (length > left)
        return;
      const auto number = in.endings_.find(edge(node, piece));
      if (number != key_table::none)
        into.push_back(number);
    }
  }

  std::vector<std::vector<std::size_t>> begins_; ///< By middle piece: where it stands, ascending.
  std::vector<std::uint32_t> present_;           ///< The middle pieces that stand anywhere.
  std::vector<last_piece> lasts_;                ///< Ascending by length.
  std::vector<place> reached_;
};

void wildcard_trie::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  thread_local search kept;
  kept.run(*this, text, into);
}

} // namespace fanfare
