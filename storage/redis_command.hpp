#pragma once

#include "storage/redis_scripts.hpp"

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// One command, word by word. Words are bytes: nothing in them is ever taken
/// for a format or a separator.
class redis_command {
public:
  /// @param words must outlive the command.
  redis_command(std::initializer_list<std::string_view> words) : words_(words) {}

  /// Calls a script. The keys are those that are read or written.
  redis_command(const redis_script& what, const std::vector<std::string>& keys) : script_(&what) {
    words_ = {"EVALSHA", what.sha};
    add_number(keys.size());
    for (const auto& key : keys)
      add_copy(key);
  }
  redis_command(redis_command&&) = default;
  redis_command& operator=(redis_command&&) = default;

  /// Adds a word that outlives the command.
  redis_command& add(std::string_view word) {
    words_.push_back(word);
    return *this;
  }
  redis_command& add_copy(std::string word) {
    words_.emplace_back(kept_.emplace_back(std::move(word)));
    return *this;
  }
  template <class Number>
  redis_command& add_number(Number value) {
    return add_copy(std::to_string(value));
  }

  /// Turns the call of a script into one that brings the script along.
  void bring_script() {
    words_[0] = "EVAL";
    words_[1] = script_->text;
  }

  const redis_script* script() const { return script_; }
  const std::vector<std::string_view>& words() const { return words_; }

  /// Returns what it is called in errors: the command, or the script.
  std::string_view name() const { return script_ ? script_->name : words_.front(); }

private:
  std::vector<std::string_view> words_;
  std::deque<std::string> kept_; // words_ points into it, so it never moves what it holds
  const redis_script* script_ = nullptr;
};

} // namespace fanfare
