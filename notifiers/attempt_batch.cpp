#include "notifiers/attempt_batch.hpp"

#include "messages/surely.hpp"

#include <utility>

namespace fanfare {

namespace {

constexpr const char* without_answer = "the notifier failed before it had the receiver's answer";
constexpr const char* not_sent = "not sent: the notifier failed";

} // namespace

attempt_batch::attempt_batch(on_done done, std::size_t attempts, const std::atomic<bool>& closed)
    : done_(std::move(done)), closed_(closed) {
  lost_.reserve(attempts);
}

attempt_batch::~attempt_batch() {
  if (closed_ || (ready_.empty() && lost_.empty()))
    return;
  surely([this] {
    for (; !lost_.empty(); lost_.pop_back())
      ready_.push_back(
          lost_.back().had_begun
              ? outcome{.ticket = lost_.back().ticket,
                        .how = verdict::retry,
                        .detail = without_answer}
              : outcome{.ticket = lost_.back().ticket, .how = verdict::unsent, .detail = not_sent});
  });
  report();
}

bool attempt_batch::keep(outcome how) {
  ready_.push_back(std::move(how));
  return ready_.size() == 1;
}

void attempt_batch::report() { done_(std::exchange(ready_, {})); }

void attempt_batch::lose(std::uint64_t ticket, bool had_begun) noexcept {
  lost_.push_back({ticket, had_begun});
}

owed_answer& owed_answer::operator=(owed_answer&& other) noexcept {
  lose();
  of_ = std::move(other.of_);
  ticket_ = other.ticket_;
  has_begun_ = other.has_begun_;
  return *this;
}

std::shared_ptr<attempt_batch> owed_answer::give(outcome how) {
  how.ticket = ticket_;
  const bool first = of_->keep(std::move(how));
  auto batch = std::exchange(of_, nullptr);
  return first ? std::move(batch) : nullptr;
}

void owed_answer::lose() noexcept {
  if (of_)
    std::exchange(of_, nullptr)->lose(ticket_, has_begun_);
}

} // namespace fanfare
