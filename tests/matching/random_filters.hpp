#pragma once

#include <random>
#include <string>

namespace fanfare::test {

/// Makes filters and events that often just match or just do not: of few keys
/// and few values, which are picked for what the language does with them.
class random_filters {
public:
  explicit random_filters(std::uint32_t seed) : random_{seed} {}

  std::string filter();
  /// Fields of which each wants one value: these are looked up two at a time.
  std::string pair();
  std::string event();

private:
  bool chance(int percent);
  std::size_t below(std::size_t bound);
  template <std::size_t N>
  const char* one_of(const char* const (&values)[N]) {
    return values[below(N)];
  }

  std::string text();
  std::string affix();
  std::string wildcard();
  std::string fields(int depth);
  std::string list();
  std::string asked();
  std::string range();
  std::string texts();
  std::string choice(int depth);
  std::string object(int depth);
  std::string value(int depth);
  std::string space();
  std::string spelt(const std::string& text);

  std::mt19937 random_;
};

} // namespace fanfare::test
