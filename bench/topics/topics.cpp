#include "bench/topics/topics.hpp"

#include "bench/topics/topic_workload.hpp"
#include "matching/event_type_pattern.hpp"
#include "matching/pattern_trie.hpp"
#include "matching/segments.hpp"

#include <cstdio>
#include <functional>
#include <string_view>

namespace fanfare::bench {

namespace {

constexpr const char* question = "topics";

/// The floor: every segment found and its bytes looked at, and nothing asked.
std::size_t read_segments(const std::vector<std::string>& types) {
  std::size_t sum = 0;
  for (const auto& type : types)
    for (segments rest{type}; !rest.at_end();)
      sum += std::hash<std::string_view>{}(rest.next());
  return sum;
}

/// Whether the trie finds, for some of the types, what the meaning of the patterns says.
bool counts_are_right(const pattern_trie& trie, const std::vector<std::string>& patterns,
                      const std::vector<std::string>& types) {
  const auto sample = std::max<std::size_t>(1, 2'000'000 / patterns.size());
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < std::min(sample, types.size()); ++i) {
    trie.match(types[i], numbers);
    std::vector<bool> found(trie.size(), false);
    for (const auto number : numbers)
      found[number] = true;
    pattern_trie numbered; // gives the patterns the same numbers
    for (const auto& pattern : patterns)
      if (matches(pattern, types[i]) != found[numbered.add(pattern)])
        return false;
  }
  return true;
}

/// So many patterns, and what a type costs qpid-cpp, measured elsewhere (README.md).
struct crowd {
  std::size_t size;
  double qpid_ns;
};

bool measure(const crowd& of, const std::vector<std::string>& types, const order& how) {
  const auto size = of.size;
  const auto patterns = topic_patterns(size);
  pattern_trie trie;
  const auto built = cost_of([&] {
    for (const auto& pattern : patterns)
      trie.add(pattern);
  });

  volatile std::size_t kept = 0;
  const auto floor = cost_of_each(types.size(), [&] { kept = read_segments(types); });
  std::size_t matched = 0;
  std::size_t before = 0;
  bool steady = true;
  std::vector<std::uint32_t> numbers;
  const auto found = cost_of_each(types.size(), [&] {
    matched = 0;
    for (const auto& type : types) {
      trie.match(type, numbers);
      matched += numbers.size();
    }
    steady = steady && (before == 0 || before == matched);
    before = matched;
  });
  const auto name = std::to_string(size) + " patterns";
  print({question, name, found, "ns/type", "reading the segments", floor}, how);
  print({question, name + ", beside qpid-cpp", found, "ns/type", "qpid-cpp, measured elsewhere",
         of.qpid_ns},
        how);
  print({question, name + ", build", built, "ms"}, how);
  print({question, name + ", matches",
         static_cast<double>(matched) / static_cast<double>(types.size()), "patterns/type"},
        how);
  if (steady && counts_are_right(trie, patterns, types))
    return true;
  std::fprintf(stderr, "fanfare-bench: wrong matches among %zu patterns\n", size);
  return false;
}

} // namespace

bool topics(const order& how) {
  const auto types = topic_types(how.quick ? 20'000 : 200'000);
  bool right = true;
  for (const auto& each : {crowd{1'000, 488}, crowd{100'000, 2'572}, crowd{1'000'000, 6'455}})
    right = measure(each, types, how) && right;
  return right;
}

} // namespace fanfare::bench
