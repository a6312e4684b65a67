#include "messages/duration_text.hpp"
#include "notifiers/http_loop.hpp"

#include <utility>

namespace fanfare {

void http_loop::settle_unsent(http_waiting_line::place late) {
  auto why = "not sent in time (timeout " + to_text(late.work.what.timeout) +
             "): " + why_not_sent(*late.to);
  settle(std::move(late.work), {.how = verdict::unsent, .detail = std::move(why)});
}

std::string http_loop::why_not_sent(const http_target& of) const {
  if (of.carrying >= max_of_one_ && under_way_.size() < how_.max_transfers)
    return "all " + std::to_string(max_of_one_) +
           " transfers that one listener may have were in use";
  return "all " + std::to_string(how_.max_transfers) + " transfers of this node were in use";
}

void http_loop::settle(http_job work, outcome how) {
  if (auto batch = work.answer.give(std::move(how)))
    answered_.push_back(std::move(batch));
}

void http_loop::report() {
  for (const auto& together : answered_)
    together->report();
  answered_.clear();
}

} // namespace fanfare
