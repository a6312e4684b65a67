#pragma once

#include "actors/librarian.hpp"
#include "actors/merger.hpp"
#include "messages/listener_json.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

inline stored_listener stored(const std::string& id, const std::string& url = "https://example.org",
                              bool enabled = true) {
  listener one;
  one.id = id;
  one.notifier_type = "http";
  one.enabled = enabled;
  one.event_types = {"*"};
  one.notifier_config = R"({"url":")" + url + R"("})";
  return {id, {}, "http", enabled, to_json(one)};
}

inline stored_listener broken(const std::string& id) { return {id, {}, "http", true, "{not JSON"}; }

/// A librarian at its desk, with a store whose listeners the test changes.
class librarian_test : public ::testing::Test, protected workplace {
protected:
  librarian_desk desk;
  merger_desk merging;
  matcher_desk matcher{100};
  crier_desk crier;
  current_index listeners_now;
  virtual_time time;

  void start() {
    auto check = [](const listener& one) -> result<checked_config> {
      if (one.notifier_config.find("throws") != std::string::npos)
        throw std::runtime_error{"no such thing"};
      if (one.notifier_config.find("hurls") != std::string::npos)
        throw 7; // a host may throw whatever it likes
      if (one.notifier_config.find("gopher") != std::string::npos)
        return error{errc::invalid_listener, "url: gopher is no scheme"};
      return checked_config{one.notifier_type == "http" ? checked_by::its_notifier
                                                        : checked_by::nobody};
    };
    time.employ({{"librarian", &desk.bell,
                  [this, check](alarm_clock& clock) {
                    return std::make_unique<librarian>(clock, desk, queue, queue, merging, matcher,
                                                       crier, listeners_now, delivery_options{},
                                                       check, around);
                  }},
                 {"merger", &merging.bell,
                  [this](alarm_clock&) { return std::make_unique<merger>(merging, desk); }}},
                around);
  }

  /// Another process changes listeners.
  void change(std::vector<listener_edit> edits) {
    store.edits = {store.edits.version + 1, true, std::move(edits)};
    ++store.mark;
    time.advance(std::chrono::milliseconds{50});
  }

  void put(const stored_listener& one) { change({{one.id, one}}); }
  void erase(const std::string& id) { change({{id, std::nullopt}}); }

  /// Returns the ids of the listeners, in the order in which they match.
  std::vector<std::string> matching() const {
    std::vector<const ready_listener_ptr*> found;
    const auto index = listeners_now.load();
    index->match("repo.sync.start", "{}", found);
    std::vector<std::string> ids;
    for (const auto* each : found)
      if ((*each)->what->enabled)
        ids.push_back((*each)->what->id);
    std::sort(ids.begin(), ids.end()); // an index has no order
    return ids;
  }

  std::string config_of(const std::string& id) const {
    auto found = listeners_now.load()->find(id);
    return found ? found->what->notifier_config : "none";
  }
};

} // namespace fanfare::test
