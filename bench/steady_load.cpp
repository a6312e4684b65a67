#include "bench/steady_load.hpp"

#include <atomic>
#include <memory>
#include <thread>

namespace fanfare::bench {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t report_bytes = 1024;

report sent_now(const std::string& type) {
  auto body = R"({"event_type":")" + type + R"(","payload":{"sent":)" +
              std::to_string(clock::now().time_since_epoch().count()) + R"(,"summary":")";
  constexpr std::size_t end = 3;
  body.resize(report_bytes - end, 'x');
  body += R"("}})";
  return {std::move(body), {}};
}

struct answers {
  std::atomic<std::uint64_t> outstanding{0};
  std::atomic<std::uint64_t> refused{0};
};

} // namespace

load_counts publish_steadily(engine& to, double a_second,
                             const std::function<std::string(std::uint64_t)>& type_of,
                             const std::function<bool()>& goes_on) {
  const auto apart =
      std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>{1.0 / a_second});
  const auto came = std::make_shared<answers>();
  load_counts sum;
  for (auto next = clock::now(); goes_on(); next += apart) {
    std::this_thread::sleep_until(next);
    std::vector<report> one;
    one.push_back(sent_now(type_of(sum.published++)));
    ++came->outstanding;
    to.publish(std::move(one), [came](const result<receipt>& how) {
      came->refused += !how;
      --came->outstanding;
    });
  }
  while (came->outstanding > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  sum.refused = came->refused;
  return sum;
}

std::function<bool()> for_so_long(std::chrono::milliseconds duration) {
  return [until = clock::now() + duration] { return clock::now() < until; };
}

} // namespace fanfare::bench
