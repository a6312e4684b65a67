#pragma once

#include "tests/contract/store_contract.hpp"

#include <string>
#include <vector>

namespace fanfare::test {

using strings = std::vector<std::string>;

/// A store with the listeners l1 and l2, and words for what is dead in it.
class dead_letters_contract : public store_contract {
protected:
  dead_letters_contract() {
    make_listener("l1");
    make_listener("l2");
  }

  dead_letters& dead() { return open().dead(); }

  /// Buries the only delivery of a new event and returns the event's id.
  event_id bury(const std::string& listener, const std::string& reason = "rejected",
                const std::string& part = "", const std::string& body = "{}") {
    const auto id = append_one(body);
    settle({.settled = {id}, .dead = {{id, listener, part, reason, "400 no", 3}}});
    return id;
  }

  strings reasons(const dead_filter& which, std::size_t limit = 100,
                  const std::string& after = "") {
    strings found;
    for (const auto& x : must(dead().list(which, limit, after)))
      found.push_back(x.reason);
    return found;
  }

  std::string newest_id() { return must(dead().list({}, 1)).at(0).id; }

  struct tally {
    std::uint64_t done = 0;
    std::uint64_t left = 0;
  };
  /// Goes on from step to step until there are no more.
  template <class Step>
  tally walk(Step step) {
    tally sum;
    std::string after;
    for (int steps = 0; steps < 100; ++steps) {
      const auto one = must(step(after));
      sum.done += one.done;
      sum.left += one.left;
      if (!one.next)
        return sum;
      after = *one.next;
    }
    ADD_FAILURE() << "the walk did not end";
    return sum;
  }
  tally replay_all(const dead_filter& which = {}, std::size_t most = 100) {
    return walk([&](const std::string& after) { return dead().replay(which, most, after); });
  }
  tally drop_all(const dead_filter& which = {}, std::size_t most = 100) {
    return walk([&](const std::string& after) { return dead().drop(which, most, after); });
  }
};

} // namespace fanfare::test
