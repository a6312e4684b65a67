#pragma once

#include "tests/server/raw_client.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fanfare::test {

/// A producer that goes on publishing numbered reports over HTTP, batch by
/// batch, at whichever node it is told of. What got no answer it sends again,
/// as other reports: the first ones may have become durable or not.
/// Thread safety: all members may be called from any thread.
class steady_publisher {
public:
  /// @param goal how many answered reports are enough.
  explicit steady_publisher(std::size_t goal);
  ~steady_publisher();
  steady_publisher(const steady_publisher&) = delete;
  steady_publisher& operator=(const steady_publisher&) = delete;

  /// From now on publishes at the node with this host:port.
  void go_to(const std::string& address);
  /// Publishes no more; waits for the answer that is outstanding.
  void stop();

  /// Waits until this many reports were answered; false if they were not by then.
  bool wait_for(std::size_t answered,
                std::chrono::milliseconds patience = std::chrono::seconds{40}) const;

  /// Returns the reports that are durable, as far as it was told: by id, with their bytes.
  std::map<std::string, std::string> answered() const;

  /// Returns what report number `n` has in `/payload/line`: one of a dozen values.
  static std::string line_of(std::size_t n) { return "line" + std::to_string(n % 12); }

private:
  void work();
  bool publish_batch(raw_client& at);
  void note(const raw_answer& answer, const std::vector<std::string>& reports);

  const std::size_t goal_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string address_; ///< Empty while there is no node that it knows to be there.
  bool stopping_ = false;
  std::map<std::string, std::string> answered_;
  std::size_t made_ = 0; ///< Reports, answered or not.
  std::thread working_;  ///< Last: it uses all of the above.
};

} // namespace fanfare::test
