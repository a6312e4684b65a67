#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::bench {

/// How a question is to be answered.
struct order {
  bool json = false;                   ///< One JSON object a measurement, nothing else, on stdout.
  bool quick = false;                  ///< Within 15 s instead of 50.
  std::vector<std::string> cases = {}; ///< Of the question, if not its usual ones.
};

/// One figure, beside the limit that was measured in the same run.
struct measurement {
  std::string question;
  std::string what; ///< `case` in JSON.
  double value = 0;
  std::string unit;            ///< us, ns/event, 1/s, …
  std::string limit_name = {}; ///< Empty: nothing to hold it against.
  double limit_value = 0;      ///< In the same unit.
};

/// Prints a measurement as the order wants it.
void print(const measurement& one, const order& how);

/// Prints, unless JSON is wanted, what a reader must know to believe the figures.
void print_environment(std::string_view question, const order& how);

/// CPU time used by this process so far, user and system.
std::chrono::nanoseconds cpu_time();

/// CPU time used by the calling thread so far: what other threads do is not in it.
std::chrono::nanoseconds thread_cpu_time();

/// What something cost, and how long it took.
struct cost {
  std::chrono::nanoseconds wall{0};
  std::chrono::nanoseconds cpu{0};
};

/// Measures from its construction on.
class stopwatch {
public:
  cost elapsed() const { return {std::chrono::steady_clock::now() - wall_, cpu_time() - cpu_}; }

private:
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  std::chrono::nanoseconds cpu_ = cpu_time();
};

/// Returns the middle one. @pre `values` is not empty.
double median(std::vector<double> values);

/// Returns what a share of the values is not above: 0.99 of them, say. @pre `values` is not empty.
double percentile(std::vector<double> values, double share);

/// Returns what something costs the calling thread, in ms of CPU.
double cost_of(const std::function<void()>& deed);

/// Returns the median of what one of `items` costs in five passes over all of
/// them, in ns of the calling thread's CPU.
double cost_of_each(std::size_t items, const std::function<void()>& pass);

} // namespace fanfare::bench
