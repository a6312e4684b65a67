#pragma once

#include <cstdint>
#include <string_view>

namespace fanfare {

struct arguments;
struct console;

enum class consent : std::uint8_t {
  given,
  refused,
  nobody_to_ask, ///< No terminal, and no `--yes`.
};

/// Asks whether something may be done that cannot be undone: `--yes` is an
/// answer, else whoever sits at the terminal gives it.
/// @param question without its mark, as in `Drop 3 dead letters`.
consent ask(const arguments& said, console& to, std::string_view question);

} // namespace fanfare
