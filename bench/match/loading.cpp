#include "bench/match/loading.hpp"

#include "matching/filter.hpp"
#include "messages/listener_json.hpp"

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

ready_listener_ptr made_ready(const stored_json& one) {
  auto parsed = sound(kept_listener(one.id, one.json));
  auto ready = std::make_shared<ready_listener>();
  ready->pace = sound(apply_delivery(parsed.delivery, {}));
  if (!parsed.filter.empty())
    sound(compile_filter(parsed.filter));
  ready->what = std::make_shared<const listener>(std::move(parsed));
  return ready;
}

} // namespace fanfare::bench
