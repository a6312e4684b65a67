#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace fanfare::test {

/// Returns `[a,b,…]` of so many items, each made of its number.
std::string json_list(std::size_t count, const std::function<std::string(std::size_t)>& item);

/// Returns what it takes to match an event with listeners of these filters: ms
/// of the thread's CPU, the least of three times.
double matching_ms(const std::vector<std::string>& filters, const std::string& event);

/// Returns how many times as much something costs at `factor` times its size.
/// What costs too little to be told apart is not counted.
double growth(const std::function<double(std::size_t)>& cost, std::size_t size, std::size_t factor);

} // namespace fanfare::test
