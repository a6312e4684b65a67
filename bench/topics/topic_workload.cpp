#include "bench/topics/topic_workload.hpp"

#include <random>

namespace fanfare::bench {

namespace {

constexpr const char* subjects[] = {"repo", "publish", "consumer", "task",
                                    "unit", "upload",  "group",    "export"};
constexpr const char* deeds[] = {"sync", "publish", "bind", "copy", "scan", "sign"};
constexpr const char* stages[] = {"start", "progress", "complete", "failed", "queued", "cancelled"};

class topic_source {
public:
  explicit topic_source(std::uint32_t seed) : random_{seed} {}

  std::vector<std::string> type() {
    std::vector<std::string> made{one_of(subjects), "r" + std::to_string(below(200'000)),
                                  one_of(deeds), one_of(stages)};
    if (below(5) == 0)
      made.push_back("s" + std::to_string(below(50)));
    return made;
  }

  std::vector<std::string> pattern() {
    auto made = type();
    const auto share = below(10'000);
    if (share < 5'000)
      return made;
    if (share < 7'000)
      made.back() = "*";
    else if (share < 8'500)
      made = {made[0], made[1], "#"};
    else if (share < 9'000)
      made[0] = "*";
    else if (share < 9'500)
      made = {"#", made[1], made[2], "#"};
    else
      made[share < 9'999 ? 2 : 1] = "*";
    return made;
  }

private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_()) % bound; }

  template <std::size_t N>
  const char* one_of(const char* const (&words)[N]) {
    return words[below(N)];
  }

  std::mt19937 random_;
};

std::string joined(const std::vector<std::string>& segments) {
  std::string text;
  for (const auto& each : segments)
    text += (text.empty() ? "" : ".") + each;
  return text;
}

} // namespace

std::vector<std::string> topic_types(std::size_t count) {
  topic_source source{7};
  std::vector<std::string> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(joined(source.type()));
  return made;
}

std::vector<std::string> topic_patterns(std::size_t count) {
  topic_source source{11};
  std::vector<std::string> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(joined(source.pattern()));
  return made;
}

} // namespace fanfare::bench
