#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace fanfare::test {

/// Watches in which order the events of each key come to a receiver.
/// Thread safety: all members may be called from any thread.
class order_watch {
public:
  /// Notes an attempt. @param ends whether the event is done with after it.
  void note(const std::string& key, const std::string& event, bool ends) {
    std::lock_guard guard{mutex_};
    auto& of = lines_[key];
    if (of.seen.insert(event).second) {
      too_early_ += !of.last_is_done;
      too_late_ += event < of.last;
      of.last = event;
      of.last_is_done = false;
    }
    if (event == of.last)
      of.last_is_done |= ends;
  }

  /// Returns how many events were attempted before the one before them was done with.
  std::size_t too_early() const {
    std::lock_guard guard{mutex_};
    return too_early_;
  }
  /// Returns how many were attempted for the first time after a newer one.
  std::size_t too_late() const {
    std::lock_guard guard{mutex_};
    return too_late_;
  }
  std::size_t events() const {
    std::lock_guard guard{mutex_};
    std::size_t sum = 0;
    for (const auto& [key, of] : lines_)
      sum += of.seen.size();
    return sum;
  }

private:
  struct line {
    std::set<std::string> seen;
    std::string last;
    bool last_is_done = true;
  };

  mutable std::mutex mutex_;
  std::map<std::string, line> lines_;
  std::size_t too_early_ = 0;
  std::size_t too_late_ = 0;
};

} // namespace fanfare::test
