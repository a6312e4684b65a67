#pragma once

#include "bench/random_draws.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare::bench {

/// How many city lots there are; what event-ruler counts is of so many.
inline constexpr std::size_t all_lots = 213'068;

/// Returns how many of `count` lots there are of what `of_all` of all lots are.
/// What is rare does not go away.
std::size_t in_proportion(std::size_t of_all, std::size_t count);

/// What event-ruler's rules ask about a lot: the values of a field, as often as
/// they are among the real ones, and around them others that no rule asks for.
std::vector<std::string> block_and_lot_numbers(std::size_t count, random_draws& from);
std::vector<std::string> streets_of_lots(std::size_t count, random_draws& from);
std::vector<std::string> kinds_of_streets(std::size_t count, random_draws& from);
std::vector<std::string> house_numbers(std::size_t count, random_draws& from);

/// The streets of the lots.
const std::vector<std::string>& streets();

} // namespace fanfare::bench
