#include "bench/backlog/backlog.hpp"

#include "bench/backlog/cases.hpp"

namespace fanfare::bench {

std::vector<std::string> backlog_case_names() { return {"sqlite", "redis", "restart"}; }

bool backlog(const order& how) {
  bool right = true;
  for (const auto& name : how.cases.empty() ? backlog_case_names() : how.cases)
    right = (name == "restart" ? measure_restart(how) : measure_down_receiver(name, how)) && right;
  return right;
}

} // namespace fanfare::bench
