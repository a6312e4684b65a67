#include "bench/measurement.hpp"

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <thread>
#include <utility>

namespace fanfare::bench {

namespace {

std::string processor_name() {
  std::ifstream file{"/proc/cpuinfo"};
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0)
      return line.substr(line.find(':') + 2);
  return "unknown processor";
}

} // namespace

void print(const measurement& one, const order& how) {
  auto ratio = one.limit_value == 0 ? 0 : one.value / one.limit_value;
  if (how.json) {
    nlohmann::ordered_json out{{"question", one.question},
                               {"case", one.what},
                               {"value", one.value},
                               {"unit", one.unit},
                               {"limit_name", one.limit_name},
                               {"limit_value", one.limit_value},
                               {"ratio", ratio}};
    std::printf("%s\n", out.dump().c_str());
  } else {
    std::printf("%-44s : %10.2f %-4s", one.what.c_str(), one.value, one.unit.c_str());
    if (!one.limit_name.empty())
      std::printf(" (%s: %.2f, ratio %.2f)", one.limit_name.c_str(), one.limit_value, ratio);
    std::printf("\n");
  }
  std::fflush(stdout);
}

void print_environment(std::string_view question, const order& how) {
#ifndef NDEBUG
  std::fprintf(stderr, "warning: assertions are enabled, so the figures are worse than they "
                       "should be; build the release preset\n");
#endif
  if (how.json)
    return;
  std::printf("%.*s: %u x %s\n", static_cast<int>(question.size()), question.data(),
              std::thread::hardware_concurrency(), processor_name().c_str());
}

std::chrono::nanoseconds cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto of = [](const timeval& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

std::chrono::nanoseconds thread_cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

double percentile(std::vector<double> values, double share) {
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(rank, values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

double cost_of(const std::function<void()>& deed) {
  const auto before = thread_cpu_time();
  deed();
  return static_cast<double>((thread_cpu_time() - before).count()) / 1e6;
}

double cost_of_each(std::size_t items, const std::function<void()>& pass) {
  constexpr int passes = 5;
  std::vector<double> costs;
  costs.reserve(passes);
  for (int i = 0; i < passes; ++i) {
    costs.push_back(cost_of(pass) * 1e6 / static_cast<double>(items));
  }
  return median(std::move(costs));
}

} // namespace fanfare::bench
