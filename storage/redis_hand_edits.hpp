#pragma once

#include "storage/redis_database.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// Notices what admins do to the hash of listeners by hand, and enters it into
/// the changes as if it had been done through fanfare. One connection WATCHes
/// the hash, so that nothing has to be configured in Redis: every 500 ms an
/// empty transaction tells whether it was touched, and only then the hash is
/// scanned and compared by fingerprints.
class redis_hand_edits {
public:
  /// @param in outlives this object.
  redis_hand_edits(redis_database& in, redis_patience how);
  /// Ends the thread.
  ~redis_hand_edits();
  redis_hand_edits(const redis_hand_edits&) = delete;
  redis_hand_edits& operator=(const redis_hand_edits&) = delete;

  /// Learns how the listeners are now and begins to follow them. If Redis
  /// cannot be reached the thread does so later, and then has everybody load
  /// all listeners anew.
  void begin();

private:
  using fingerprints = std::unordered_map<std::string, std::string>;

  struct difference {
    std::string id;
    std::string_view operation;
    std::string hash;
    std::string name;
  };

  void work();
  bool pause();
  void look();
  result<bool> was_touched();
  result<void> compare();
  result<fingerprints> scan(std::unordered_map<std::string, std::string>& names);
  result<fingerprints> known_changes();
  result<std::vector<difference>> differences(const fingerprints& now, const fingerprints& names);
  result<void> announce(const std::vector<difference>& all);

  redis_database& in_;
  redis_connection watching_;

  // Used by the thread, and by `begin` before there is one.
  bool watched_ = false; ///< The last look set a WATCH.
  bool learned_ = false; ///< `seen_` is what was there once.
  bool due_ = false;     ///< A comparison waits for its time.
  bool late_ = false;    ///< The first scan came after others may have loaded.
  fingerprints seen_;
  std::int64_t version_ = 0;  ///< Of the listeners, when last looked at.
  std::int64_t compared_ = 0; ///< The same, at the last comparison.
  std::chrono::steady_clock::time_point not_before_{};

  std::mutex mutex_; // guards what follows
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace fanfare
