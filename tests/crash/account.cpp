#include "tests/crash/account.hpp"

namespace fanfare::test {

account account_of(const delivery_ledger& receiver,
                   const std::map<std::string, std::string>& answered,
                   const std::vector<std::string>& paths) {
  const auto book = receiver.book();
  account sum;
  // Also of events whose publisher got no answer: those may be durable or not.
  for (const auto& [which, came] : book) {
    sum.repeats += came.accepted > 1 ? came.accepted - 1 : 0;
    sum.wrong_bytes += !came.same_bytes;
  }
  for (const auto& [id, report] : answered)
    for (const auto& path : paths) {
      ++sum.due;
      const auto found = book.find({path, id});
      sum.missing += found == book.end() || found->second.accepted == 0;
      sum.wrong_bytes += found != book.end() && found->second.body != report;
    }
  return sum;
}

} // namespace fanfare::test
