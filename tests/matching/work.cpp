#include "tests/matching/work.hpp"

#include "matching/listener_index.hpp"

#include <algorithm>
#include <ctime>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

namespace fanfare::test {

namespace {

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::vector<ready_listener_ptr> listeners_with(const std::vector<std::string>& filters) {
  std::vector<ready_listener_ptr> all;
  for (const auto& each : filters) {
    listener what;
    what.id = std::to_string(all.size());
    what.event_types = {"*"};
    what.filter = each;
    auto made = std::make_shared<ready_listener>();
    made->what = std::make_shared<const listener>(std::move(what));
    all.push_back(std::move(made));
  }
  return all;
}

} // namespace

std::string json_list(std::size_t count, const std::function<std::string(std::size_t)>& item) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i)
    list += (i == 0 ? "" : ",") + item(i);
  return list + "]";
}

double matching_ms(const std::vector<std::string>& filters, const std::string& event) {
  constexpr int times = 3;
  const listener_index index{1, listeners_with(filters)};
  std::vector<const ready_listener_ptr*> found;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < times; ++i) {
    found.clear();
    const auto begun = cpu_ms();
    index.match("a", std::string_view{event}, found);
    least = std::min(least, cpu_ms() - begun);
  }
  return least;
}

double growth(const std::function<double(std::size_t)>& cost, std::size_t size,
              std::size_t factor) {
  constexpr double too_little = 0.05;
  return cost(size * factor) / std::max(cost(size), too_little);
}

} // namespace fanfare::test
