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

std::uint32_t wildcard_trie::child(key_table& edges, std::uint32_t parent, std::uint32_t piece) {
  const auto fresh = static_cast<std::uint32_t>(nodes_.size());
  const auto found = edges.find_or_add(edge(parent, piece), fresh);
  if (found == fresh)
    nodes_.emplace_back();
  return found;
}

std::uint32_t wildcard_trie::find_or_add(const wildcard_pattern& pattern, std::uint32_t fresh) {
  const auto& all = pattern.pieces;
  auto at = child(roots_, 0, firsts_.find_or_add(all.front()));
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {
    nodes_[at].leads_on = true;
    at = child(edges_, at, middles_.find_or_add(all[i]));
  }
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
        reached_.push_back({in.roots_.find(edge(0, piece)), length});
    }
    while (!reached_.empty()) {
      const auto [node, at] = reached_.back();
      reached_.pop_back();
      if (in.nodes_[node].leads_on)
        lead_on(in, node, at);
      if (in.nodes_[node].ends)
        end(in, node, text.size() - at, into);
    }
  }

private:
  /// A middle piece that stands in the text.
  struct occurrence {
    std::uint32_t piece;
    std::size_t begin;
    std::size_t end;
    std::size_t before; ///< Where the same piece began the last time, plus one; 0: nowhere.
  };
  struct last_piece {
    std::uint32_t piece;
    std::size_t length;
  };
  struct place {
    std::uint32_t node;
    std::size_t at; ///< What of the text is left begins here.
  };

  void find_middles(const wildcard_trie& in, std::string_view text) {
    occurrences_.clear();
    begins_.clear();
    if (last_begin_.size() < in.middles_.texts.size())
      last_begin_.resize(in.middles_.texts.size(), 0);
    for (std::size_t at = 0; at < text.size(); ++at) {
      begins_.push_back(occurrences_.size());
      if (!in.middles_.first_bytes[static_cast<unsigned char>(text[at])])
        continue;
      for (const auto length : in.middles_.lengths) {
        if (at + length > text.size())
          break;
        const auto piece = in.middles_.texts.find(text.substr(at, length));
        if (piece == text_table::none)
          continue;
        occurrences_.push_back({piece, at, at + length, last_begin_[piece]});
        last_begin_[piece] = at + 1;
      }
    }
    begins_.push_back(occurrences_.size());
    for (const auto& each : occurrences_)
      last_begin_[each.piece] = 0;
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

  /// Goes on to the nodes whose piece stands behind `at`, each time where it does first.
  void lead_on(const wildcard_trie& in, std::uint32_t node, std::size_t at) {
    for (auto i = begins_[at]; i < occurrences_.size(); ++i) {
      const auto& one = occurrences_[i];
      if (one.before > at)
        continue;
      const auto next = in.edges_.find(edge(node, one.piece));
      if (next != key_table::none)
        reached_.push_back({next, one.end});
    }
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

  std::vector<occurrence> occurrences_; ///< Ascending by where they begin.
  std::vector<std::size_t> begins_; ///< By byte of the text: the first that begins there or later.
  std::vector<std::size_t> last_begin_; ///< By piece, while occurrences are found; else 0.
  std::vector<last_piece> lasts_;       ///< Ascending by length.
  std::vector<place> reached_;
};

void wildcard_trie::find(std::string_view text, std::vector<std::uint32_t>& into) const {
  thread_local search kept;
  kept.run(*this, text, into);
}

} // namespace fanfare
