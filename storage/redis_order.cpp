#include "storage/redis_order.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t most_questions = 512;
constexpr std::string_view bar = "%7C";
constexpr std::string_view percent = "%25";

/// Counts what is parked under each key of one listener.
result<void> count_keys(redis_database& in, const std::string& listener,
                        std::vector<ordered_key>& into) {
  const auto key = in.keys().order_keys(listener);
  std::map<std::string, std::uint64_t> counts;
  std::string cursor = "0";
  do {
    const auto some = in.reader().ask(redis_command{"HSCAN", key, cursor, "COUNT", "512"});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    for (std::size_t i = 1; i < (*some)[1].size(); i += 2)
      ++counts[read_order_key((*some)[1][i].text())];
  } while (cursor != "0");
  for (const auto& [name, parked] : counts)
    into.push_back({listener, name, parked});
  return {};
}

} // namespace

std::string written_order_key(std::string_view key) {
  std::string written;
  written.reserve(key.size());
  for (const auto each : key)
    if (each == '|')
      written += bar;
    else if (each == '%')
      written += percent;
    else
      written += each;
  return written;
}

std::string read_order_key(std::string_view written) {
  std::string key;
  key.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i)
    if (const auto next = written.substr(i, bar.size()); next == bar || next == percent) {
      key += next == bar ? '|' : '%';
      i += bar.size() - 1;
    } else {
      key += written[i];
    }
  return key;
}

result<std::vector<ordered_key>> read_orders(redis_database& in,
                                             const std::vector<std::string>& listeners) {
  std::vector<ordered_key> all;
  for (std::size_t from = 0; from < listeners.size(); from += most_questions) {
    const auto to = std::min(from + most_questions, listeners.size());
    std::vector<redis_command> questions;
    for (auto i = from; i < to; ++i)
      questions.emplace_back(redis_command{"EXISTS"}).add_copy(in.keys().order(listeners[i]));
    const auto there = in.reader().exchange(std::move(questions));
    if (!there)
      return there.error();
    for (auto i = from; i < to; ++i)
      if ((*there)[i - from].whole().integer() == 1)
        if (auto counted = count_keys(in, listeners[i], all); !counted)
          return counted.error();
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.listener, a.key) < std::tie(b.listener, b.key);
  });
  return all;
}

} // namespace fanfare
