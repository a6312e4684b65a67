#pragma once

#include "tests/support/delivery_ledger.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace fanfare::test {

/// What came of the deliveries that were due, as their receiver has it.
struct account {
  std::size_t due = 0;
  std::size_t missing = 0;     ///< Never accepted.
  std::size_t repeats = 0;     ///< Accepted, and made again.
  std::size_t wrong_bytes = 0; ///< Not those that were published, or not the same every time.
};

/// @param answered the events that are durable, by id, with their bytes.
/// @param paths each is a listener of all of them.
account account_of(const delivery_ledger& receiver,
                   const std::map<std::string, std::string>& answered,
                   const std::vector<std::string>& paths);

} // namespace fanfare::test
