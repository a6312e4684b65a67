#pragma once

#include "storage/store.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

enum class lifetime : std::uint8_t { of_the_object, outlives_the_object };

/// A kind of store that the contract holds for.
struct store_kind {
  std::string name;
  lifetime lives;
  /// Returns the URL of a store that only the test with this directory uses.
  std::function<std::string(const temp_directory&)> url;
};

/// Every kind there is: a new one joins the whole suite with one line.
std::vector<store_kind> all_store_kinds();
/// Those that are still there when they are opened again.
std::vector<store_kind> durable_store_kinds();

std::string name_of(const testing::TestParamInfo<store_kind>& kind);

/// A new, empty store, and the words that the contract is told in.
class store_contract : public testing::TestWithParam<store_kind> {
protected:
  static constexpr std::chrono::milliseconds now{0};
  static constexpr std::chrono::milliseconds much_later{std::chrono::hours{1}};

  store_contract();

  store& open() { return *store_; }
  journal& events() { return store_->events(); }
  retries& parked() { return store_->parked(); }
  listener_store& listeners() { return store_->listeners(); }

  std::unique_ptr<store> another() const;
  void reopen();

  std::vector<event_id> append(const std::vector<std::string>& bodies);
  event_id append_one(const std::string& body = "{}");
  std::vector<std::string> unsettled_bodies();

  /// What a listener is made of; `mark` makes its JSON another one.
  struct listener_words {
    std::string id;
    std::string mark = {};
    std::string name = {};
    std::string type = "http";
    bool enabled = true;
    bool paused = false;
  };
  /// Returns a listener whose JSON says what its fields say.
  static stored_listener listener(listener_words of);
  static std::string json(listener_words of) { return listener(std::move(of)).json; }

  void make_listener(const std::string& id, const std::string& type = "http");
  void set_enabled(const std::string& id, bool enabled);
  void set_paused(const std::string& id, bool paused);

  void settle(const settlement& what);
  /// Appends an event and settles it with one delivery parked.
  event_id park(const std::string& listener, std::chrono::milliseconds delay,
                const std::string& body = "{}", const std::string& part = "");
  void finish(const retry_outcome& what);
  std::vector<claimed_delivery> claim(const std::string& listener,
                                      std::chrono::milliseconds lease = much_later,
                                      std::size_t most = 100);
  /// Returns the listeners with work within `horizon`, as `due` orders them.
  std::vector<std::string> due_within(std::chrono::milliseconds horizon,
                                      const std::vector<std::string>& types = {"http"});

  /// Expects nothing to be kept: no event, no reference, nothing parked.
  void expect_empty();

private:
  temp_directory place_;
  std::string url_;
  std::unique_ptr<store> store_;
};

} // namespace fanfare::test
