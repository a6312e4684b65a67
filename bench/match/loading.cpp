#include "bench/match/loading.hpp"

#include "matching/filter.hpp"
#include "messages/listener_json.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace fanfare::bench {

namespace {

template <class T>
T sound(result<T> made) {
  if (made)
    return *std::move(made);
  std::fprintf(stderr, "fanfare-bench: a listener of the workload is broken: %s\n",
               made.error().detail.c_str());
  std::exit(70);
}

} // namespace

stored_json as_stored(const listener& what) {
  return {
      what.id,
      fmt::format(
          R"({{"id":"{}","notifier_type_id":"{}","enabled":true,"event_types":["{}"],"filter":{},)"
          R"("notifier_config":{}}})",
          what.id, what.notifier_type, what.event_types.front(),
          what.filter.empty() ? "{}" : what.filter, what.notifier_config)};
}

checked_listener checked(const stored_json& one) {
  auto parsed = sound(kept_listener(one.id, one.json));
  const auto pace = sound(apply_delivery(parsed.delivery, {}));
  auto asked =
      parsed.filter.empty() ? filter::of_everything() : sound(compile_filter(parsed.filter));
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(parsed));
  ready->pace = pace;
  return {std::move(ready), std::move(asked)};
}

ready_listener_ptr made_ready(listener what) {
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(what));
  return ready;
}

} // namespace fanfare::bench
