#pragma once

#include "tests/support/http_receiver.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace fanfare::test {

/// An HTTP receiver that keeps a book of what came to which path.
/// Thread safety: all members may be called from any thread.
class delivery_ledger {
public:
  /// The path, which stands for a listener, and the event's id.
  using entry = std::pair<std::string, std::string>;

  struct arrivals {
    std::size_t count = 0;    ///< Attempts that came.
    std::size_t answered = 0; ///< Attempts that were answered.
    std::size_t accepted = 0; ///< Attempts that were answered with 2xx.
    std::size_t turn = 0;     ///< Of the first of them, among all that were accepted; from 1.
    std::string body;         ///< Of the first one.
    bool same_bytes = true;   ///< Whether all others brought the same.
  };

  /// @param answers decides on the answers; without it all are 200.
  explicit delivery_ledger(http_receiver::script answers = {});

  std::string url(const std::string& path) const { return receiver_.url(path); }

  /// Waits until `count` different entries are in the book; false if they are not by then.
  bool wait_for(std::size_t count,
                std::chrono::milliseconds patience = std::chrono::seconds{40}) const;
  /// Waits until `count` attempts came to `path`; false if they did not by then.
  bool wait_for_attempts(const std::string& path, std::size_t count) const;

  std::map<entry, arrivals> book() const;

  /// Whether no attempt came before this one, of this event for this path. For
  /// the one who decides on its answer.
  bool is_first(const received_request& attempt) const;

private:
  reply note(const received_request& request);
  bool wait(std::chrono::milliseconds patience, const std::function<bool()>& until) const;

  http_receiver::script answers_;
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::map<entry, arrivals> book_;
  std::map<std::string, std::size_t> attempts_; ///< By path.
  std::size_t accepted_ = 0;
  http_receiver receiver_; ///< Last: its threads use all of the above.
};

} // namespace fanfare::test
