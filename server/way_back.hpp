#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <utility>

namespace fanfare {

/// Carries the engine's answers to the server's thread until it is closed: the
/// engine may answer a publish after the server has gone.
/// Thread safety: all members may be called from any thread.
class way_back {
public:
  explicit way_back(boost::asio::io_context& to) : to_(&to) {}

  /// Runs `what` on the server's thread, or drops it when closed.
  template <class F>
  void post(F what) {
    std::lock_guard guard{mutex_};
    if (to_)
      boost::asio::post(*to_, std::move(what));
  }

  void close() {
    std::lock_guard guard{mutex_};
    to_ = nullptr;
  }

private:
  std::mutex mutex_;
  boost::asio::io_context* to_;
};

} // namespace fanfare
