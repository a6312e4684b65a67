#include "messages/duration_text.hpp"
#include "notifiers/smtp_loop.hpp"

#include <utility>

namespace fanfare {

void smtp_loop::settle_late(job work) {
  auto why = "not sent in time (timeout " + to_text(work.what.timeout) + "): all " +
             std::to_string(max_connections_) + " connections to " + server_.shown + " were in use";
  settle(std::move(work), {.how = verdict::unsent, .detail = std::move(why)});
}

void smtp_loop::settle_unsent(job work, clock::time_point now) {
  outcome how{.how = verdict::unsent, .detail = "not sent: " + what_is_wrong()};
  how.retry_after = breaker_.time_left(now);
  settle(std::move(work), std::move(how));
}

void smtp_loop::settle(job work, outcome how) {
  if (auto batch = work.answer.give(std::move(how)))
    answered_.push_back(std::move(batch));
}

void smtp_loop::report() {
  for (const auto& together : answered_)
    together->report();
  answered_.clear();
}

} // namespace fanfare
