#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A JSON value as it is written: numbers keep their spelling, objects their
/// order and their repeated keys. Views point into the text that was read, and
/// into its tree.
class json_node {
public:
  enum class kind : std::uint8_t { null, yes, no, number, string, array, object };

  /// Values side by side, in the order in which they are written.
  class range {
  public:
    class iterator {
    public:
      using iterator_category = std::forward_iterator_tag;
      using value_type = json_node;
      using difference_type = std::ptrdiff_t;
      using pointer = const json_node*;
      using reference = const json_node&;

      explicit iterator(const json_node* at) : at_{at} {}
      const json_node& operator*() const { return *at_; }
      const json_node* operator->() const { return at_; }
      iterator& operator++() {
        at_ += at_->extent_;
        return *this;
      }
      iterator operator++(int) {
        const auto was = *this;
        ++*this;
        return was;
      }
      bool operator==(const iterator&) const = default;

    private:
      const json_node* at_;
    };

    range(const json_node* begin, const json_node* end) : begin_{begin}, end_{end} {}
    iterator begin() const { return iterator{begin_}; }
    iterator end() const { return iterator{end_}; }
    bool empty() const { return begin_ == end_; }
    const json_node& front() const { return *begin_; }

  private:
    const json_node* begin_;
    const json_node* end_;
  };

  json_node(const json_node&) = delete;
  json_node& operator=(const json_node&) = delete;
  json_node(json_node&&) = default;
  json_node& operator=(json_node&&) = default;

  kind what() const { return what_; }
  /// As a member of an object, without its escapes.
  std::string_view key() const { return key_; }
  /// A string without its escapes, a number as it is spelt, or the word.
  std::string_view text() const { return text_; }
  /// The value as it was written, without the white space around it.
  std::string_view source() const { return source_; }

  /// The items of an array, the members of an object; nothing else has any.
  range children() const { return {this + 1, this + extent_}; }
  /// How many they are.
  std::size_t size() const { return size_; }

  /// The items of an array; anything else is a list of itself.
  range as_list() const { return what_ == kind::array ? children() : range{this, this + extent_}; }

  /// Returns the value of a member: of the last one with this key, as everyone
  /// reads JSON here. Null if there is none.
  const json_node* member(std::string_view key) const;

private:
  friend class json_tree;
  json_node() = default;

  kind what_ = kind::null;
  std::uint32_t size_ = 0;
  std::uint32_t extent_ = 1; ///< How many nodes it and all that is in it are: they follow it.
  std::string_view key_;
  std::string_view text_;
  std::string_view source_;
};

/// A JSON text, taken apart.
/// Thread safety: const members may be called from several threads at once.
class json_tree {
public:
  /// @param text JSON without a fault (json_fault.hpp). Outlives the tree.
  explicit json_tree(std::string_view text);

  // The nodes have views of it.
  json_tree(const json_tree&) = delete;
  json_tree& operator=(const json_tree&) = delete;

  const json_node& root() const { return nodes_.front(); }

private:
  void value(std::string_view key);
  void children(char closing);
  bool closes(char bracket);
  std::string_view string();
  void space();
  std::string_view take(std::size_t length);

  std::string_view rest_;
  std::vector<json_node> nodes_;
  std::string unescaped_; ///< The strings that are not as they are spelt.
};

} // namespace fanfare
