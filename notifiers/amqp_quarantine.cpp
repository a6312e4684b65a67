#include "notifiers/amqp_quarantine.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

amqp_quarantine::amqp_quarantine(const amqp_broker& with, const amqp_patience& patience,
                                 amqp_answers& answers, amqp_counts& counts,
                                 amqp_suspects& suspects, std::function<double()> spread)
    : answers_(answers), meter_(counts),
      uplink_(with, patience, answers, meter_, suspects, std::move(spread)) {}

void amqp_quarantine::advance(clock::time_point now) {
  uplink_.advance(now);
  while (!waiting_.empty() && uplink_.is_idle()) {
    uplink_.add(waiting_.take_first(), now);
    uplink_.advance(now);
  }
  for (auto& work : waiting_.expire(now))
    answers_.give(work, verdict::unsent,
                  "not sent in time (timeout " + to_text(work.what.timeout) +
                      "): it was under way when connections were lost, and such messages are sent "
                      "one at a time");
}

amqp_quarantine::clock::time_point amqp_quarantine::due() const {
  return std::min(waiting_.due(), uplink_.due());
}

} // namespace fanfare
