#include "messages/steady_thread.hpp"

#include "messages/engine_thread.hpp"
#include "messages/surely.hpp"

#include <exception>
#include <utility>

namespace fanfare {

namespace {

/// A watcher that is short of memory too gets some; what else it throws must not be the end of
/// the thread.
template <class Call>
void regardless(Call call) noexcept {
  try {
    surely(call);
  } catch (...) {
    return;
  }
}

} // namespace

steady_thread::steady_thread(std::string name, std::function<void()> life, thread_watch watch,
                             restart_policy pace)
    : name_(std::move(name)), life_(std::move(life)), watch_(std::move(watch)), pace_(pace),
      thread_([this] { run(); }) {}

void steady_thread::stop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  told_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void steady_thread::run() {
  enter_engine_thread(name_.c_str());
  while (!live()) {
    if (watch_.starts_again)
      regardless([this] { watch_.starts_again(name_); });
  }
}

/// Returns whether that was all.
bool steady_thread::live() {
  const auto begun = std::chrono::steady_clock::now();
  const auto fail = [this, begun](const char* cause) {
    const auto pause = pauses_.next(pace_, std::chrono::steady_clock::now() - begun);
    if (watch_.failed)
      regardless([&] { watch_.failed(name_, cause, pause); });
    return !rest(pause);
  };
  try {
    life_();
    return true;
  } catch (const std::exception& what) {
    return fail(what.what());
  } catch (...) {
    return fail("unknown exception");
  }
}

/// Returns false if it was told to stop meanwhile.
bool steady_thread::rest(std::chrono::milliseconds how_long) {
  std::unique_lock guard{mutex_};
  return !told_.wait_for(guard, how_long, [this] { return stopping_; });
}

} // namespace fanfare
