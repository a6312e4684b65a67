#pragma once

#include "fanfare/engine.hpp"

#include "messages/surely.hpp"

#include <utility>

namespace fanfare {

/// Owes a publisher an answer, and gives it exactly once: if nobody else does,
/// its destructor says that the engine went away.
class publish_reply {
public:
  publish_reply() = default;
  explicit publish_reply(engine::on_published then) : then_(std::move(then)) {}

  publish_reply(publish_reply&& other) noexcept : then_(std::exchange(other.then_, nullptr)) {}
  publish_reply& operator=(publish_reply&& other) noexcept {
    if (this != &other) {
      abandon();
      then_ = std::exchange(other.then_, nullptr);
    }
    return *this;
  }
  ~publish_reply() { abandon(); }

  void operator()(result<receipt> answer) {
    if (auto then = std::exchange(then_, nullptr))
      then(std::move(answer));
  }

  /// Owes nothing any more: the caller answers in its own way.
  void waive() { then_ = nullptr; }

private:
  void abandon() noexcept {
    if (!then_)
      return;
    error gone{errc::shutting_down, {}};
    surely([&gone] { gone.detail = "the engine stopped before the events were stored"; });
    (*this)(std::move(gone));
  }

  engine::on_published then_;
};

} // namespace fanfare
