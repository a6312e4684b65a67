#include "notifiers/amqp_answers.hpp"

#include <utility>

namespace fanfare {

void amqp_answers::give(const amqp_job& of, verdict how, std::string detail,
                        std::optional<std::chrono::milliseconds> wait) {
  auto& ready = of.of->ready;
  if (ready.empty())
    answered_.push_back(of.of);
  outcome one;
  one.ticket = of.what.ticket;
  one.how = how;
  one.detail = std::move(detail);
  one.retry_after = wait;
  ready.push_back(std::move(one));
}

void amqp_answers::report() {
  for (const auto& together : answered_)
    together->done(std::exchange(together->ready, {}));
  answered_.clear();
}

} // namespace fanfare
