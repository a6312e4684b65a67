#include "matching/filter.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"
#include "tests/fuzz/fuzz_targets.hpp"
#include "tests/fuzz/promise.hpp"

#include <algorithm>

namespace fanfare::test {

namespace {

bool is_ascending(const filter& in, const std::vector<std::uint32_t>& way) {
  return std::is_sorted(way.begin(), way.end(), [&in](std::uint32_t a, std::uint32_t b) {
    return in.clauses.at(a).path < in.clauses.at(b).path;
  });
}

bool is_same(const filter& one, const filter& other) {
  const auto same_clause = [](const clause& a, const clause& b) {
    return a.path == b.path && a.any_of.size() == b.any_of.size();
  };
  return one.ways == other.ways &&
         std::equal(one.clauses.begin(), one.clauses.end(), other.clauses.begin(),
                    other.clauses.end(), same_clause);
}

} // namespace

void fuzz_filter_compiler(std::string_view input) {
  const auto made = compile_filter(input);
  if (!made) {
    expect(made.error().code == errc::invalid_listener, "a bad filter makes a bad listener");
    expect(made.error().detail.starts_with("filter: "), "an error says that it is the filter's");
    return;
  }
  expect(!made->ways.empty() && made->ways.size() <= most_ways, "ways are bounded");
  for (const auto& way : made->ways)
    expect(!way.empty() && is_ascending(*made, way), "a way has clauses, ascending by path");
  const auto object = first_object(input);
  expect(!first_fault(object), "what compiles is JSON");
  const auto again = compile_filter(compact(object));
  expect(again && is_same(*made, *again), "a filter as it is kept means the same");
}

} // namespace fanfare::test
