#include "notifiers/amqp_answers.hpp"

#include <utility>

namespace fanfare {

void amqp_answers::give(amqp_job& of, verdict how, std::string detail,
                        std::optional<std::chrono::milliseconds> wait) {
  outcome one;
  one.how = how;
  one.detail = std::move(detail);
  one.retry_after = wait;
  if (auto batch = of.answer.give(std::move(one)))
    answered_.push_back(std::move(batch));
}

void amqp_answers::report() {
  for (const auto& together : std::exchange(answered_, {}))
    together->report();
}

} // namespace fanfare
